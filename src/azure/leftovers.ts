import { type Azure, allOf } from './azure.ts';
import { az } from './commands.ts';
import { askAzure, askAzureIfThere } from './errors.ts';
import type { ListedResource } from './live.ts';

/** What belongs to no machine: it goes on costing, or stands in the way of a name. */
export interface Leftover {
  readonly resource: ListedResource;
  readonly kind: 'address' | 'card' | 'disk';
  /** Its name is one that machines of this cluster had: rank0 offers to delete it. Others are only named. */
  readonly ofCluster: boolean;
  /** Dollars an hour; undefined where its price is not known. */
  readonly perHour: number | undefined;
  /** `32 GiB` of a disk. */
  readonly size?: string;
}

/** By type in small letters. */
const kinds: Readonly<Record<string, Leftover['kind']>> = {
  'microsoft.network/publicipaddresses': 'address',
  'microsoft.network/networkinterfaces': 'card',
  'microsoft.compute/disks': 'disk',
};

/** About, a month, in US dollars: of the smallest two tiers of each kind of disk (azure-facts 13.2). */
const diskMonths: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  Premium: { 32: 5.3, 64: 10.2 },
  StandardSSD: { 32: 2.4, 64: 4.8 },
  Standard: { 32: 1.5 },
};

/**
 * Public addresses on no card, network cards on no machine and disks of no machine, among these resources of a group.
 * @throws ProblemError where Azure refuses to show them.
 */
export async function leftoversIn(
  azure: Azure,
  resourceGroup: string,
  cluster: string,
  resources: readonly ListedResource[],
  signal: AbortSignal,
): Promise<readonly Leftover[]> {
  const listed = resources.filter(({ type }) => kinds[type.toLowerCase()] !== undefined);
  if (listed.length === 0) return [];
  const options = { abortSignal: signal };
  const [addresses, cards, disks] = await Promise.all([
    askAzure(`public addresses of ${resourceGroup}`, signal, () => allOf(azure.network.publicIPAddresses.list(resourceGroup, options))),
    askAzure(`network cards of ${resourceGroup}`, signal, () => allOf(azure.network.networkInterfaces.list(resourceGroup, options))),
    Promise.all(
      listed
        .filter(({ type }) => kinds[type.toLowerCase()] === 'disk')
        .map(({ name }) => askAzureIfThere(`disk ${name}`, signal, () => azure.compute.disks.get(resourceGroup, name, options))),
    ),
  ]);
  const called =
    (name: string) =>
    (one: { name?: string }): boolean =>
      one.name?.toLowerCase() === name.toLowerCase();
  const lost = cards.filter((one) => !one.virtualMachine && !one.privateEndpoint);
  /** On no card, or on one that belongs to no machine itself. */
  const isFree = (configuration: string | undefined): boolean =>
    configuration === undefined || lost.some(({ id = '' }) => id !== '' && configuration.toLowerCase().startsWith(`${id.toLowerCase()}/`));
  return listed.flatMap((resource): Leftover[] => {
    const { name, type } = resource;
    const kind = kinds[type.toLowerCase()] as Leftover['kind'];
    const found = { resource, kind, ofCluster: isOf(cluster, kind, name) };
    if (kind === 'card') return lost.some(called(name)) ? [{ ...found, perHour: 0 }] : [];
    if (kind === 'address') {
      const seen = addresses.find(called(name));
      return seen && !seen.natGateway && isFree(seen.ipConfiguration?.id) ? [{ ...found, perHour: 0.005 }] : [];
    }
    const seen = disks.find((one) => one !== undefined && called(name)(one));
    if (!seen || seen.managedBy !== undefined || (seen.diskState !== undefined && !/^(Unattached|Attached)$/i.test(seen.diskState))) return [];
    const { diskSizeGB = 0, sku } = seen;
    const tier = [32, 64].find((most) => diskSizeGB <= most) ?? diskSizeGB;
    const month = diskMonths[sku?.name?.split('_')[0] ?? '']?.[tier];
    return [{ ...found, perHour: month === undefined ? undefined : month / 730, size: `${diskSizeGB} GiB` }];
  });
}

/** The names that `az vm create --count` and Azure give to what comes with a machine (azure-facts 5.1). */
function isOf(cluster: string, kind: Leftover['kind'], name: string): boolean {
  const rest = name.toLowerCase().startsWith(cluster.toLowerCase()) ? name.slice(cluster.length) : '';
  const patterns = { address: /^PublicIP\d+$/i, card: /^VMNic\d+$/i, disk: /^\d+_(OsDisk|disk\d*)_/i } as const;
  return patterns[kind].test(rest);
}

/** The line that deletes one by hand. */
export function deleteLine({ resource: { name, group }, kind }: Leftover): string {
  const where = ['--name', name, '--resource-group', group];
  if (kind === 'address') return az('network', 'public-ip', 'delete', ...where);
  return kind === 'card' ? az('network', 'nic', 'delete', ...where) : az('disk', 'delete', ...where, '--yes');
}
