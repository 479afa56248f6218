import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import type { Choices } from '../../state/choices.ts';
import type { Azure } from '../azure.ts';
import { resourceNames } from '../blueprint.ts';
import { az } from '../commands.ts';
import { listInstances } from '../instances.ts';
import { carryOut } from '../operation.ts';

/** An instance that is to be brought to the latest model of its scale set. */
export interface Updating {
  readonly name: string;
  readonly instanceId: string;
}

/**
 * Brings named instances to the latest model of their scale set, round after round: a round begins once all of the one before run again.
 * The upgrade policy is Manual, so nothing else does it (azure-facts 4.3).
 */
export function updateInstanceTasks(azure: Azure, choices: Choices, rounds: readonly (readonly Updating[])[]): Task[] {
  return rounds.map((round, index) => updateTask(azure, choices, round, { id: `update/${index + 1}`, needs: index === 0 ? [] : [`update/${index}`] }));
}

function updateTask(azure: Azure, { name, count, resourceGroup }: Choices, round: readonly Updating[], { id, needs }: Pick<Task, 'id' | 'needs'>): Task {
  const { scaleSet } = resourceNames(name, count);
  const names = round.map((one) => one.name).join(', ');
  let behind: readonly string[] = round.map(({ instanceId }) => instanceId);
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const all = await listInstances(azure, resourceGroup, scaleSet, signal);
    const own = all.filter((one) => round.some(({ instanceId }) => instanceId === one.instanceId));
    behind = own.filter(({ latestModelApplied }) => !latestModelApplied).map(({ instanceId }) => instanceId);
    const changing = own.find(({ provisioning }) => /^(Updating|Creating)$/i.test(provisioning));
    if (changing) return { is: 'pending', waitingFor: `Azure: ${changing.name} is ${changing.provisioning}` };
    if (behind.length > 0) return { is: 'absent' };
    const down = own.find(({ power }) => power === 'starting' || power === 'stopping' || power === 'unknown');
    return down ? { is: 'pending', waitingFor: `Azure: ${down.name} is ${down.power}` } : { is: 'so', message: `of the latest model: ${names}` };
  };
  return {
    id,
    stage: 'your-cluster',
    title: round.length === 1 ? `update ${names}` : `update ${round.length} instances: ${names}`,
    needs,
    lane: 'machine',
    explain:
      'A scale set is a template; what was made of an earlier one stays as it was until it is told to follow, because the upgrade policy is Manual. ' +
      'One instance goes first, then the others, the head last.',
    commands: [az('vmss', 'update-instances', '--name', scaleSet, '--resource-group', resourceGroup, '--instance-ids', ...round.map((one) => one.instanceId))],
    usualSeconds: [10, 120],
    observe: look,
    make: async (run) => {
      const instanceIds = [...behind];
      await carryOut(azure, `update of ${names}`, run, (options) =>
        azure.compute.virtualMachineScaleSets.updateInstances(resourceGroup, scaleSet, { instanceIds }, options),
      );
      return look(run);
    },
  };
}
