import type { Azure } from './azure.ts';
import type { Owner } from './blueprint.ts';
import { az } from './commands.ts';
import { armErrorOf } from './errors.ts';
import { listAll } from './listed.ts';

/** What stops machines by itself, and its api-version: there is one (azure-facts 12). */
export const schedulesProvider = 'Microsoft.DevTestLab';
export const schedulesVersion = '2018-09-15';

/** Azure takes no other name for the schedule of a machine. */
export const scheduleName = (machine: string): string => `shutdown-computevm-${machine}`;

/** ARM id of a machine's schedule, without its first slash: the SDK would send two. */
export const scheduleId = (subscription: string, resourceGroup: string, machine: string): string =>
  `subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/${schedulesProvider}/schedules/${scheduleName(machine)}`;

/** The shutdown schedule of a machine, as Azure has it. */
export interface Schedule {
  readonly machine: string;
  readonly enabled: boolean;
  /** `HHMM`. */
  readonly at: string;
  /** Windows zone id. */
  readonly zone: string;
}

interface Listed {
  name?: string;
  properties?: { status?: string; taskType?: string; timeZoneId?: string; dailyRecurrence?: { time?: string } };
}

/** Shutdown schedules of a group's machines, by ONE call. None where the group is not there or the provider was never registered. */
export async function listSchedules(azure: Azure, resourceGroup: string, signal: AbortSignal): Promise<Schedule[]> {
  const request = {
    path: `/subscriptions/${azure.subscriptionId}/resourceGroups/${resourceGroup}/providers/${schedulesProvider}/schedules?api-version=${schedulesVersion}`,
    about: `schedules of ${resourceGroup}`,
    // An unregistered provider has no schedules, and says so as a conflict.
    none: (status: number, body: unknown) => status === 404 || (status === 409 && armErrorOf(body)?.code === 'MissingSubscriptionRegistration'),
  };
  return (await listAll<Listed>(azure, request, signal)).flatMap(({ name, properties }) => {
    const machine = /^shutdown-computevm-(.+)$/i.exec(name ?? '')?.[1];
    if (machine === undefined || properties?.taskType !== 'ComputeVmShutdownTask') return [];
    return [{ machine, enabled: properties.status === 'Enabled', at: properties.dailyRecurrence?.time ?? '', zone: properties.timeZoneId ?? 'UTC' }];
  });
}

/** The `az` lines that set and remove a schedule by hand. `az vm auto-shutdown` knows UTC alone; a named zone follows summer time. */
export function scheduleCommands({ choices }: Owner, machine: string) {
  const inGroup = ['--resource-group', choices.resourceGroup];
  const resource = ['--name', scheduleName(machine), ...inGroup, '--resource-type', `${schedulesProvider}/schedules`];
  return {
    set: (at: string, zone: string, machineId: string) =>
      zone === 'UTC'
        ? [az('vm', 'auto-shutdown', '--name', machine, ...inGroup, '--time', at)]
        : [
            az(
              ...['resource', 'create', ...resource, '--api-version', schedulesVersion, '--location', choices.location, '--properties'],
              JSON.stringify({
                status: 'Enabled',
                taskType: 'ComputeVmShutdownTask',
                dailyRecurrence: { time: at },
                timeZoneId: zone,
                targetResourceId: machineId,
              }),
            ),
          ],
    remove: () => [az('resource', 'delete', ...resource, '--api-version', schedulesVersion)],
  };
}
