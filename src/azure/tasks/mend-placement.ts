import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import type { Azure } from '../azure.ts';
import { type NodeNames, type Owner, placementGroupOf, resourceIds, resourceNames, sameId } from '../blueprint.ts';
import { az } from '../commands.ts';
import { askAzure } from '../errors.ts';
import { carryOut } from '../operation.ts';
import { placementGroupWork } from './network.ts';

/** The id of the task that makes the group. */
export const placementGroupMend = 'mend/placement-group';

/** The proximity placement group of a cluster that was made without one, named in its choices. */
export const makePlacementGroupTask = (azure: Azure, owner: Owner): Task => ({
  ...placementGroupWork(azure, owner),
  id: placementGroupMend,
  stage: 'your-cluster',
  needs: [],
  explain: 'It asks Azure for one datacentre that has the size. It costs nothing and reserves nothing.',
});

/** A machine stands in the placement group. It gets there only while it is deallocated, and Azure finds it a place when it starts. */
export function placeTask(azure: Azure, { choices }: Owner, machine: string, needs: readonly string[]): Task {
  const { resourceGroup } = choices;
  const group = placementGroupOf(choices);
  const id = resourceIds(azure.subscriptionId, resourceGroup).placementGroup(group);
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const seen = await askAzure(machine, signal, () => azure.compute.virtualMachines.get(resourceGroup, machine, { abortSignal: signal }));
    if (seen.provisioningState === 'Updating') return { is: 'pending', waitingFor: `Azure: ${machine} is Updating` };
    return sameId(seen.proximityPlacementGroup?.id, id) ? { is: 'so' } : { is: 'absent' };
  };
  return {
    id: `mend/place/${machine}`,
    stage: 'your-cluster',
    title: `${machine} in ${group}`,
    node: machine,
    needs,
    lane: 'machine',
    explain: 'Only a deallocated machine can be put into a placement group: where it stands is decided when it starts.',
    commands: [az('vm', 'update', '--name', machine, '--resource-group', resourceGroup, '--ppg', group)],
    usualSeconds: [3, 15],
    observe: look,
    make: async (run) => {
      await carryOut(azure, machine, run, (options) =>
        azure.compute.virtualMachines.update(resourceGroup, machine, { proximityPlacementGroup: { id } }, options),
      );
      return look(run);
    },
  };
}

/** Accelerated networking is on at a node's card. It is changed only while the machine is deallocated. */
export function accelerateTask(azure: Azure, { choices }: Owner, machine: string, needs: readonly string[]): Task {
  const { resourceGroup, name, count } = choices;
  const { nic } = resourceNames(name, count).nodes.find((one) => one.machine === machine) as NodeNames;
  const cards = azure.network.networkInterfaces;
  const cardNow = ({ signal }: TaskRun) => askAzure(nic, signal, () => cards.get(resourceGroup, nic, { abortSignal: signal }));
  const look = async (run: TaskRun): Promise<Observation> => {
    const seen = await cardNow(run);
    if (seen.provisioningState === 'Updating') return { is: 'pending', waitingFor: `Azure: ${nic} is Updating` };
    return seen.enableAcceleratedNetworking === true ? { is: 'so' } : { is: 'absent' };
  };
  return {
    id: `mend/accelerate/${machine}`,
    stage: 'your-cluster',
    title: `accelerated networking on ${nic}`,
    node: machine,
    needs,
    lane: 'network-write',
    explain: 'Packets pass the host by: lower latency, at no cost. Azure changes it only while the machine is deallocated.',
    commands: [az('network', 'nic', 'update', '--name', nic, '--resource-group', resourceGroup, '--accelerated-networking', 'true')],
    usualSeconds: [1, 5],
    observe: look,
    make: async (run) => {
      const seen = await cardNow(run);
      await carryOut(azure, nic, run, (options) => cards.createOrUpdate(resourceGroup, nic, { ...seen, enableAcceleratedNetworking: true }, options));
      return look(run);
    },
  };
}
