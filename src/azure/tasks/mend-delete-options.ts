import type { NetworkInterfaceReference, VirtualMachine } from '@azure/arm-compute';
import type { NetworkInterface as Card } from '@azure/arm-network';
import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import type { Azure } from '../azure.ts';
import { type Owner, resourceNames } from '../blueprint.ts';
import { az } from '../commands.ts';
import { askAzure } from '../errors.ts';
import { carryOut } from '../operation.ts';

/** The disk, the card and the address of each machine are deleted with it: `az` leaves them, and they go on costing (azure-facts 6.4). */
export function deleteOptionTasks(azure: Azure, { choices }: Owner, machines: readonly string[]): Task[] {
  const { resourceGroup, name, count } = choices;
  const nodes = resourceNames(name, count).nodes.filter(({ machine }) => machines.includes(machine));
  const vms = azure.compute.virtualMachines;
  const cards = azure.network.networkInterfaces;
  return nodes.flatMap((node): Task[] => {
    const machineNow = ({ signal }: TaskRun): Promise<VirtualMachine> =>
      askAzure(node.machine, signal, () => vms.get(resourceGroup, node.machine, { abortSignal: signal }));
    const cardNow = ({ signal }: TaskRun): Promise<Card> => askAzure(node.nic, signal, () => cards.get(resourceGroup, node.nic, { abortSignal: signal }));
    const lookMachine = async (run: TaskRun): Promise<Observation> => {
      const seen = await machineNow(run);
      if (seen.provisioningState === 'Updating') return { is: 'pending', waitingFor: `Azure: ${node.machine} is Updating` };
      const options = [seen.storageProfile?.osDisk?.deleteOption, seen.networkProfile?.networkInterfaces?.[0]?.deleteOption];
      return options.every((one) => one === 'Delete') ? { is: 'so' } : { is: 'absent' };
    };
    const lookCard = async (run: TaskRun): Promise<Observation> => {
      const seen = await cardNow(run);
      if (seen.provisioningState === 'Updating') return { is: 'pending', waitingFor: `Azure: ${node.nic} is Updating` };
      const address = seen.ipConfigurations?.[0]?.publicIPAddress;
      return address === undefined || address.deleteOption === 'Delete' ? { is: 'so' } : { is: 'absent' };
    };
    return [
      {
        id: `mend/delete-options/${node.machine}`,
        stage: 'your-cluster',
        title: `disk and network card of ${node.machine} go with it`,
        node: node.machine,
        needs: [],
        lane: 'machine',
        explain: 'Deleting a machine deletes nothing else unless it was told to. The machine runs on while that is changed.',
        commands: [
          az(
            'vm',
            'update',
            '--name',
            node.machine,
            '--resource-group',
            resourceGroup,
            '--set',
            'storageProfile.osDisk.deleteOption=Delete',
            'networkProfile.networkInterfaces[0].deleteOption=Delete',
          ),
        ],
        usualSeconds: [3, 10],
        observe: lookMachine,
        make: async (run) => {
          const seen = await machineNow(run);
          const networkInterfaces = (seen.networkProfile?.networkInterfaces ?? []).map((one) => ({
            ...one,
            deleteOption: 'Delete',
          })) as NetworkInterfaceReference[];
          const body = { storageProfile: { osDisk: { createOption: 'FromImage', deleteOption: 'Delete' } }, networkProfile: { networkInterfaces } };
          await carryOut(azure, node.machine, run, (options) => vms.update(resourceGroup, node.machine, body, options));
          return lookMachine(run);
        },
      },
      {
        id: `mend/delete-options-address/${node.machine}`,
        stage: 'your-cluster',
        title: `address of ${node.machine} goes with its card`,
        node: node.machine,
        needs: [`mend/delete-options/${node.machine}`],
        lane: 'network-write',
        explain: 'A public address costs as long as it exists, bound or not.',
        commands: [
          az(
            ...['resource', 'update', '--name', node.nic, '--resource-group', resourceGroup, '--resource-type', 'Microsoft.Network/networkInterfaces'],
            ...['--set', 'properties.ipConfigurations[0].properties.publicIPAddress.properties.deleteOption=Delete'],
          ),
        ],
        usualSeconds: [1, 5],
        observe: lookCard,
        make: async (run) => {
          const seen = await cardNow(run);
          const ipConfigurations = (seen.ipConfigurations ?? []).map((one) =>
            one.publicIPAddress?.id === undefined ? one : { ...one, publicIPAddress: { id: one.publicIPAddress.id, deleteOption: 'Delete' } },
          );
          await carryOut(azure, node.nic, run, (options) => cards.createOrUpdate(resourceGroup, node.nic, { ...seen, ipConfigurations }, options));
          return lookCard(run);
        },
      },
    ];
  });
}
