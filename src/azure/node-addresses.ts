import type { Choices } from '../state/choices.ts';
import type { ClusterNode } from '../state/events.ts';
import { allOf, type Azure } from './azure.ts';
import { resourceNames } from './blueprint.ts';
import { askAzureIfThere } from './errors.ts';
import { type InstanceAddresses, instanceAddresses } from './instances.ts';

type Cluster = Pick<Choices, 'name' | 'count' | 'network' | 'resourceGroup'>;
type Addresses = ReadonlyMap<string, Partial<InstanceAddresses>>;

/** Addresses of a cluster's nodes by host name as Azure has them now, on either road, by two lists however many they are. */
export async function nodeAddresses(
  azure: Azure,
  { name, count, network, resourceGroup }: Cluster,
  nodes: readonly Pick<ClusterNode, 'name' | 'machineId'>[],
  signal: AbortSignal,
): Promise<Addresses> {
  const names = resourceNames(name, count);
  if (network === 'ethernet') return ofMachines(azure, resourceGroup, names.nodes, signal);
  const found = await instanceAddresses(azure, resourceGroup, names.scaleSet, signal);
  return new Map(nodes.map((node) => [node.name, found.get(node.machineId.toLowerCase()) ?? {}] as const));
}

async function ofMachines(azure: Azure, resourceGroup: string, nodes: ReturnType<typeof resourceNames>['nodes'], signal: AbortSignal): Promise<Addresses> {
  const options = { abortSignal: signal };
  const [cards, addresses] = await Promise.all([
    askAzureIfThere(`network cards of ${resourceGroup}`, signal, () => allOf(azure.network.networkInterfaces.list(resourceGroup, options))),
    askAzureIfThere(`public addresses of ${resourceGroup}`, signal, () => allOf(azure.network.publicIPAddresses.list(resourceGroup, options))),
  ]);
  return new Map(
    nodes.map(({ machine, nic, address }) => {
      const card = cards?.find((one) => one.name?.toLowerCase() === nic.toLowerCase());
      const own = card?.ipConfigurations?.find((one) => one.primary !== false);
      // The address that the card has now, which may be another one than the one that was made for it.
      const wanted = own?.publicIPAddress?.id?.split('/').at(-1) ?? (card ? undefined : address);
      const outer = addresses?.find((one) => one.name?.toLowerCase() === wanted?.toLowerCase());
      return [
        machine,
        {
          ...(own?.privateIPAddress === undefined ? {} : { privateAddress: own.privateIPAddress }),
          ...(outer?.ipAddress === undefined ? {} : { publicAddress: outer.ipAddress }),
        },
      ] as const;
    }),
  );
}

/** How long one answer counts for all nodes that ask, in milliseconds of real time. */
const freshFor = 20_000;

/** Says where a node is now, for connections that found nobody where it was. All nodes of a moment share one answer. */
export function whereabouts(azure: () => Azure, cluster: () => Cluster, known: () => readonly ClusterNode[]) {
  let asked: { readonly answer: Promise<Addresses>; readonly since: number } | undefined;
  return async (node: ClusterNode, signal: AbortSignal): Promise<ClusterNode | undefined> => {
    if (!asked || performance.now() - asked.since > freshFor) {
      const answer = nodeAddresses(azure(), cluster(), known(), signal);
      answer.catch(() => {
        asked = undefined;
      });
      asked = { answer, since: performance.now() };
    }
    const found = (await asked.answer).get(node.name);
    if (!found?.privateAddress) return undefined;
    const { publicAddress: _, ...rest } = node;
    return { ...rest, privateAddress: found.privateAddress, ...(found.publicAddress === undefined ? {} : { publicAddress: found.publicAddress }) };
  };
}
