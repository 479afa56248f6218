import type { NetworkInterface, PublicIPAddress } from '@azure/arm-network';
import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import type { Azure } from '../azure.ts';
import { type NodeNames, type Owner, resourceIds, resourceNames, sameId } from '../blueprint.ts';
import { az } from '../commands.ts';
import { askAzure } from '../errors.ts';
import { carryOut } from '../operation.ts';

/**
 * A node's Basic address becomes a Standard one and keeps its number: fixed, taken off its card, upgraded, put back (azure-facts 6.1).
 * Only for an address that has the name which `az` gave it: cut off in between, nothing else says whose it is.
 */
export function standardAddressTasks(azure: Azure, { choices }: Owner, machine: string): Task[] {
  const { resourceGroup, name, count } = choices;
  const node = resourceNames(name, count).nodes.find((one) => one.machine === machine) as NodeNames;
  const id = resourceIds(azure.subscriptionId, resourceGroup).address(node.address);
  const where = ['--name', node.address, '--resource-group', resourceGroup];
  const configuration = ['--name', node.ipConfiguration, '--nic-name', node.nic, '--resource-group', resourceGroup];
  const { publicIPAddresses, networkInterfaces } = azure.network;
  const addressNow = ({ signal }: TaskRun): Promise<PublicIPAddress> =>
    askAzure(node.address, signal, () => publicIPAddresses.get(resourceGroup, node.address, { abortSignal: signal }));
  const cardNow = ({ signal }: TaskRun): Promise<NetworkInterface> =>
    askAzure(node.nic, signal, () => networkInterfaces.get(resourceGroup, node.nic, { abortSignal: signal }));
  const isOn = (card: NetworkInterface): boolean => card.ipConfigurations?.some((one) => sameId(one.publicIPAddress?.id, id)) === true;
  const isStandard = ({ sku }: PublicIPAddress): boolean => sku?.name !== 'Basic';
  const changing = ({ provisioningState }: { provisioningState?: string }, what: string): Observation | undefined =>
    provisioningState === 'Updating' ? { is: 'pending', waitingFor: `Azure: ${what} is Updating` } : undefined;

  const put = async (run: TaskRun, change: Partial<PublicIPAddress>): Promise<void> => {
    const { ipConfiguration: _, ...seen } = await addressNow(run);
    await carryOut(azure, node.address, run, (options) => publicIPAddresses.createOrUpdate(resourceGroup, node.address, { ...seen, ...change }, options));
  };
  const putCard = async (run: TaskRun, bound: boolean): Promise<void> => {
    const seen = await cardNow(run);
    const ipConfigurations = (seen.ipConfigurations ?? []).map((one, index) => {
      if (index > 0) return one;
      const { publicIPAddress: _, ...others } = one;
      return bound ? { ...others, publicIPAddress: { id, deleteOption: 'Delete' } } : others;
    });
    await carryOut(azure, node.nic, run, (options) =>
      networkInterfaces.createOrUpdate(resourceGroup, node.nic, { ...seen, ipConfigurations } as NetworkInterface, options),
    );
  };
  const task = (step: string, rest: Pick<Task, 'title' | 'explain' | 'commands' | 'observe' | 'make'> & { needs: readonly string[] }): Task => ({
    id: `mend/${step}/${machine}`,
    stage: 'your-cluster',
    node: machine,
    lane: 'network-write',
    usualSeconds: [1, 6],
    ...rest,
  });
  return [
    task('fixed-address', {
      title: `${node.address} stays the same`,
      needs: [],
      explain: 'A dynamic address would be another one after it was taken off its card. A Standard one has to be fixed in any case.',
      commands: [az('network', 'public-ip', 'update', ...where, '--allocation-method', 'Static')],
      observe: async (run) => {
        const seen = await addressNow(run);
        return changing(seen, node.address) ?? (isStandard(seen) || seen.publicIPAllocationMethod === 'Static' ? { is: 'so' } : { is: 'absent' });
      },
      make: (run) => put(run, { publicIPAllocationMethod: 'Static' }),
    }),
    task('unbound-address', {
      title: `${node.address} off its card`,
      needs: [`mend/fixed-address/${machine}`],
      explain: 'An address is upgraded only while no card has it. The node is reached from outside again when it is back on, seconds later.',
      commands: [az('network', 'nic', 'ip-config', 'update', ...configuration, '--remove', 'PublicIpAddress')],
      observe: async (run) => {
        if (isStandard(await addressNow(run))) return { is: 'so', message: 'it is Standard' };
        const card = await cardNow(run);
        return changing(card, node.nic) ?? (isOn(card) ? { is: 'absent' } : { is: 'so' });
      },
      make: (run) => putCard(run, false),
    }),
    task('standard-address', {
      title: `${node.address} is a Standard address`,
      needs: [`mend/unbound-address/${machine}`],
      explain: 'There is no way back to Basic, and nobody sells it any more. A Standard address lets in only what the security group lets in.',
      commands: [az('network', 'public-ip', 'update', ...where, '--sku', 'Standard')],
      observe: async (run) => {
        const seen = await addressNow(run);
        return changing(seen, node.address) ?? (isStandard(seen) ? { is: 'so' } : { is: 'absent' });
      },
      make: (run) => put(run, { sku: { name: 'Standard', tier: 'Regional' }, publicIPAllocationMethod: 'Static' }),
    }),
    task('bound-address', {
      title: `${node.address} on its card again`,
      needs: [`mend/standard-address/${machine}`],
      explain: 'The same number as before, so that nothing that knows it has to change.',
      commands: [az('network', 'nic', 'ip-config', 'update', ...configuration, '--public-ip-address', node.address)],
      observe: async (run) => {
        const card = await cardNow(run);
        return changing(card, node.nic) ?? (isOn(card) ? { is: 'so' } : { is: 'absent' });
      },
      make: (run) => putCard(run, true),
    }),
  ];
}
