import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import type { Choices } from '../../state/choices.ts';
import type { Azure } from '../azure.ts';
import { resourceNames } from '../blueprint.ts';
import { az } from '../commands.ts';
import { listInstances } from '../instances.ts';
import type { MachineState } from '../live.ts';
import { nodeStates } from '../node-states.ts';
import { carryOut } from '../operation.ts';

/** What stopping and starting share. */
export interface PowerParts {
  readonly names: readonly string[];
  readonly needs: readonly string[];
  /** Told of each machine as Azure shows it. */
  seen(states: Iterable<MachineState>): void;
}

/** Which way machines go. */
type Way = 'stop' | 'start';

const reached = { stop: 'deallocated', start: 'running' } as const;
const explains: Readonly<Record<Way, string>> = {
  stop:
    'Azure shuts it down and gives its hardware to somebody else: from then on the machine itself costs nothing. Its disk, its address and its quota stay. ' +
    'A machine that is shut down from inside keeps its hardware and is billed on, so it is deallocated too.',
  start: 'Azure looks for hardware with room for it and boots it from its disk. It keeps its disk, its private address and its Standard public address.',
};

/** Id of the task that stops or starts a node; of a scale set all are in one. */
export const powerTask = (way: Way, network: Choices['network'], name: string): string => `${way}/${network === 'infiniband' ? 'scale-set' : name}`;

/** The tasks that deallocate these machines; those that are so already are left alone. */
export const stopTasks = (azure: Azure, choices: Choices, parts: PowerParts): Task[] => tasks('stop', azure, choices, parts);

/** The tasks that start these machines. */
export const startTasks = (azure: Azure, choices: Choices, parts: PowerParts): Task[] => tasks('start', azure, choices, parts);

function tasks(way: Way, azure: Azure, choices: Choices, parts: PowerParts): Task[] {
  if (choices.network === 'infiniband') return [scaleSetTask(way, azure, choices, parts)];
  const ask = sharedLook(azure, choices, parts.names);
  return parts.names.map((name) => machineTask(way, azure, choices, name, parts, ask));
}

type Look = (signal: AbortSignal) => Promise<ReadonlyMap<string, MachineState>>;

/** One list tells of all machines: those that look while it is under way share it. */
function sharedLook(azure: Azure, choices: Choices, names: readonly string[]): Look {
  let asked: ReturnType<Look> | undefined;
  return (signal) => {
    asked ??= nodeStates(azure, choices, names, signal).finally(() => {
      asked = undefined;
    });
    return asked;
  };
}

function machineTask(way: Way, azure: Azure, choices: Choices, name: string, { needs, seen }: PowerParts, ask: Look): Task {
  const { resourceGroup } = choices;
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const state = (await ask(signal)).get(name);
    if (!state) return { is: 'so', message: 'no such machine' };
    seen([state]);
    return standing(way, [state]);
  };
  return {
    id: powerTask(way, choices.network, name),
    stage: 'your-cluster',
    title: `${way === 'stop' ? 'stop' : 'start'} ${name}`,
    node: name,
    needs,
    lane: 'machine',
    explain: explains[way],
    commands: [az('vm', way === 'stop' ? 'deallocate' : 'start', '--name', name, '--resource-group', resourceGroup)],
    usualSeconds: way === 'stop' ? [30, 90] : [30, 120],
    observe: look,
    make: async (run) => {
      await carryOut(azure, `${way} of ${name}`, run, (options) =>
        way === 'stop'
          ? azure.compute.virtualMachines.deallocate(resourceGroup, name, options)
          : azure.compute.virtualMachines.start(resourceGroup, name, options),
      );
      return look(run);
    },
  };
}

function scaleSetTask(way: Way, azure: Azure, choices: Choices, { names, needs, seen }: PowerParts): Task {
  const { name, count, resourceGroup } = choices;
  const { scaleSet } = resourceNames(name, count);
  let left: readonly string[] = [];
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const own = (await listInstances(azure, resourceGroup, scaleSet, signal)).filter((one) => names.includes(one.name));
    seen(own);
    left = own.filter(({ power }) => power !== reached[way]).map(({ instanceId }) => instanceId);
    return standing(way, own);
  };
  return {
    id: powerTask(way, choices.network, ''),
    stage: 'your-cluster',
    title: `${way} ${names.length} instances of ${scaleSet}`,
    needs,
    lane: 'machine',
    explain: `${explains[way]} All instances in one operation: the scale set keeps its count and its model.`,
    commands: [az('vmss', way === 'stop' ? 'deallocate' : 'start', '--name', scaleSet, '--resource-group', resourceGroup)],
    usualSeconds: [30, 180],
    observe: look,
    make: async (run) => {
      const vmInstanceIDs = { instanceIds: [...left] };
      await carryOut(azure, `${way} of ${scaleSet}`, run, (options) =>
        way === 'stop'
          ? azure.compute.virtualMachineScaleSets.deallocate(resourceGroup, scaleSet, { ...options, vmInstanceIDs })
          : azure.compute.virtualMachineScaleSets.start(resourceGroup, scaleSet, { ...options, vmInstanceIDs }),
      );
      return look(run);
    },
  };
}

/** What Azure shows of machines that are to be stopped or started together. */
function standing(way: Way, states: readonly MachineState[]): Observation {
  const left = states.filter(({ power }) => power !== reached[way]);
  const changes = (power: MachineState['power']): boolean => /^(starting|stopping|deallocating)$/.test(power);
  const moving = states.find(({ power, provisioning }) => changes(power) || /^(Updating|Creating|Deleting)$/i.test(provisioning));
  if (moving) return { is: 'pending', waitingFor: `Azure: ${moving.name} is ${changes(moving.power) ? moving.power : moving.provisioning}` };
  return left.length > 0 ? { is: 'absent' } : { is: 'so', message: states.length === 1 ? reached[way] : `${states.length} ${reached[way]}` };
}
