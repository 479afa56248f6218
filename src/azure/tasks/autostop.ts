import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import type { Autostop } from '../../state/autostop.ts';
import { withColon } from '../../state/words.ts';
import type { Azure } from '../azure.ts';
import { type Owner, tagsOf } from '../blueprint.ts';
import { askAzure } from '../errors.ts';
import { carryOut } from '../operation.ts';
import { listSchedules, type Schedule, scheduleCommands, scheduleId, schedulesProvider, schedulesVersion } from '../schedules.ts';
import { providerState } from './group.ts';

/** A node, and the machine that it is in Azure. */
export interface StoppedMachine {
  readonly name: string;
  readonly machineId: string;
}

/** When the machines stop: a time of day in a zone, as Azure keeps it. */
export type Daily = Pick<Autostop, 'at' | 'zone'>;

/**
 * The tasks that let Azure deallocate these machines each day at a time, one schedule a machine.
 * @param stage where they are shown; @param needs what they come after.
 */
export function autostopTasks(azure: Azure, owner: Owner, machines: readonly StoppedMachine[], daily: Daily, how: Pick<Task, 'stage' | 'needs'>): Task[] {
  return [providerTask(azure, how), ...machines.map((one) => scheduleTask(azure, owner, one, daily, { ...how, needs: [providerId, ...how.needs] }))];
}

const providerId = 'autostop/provider';

function providerTask(azure: Azure, { stage }: Pick<Task, 'stage'>): Task {
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const state = await providerState(azure, schedulesProvider, signal);
    if (state === 'Registered') return { is: 'so' };
    return /ing$/.test(state) ? { is: 'pending', waitingFor: `Azure to register ${schedulesProvider}` } : { is: 'absent' };
  };
  return {
    id: providerId,
    stage,
    title: `provider ${schedulesProvider}`,
    needs: [],
    lane: 'free',
    explain: `Auto-shutdown belongs to this provider. A subscription is registered for it once; it costs nothing.`,
    commands: [`az provider register --namespace ${schedulesProvider} --wait`],
    usualSeconds: [1, 60],
    observe: look,
    make: async (run) => {
      await askAzure(`registration of ${schedulesProvider}`, run.signal, () =>
        azure.resources.providers.register(schedulesProvider, { abortSignal: run.signal }),
      );
      return look(run);
    },
  };
}

function scheduleTask(azure: Azure, owner: Owner, one: StoppedMachine, { at, zone }: Daily, { stage, needs }: Pick<Task, 'stage' | 'needs'>): Task {
  const { resourceGroup, location } = owner.choices;
  const { name, machineId } = one;
  const machine = machineNameOf(one);
  const words = `${withColon(at)} ${zone}`;
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const found = (await listSchedules(azure, resourceGroup, signal)).find((other) => isOf(other, one));
    const asWanted = found?.enabled === true && found.at === at && found.zone.toLowerCase() === zone.toLowerCase();
    return asWanted ? { is: 'so', message: 'each day' } : { is: 'absent' };
  };
  return {
    id: `autostop/${name}`,
    stage,
    title: `${name} stops at ${words}`,
    node: name,
    needs,
    lane: 'write',
    explain:
      'A schedule in Azure itself: it deallocates the machine each day at this time, whether or not this laptop is on. Disks and addresses stay, and what is on them, and cost on. ' +
      'Nothing asks first: what runs then is cut off.',
    commands: scheduleCommands(owner, machine).set(at, zone, machineId),
    usualSeconds: [1, 4],
    observe: look,
    make: async (run) => {
      const body = {
        location,
        tags: tagsOf(owner.choices.name, owner.clusterId),
        properties: {
          status: 'Enabled',
          taskType: 'ComputeVmShutdownTask',
          dailyRecurrence: { time: at },
          timeZoneId: zone,
          targetResourceId: machineId,
          notificationSettings: { status: 'Disabled', timeInMinutes: 30 },
        },
      };
      const id = scheduleId(azure.subscriptionId, resourceGroup, machine);
      await carryOut(azure, `auto-shutdown of ${name}`, run, (options) => azure.resources.resources.createOrUpdateById(id, schedulesVersion, body, options));
      return look(run);
    },
  };
}

const machineNameOf = ({ machineId }: StoppedMachine): string => machineId.split('/').at(-1) ?? '';

/** Whether a schedule is the one of this machine. */
export const isOf = (schedule: Pick<Schedule, 'machine'>, one: StoppedMachine): boolean => schedule.machine.toLowerCase() === machineNameOf(one).toLowerCase();

/** The tasks that take the schedules of these machines away. */
export function noAutostopTasks(azure: Azure, owner: Owner, machines: readonly StoppedMachine[], stage: Task['stage']): Task[] {
  const { resourceGroup } = owner.choices;
  return machines.map((one): Task => {
    const { name } = one;
    const machine = machineNameOf(one);
    const look = async ({ signal }: TaskRun): Promise<Observation> => {
      const there = (await listSchedules(azure, resourceGroup, signal)).some((other) => isOf(other, one));
      return there ? { is: 'absent' } : { is: 'so', message: 'no schedule' };
    };
    return {
      id: `no-autostop/${name}`,
      stage,
      title: `${name} runs on`,
      node: name,
      needs: [],
      lane: 'write',
      explain: 'The schedule is deleted: Azure stops this machine by itself no more.',
      commands: scheduleCommands(owner, machine).remove(),
      usualSeconds: [1, 4],
      observe: look,
      make: async (run) => {
        const id = scheduleId(azure.subscriptionId, resourceGroup, machine);
        await carryOut(azure, `auto-shutdown of ${name}`, run, (options) => azure.resources.resources.deleteById(id, schedulesVersion, options));
        return look(run);
      },
    };
  });
}
