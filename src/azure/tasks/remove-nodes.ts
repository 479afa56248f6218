import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import type { Choices } from '../../state/choices.ts';
import type { Azure } from '../azure.ts';
import { resourceIds, resourceNames } from '../blueprint.ts';
import { az } from '../commands.ts';
import { downTasks } from '../down.ts';
import { askAzureIfThere } from '../errors.ts';
import { listInstances } from '../instances.ts';
import { listGroup, type ResourceRef } from '../live.ts';
import { carryOut } from '../operation.ts';
import { scheduleName } from '../schedules.ts';

/** An instance that is to go. */
export interface Leaving {
  readonly name: string;
  readonly instanceId: string;
}

/**
 * The instances that are named go, and no others: a lower capacity would let Azure choose (azure-facts 15.1b). Ids are used again for
 * other machines, so this task is made anew from what is there whenever a scaling goes on.
 */
export function removeInstancesTask(azure: Azure, { name, count, resourceGroup }: Choices, leaving: readonly Leaving[]): Task {
  const { scaleSet } = resourceNames(name, count);
  const names = leaving.map((one) => one.name).join(', ');
  const sets = azure.compute.virtualMachineScaleSets;
  let there: readonly string[] = leaving.map(({ instanceId }) => instanceId);
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const all = await listInstances(azure, resourceGroup, scaleSet, signal);
    const left = all.filter((one) => leaving.some(({ instanceId }) => instanceId === one.instanceId));
    there = left.filter(({ provisioning }) => !/^delet/i.test(provisioning)).map(({ instanceId }) => instanceId);
    if (left.length === 0) return { is: 'so', message: `gone: ${names}` };
    if (there.length === 0) return { is: 'pending', waitingFor: `Azure to delete ${left.map((one) => one.name).join(', ')}` };
    const set = await askAzureIfThere(`scale set ${scaleSet}`, signal, () => sets.get(resourceGroup, scaleSet, { abortSignal: signal }));
    return /^(Updating|Creating)$/i.test(set?.provisioningState ?? '')
      ? { is: 'pending', waitingFor: `Azure: the scale set is ${set?.provisioningState}` }
      : { is: 'absent' };
  };
  return {
    id: 'remove/instances',
    stage: 'your-cluster',
    title: leaving.length === 1 ? `remove ${names}` : `remove ${leaving.length} instances: ${names}`,
    needs: [],
    lane: 'machine',
    explain:
      'Each one that goes is named. Whoever only lowers the count lets Azure choose, and it may choose the head, or a node that works. ' +
      'Their disks and addresses go with them, and nothing of them can be brought back.',
    commands: [
      az('vmss', 'delete-instances', '--name', scaleSet, '--resource-group', resourceGroup, '--instance-ids', ...leaving.map((one) => one.instanceId)),
    ],
    usualSeconds: [30, 120],
    observe: look,
    make: async (run) => {
      await carryOut(azure, `deletion of ${names}`, run, (options) => sets.deleteInstances(resourceGroup, scaleSet, { instanceIds: [...there] }, options));
      return look(run);
    },
  };
}

/**
 * The virtual machines of these numbers go, each with its disk, card and address. Azure deletes those with the machine; each is asked for
 * all the same, and deleted by itself where it stayed.
 */
export async function removeMachineTasks(
  azure: Azure,
  { name, resourceGroup }: Choices,
  clusterId: string | undefined,
  numbers: readonly number[],
  signal: AbortSignal,
): Promise<Task[]> {
  const ids = resourceIds(azure.subscriptionId, resourceGroup);
  const names = resourceNames(name, Math.max(0, ...numbers) + 1).nodes.filter((_, index) => numbers.includes(index));
  const listed = await listGroup(azure, resourceGroup, signal);
  const ref = (id: string, type: string): ResourceRef => ({ id, type, name: id.split('/').at(-1) ?? '', group: resourceGroup });
  const resources = names.flatMap(({ machine, nic, address }) => [
    ref(ids.machine(machine), 'Microsoft.Compute/virtualMachines'),
    ref(ids.nic(nic), 'Microsoft.Network/networkInterfaces'),
    ref(ids.address(address), 'Microsoft.Network/publicIPAddresses'),
    // A schedule outlives its machine: it would wait for the next one of that name.
    ...listed.filter((one) => /\/schedules$/i.test(one.type) && one.name.toLowerCase() === scheduleName(machine).toLowerCase()),
    ...listed.filter((one) => /\/disks$/i.test(one.type) && one.name.toLowerCase().startsWith(`${machine.toLowerCase()}_`)),
  ]);
  return downTasks(azure, { resourceGroup, whole: false, resources, foreign: [], groupExists: true, ...(clusterId === undefined ? {} : { clusterId }) });
}
