import { nextTimeOfDay, placeOf, windowsZones } from '../../engine/zones.ts';
import type { Resource } from '../state.ts';
import { badRequest, ok } from './answer.ts';
import { type Call, existing, groupOf, guidOf, type Handler, needsProvider, part, resourceAt, resourcesOf } from './call.ts';
import { at, given, textAt } from './json.ts';
import { refuseLocked } from './locks.ts';
import { keep, targetOf } from './tracked.ts';
import { machines, schedules } from './types.ts';

/** `Microsoft.DevTestLab/schedules` that shut machines down each day (azure-facts 12). */
export const putSchedule: Handler = (call, parts) => {
  needsProvider(call, 'Microsoft.DevTestLab');
  const asked = targetOf(call, parts, 'Microsoft.DevTestLab/schedules');
  // ARM answers ids of this provider in lower case, but for the names.
  const id = `/subscriptions/${call.state.subscriptionId}/resourcegroups/${asked.group.name.toLowerCase()}/providers/${schedules}/${asked.name}`;
  const old = resourceAt(call.state, id);
  const properties = at(call.body, 'properties');
  const target = resourceAt(call.state, textAt(properties, 'targetResourceId'));
  const time = textAt(properties, 'dailyRecurrence', 'time') ?? '';
  const zone = windowsZones().find((one) => one.toLowerCase() === textAt(properties, 'timeZoneId')?.toLowerCase());
  if (textAt(properties, 'taskType') !== 'ComputeVmShutdownTask') {
    throw badRequest('InvalidScheduleTaskType', 'The schedule has to be of the task type ComputeVmShutdownTask.');
  }
  if (target?.type !== machines || asked.name.toLowerCase() !== `shutdown-computevm-${target.name.toLowerCase()}`) {
    throw badRequest(
      'InvalidScheduleId',
      `The schedule '${asked.name}' is not valid: it has to be named shutdown-computevm-VM, after the virtual machine that is its targetResourceId.`,
    );
  }
  if (!/^([01]\d|2[0-3])[0-5]\d$/.test(time)) throw badRequest('InvalidScheduleTime', `The time '${time}' is not valid. Give it as HHmm.`);
  if (zone === undefined) throw badRequest('InvalidTimeZoneId', `The time zone '${String(textAt(properties, 'timeZoneId'))}' is not valid.`);
  const status = textAt(properties, 'status') ?? 'Disabled';
  const resource = keep(call, { ...asked, id }, schedules, {
    properties: given({
      status,
      taskType: 'ComputeVmShutdownTask',
      dailyRecurrence: { time },
      timeZoneId: zone,
      notificationSettings: properties['notificationSettings'] ?? { status: 'Disabled', timeInMinutes: 0 },
      createdDate: textAt(old?.body.properties, 'createdDate') ?? new Date(call.now).toISOString(),
      targetResourceId: target.id,
      provisioningState: 'Succeeded',
      uniqueIdentifier: guidOf(`schedule ${id}`),
    }),
  });
  if (status === 'Enabled') resource.fires = nextTimeOfDay(time, placeOf(zone), call.now);
  // 201 for an update, too.
  return { status: 201, body: viewOf(resource) };
};

const viewOf = ({ id, name, type, location, tags, body }: Resource) => ({ ...body, id, name, type, location, ...(tags ? { tags } : {}) });

const scheduleIn = (call: Call, group: string, parts: Parameters<Handler>[1]): Resource | undefined =>
  resourcesOf(call.state, schedules, group).find(({ name }) => name.toLowerCase() === part(parts, 'name').toLowerCase());

export const getSchedule: Handler = (call, parts) => {
  const group = groupOf(call, part(parts, 'group')).name;
  return ok(viewOf(scheduleIn(call, group, parts) ?? existing(call, group, 'Microsoft.DevTestLab/schedules', part(parts, 'name'))));
};

export const listSchedules: Handler = (call, parts) => {
  const group = parts['group'] === undefined ? undefined : groupOf(call, parts['group']).name;
  return ok({ value: resourcesOf(call.state, schedules, group).map(viewOf) });
};

/** Done at once: 200, and 204 where there is none. */
export const deleteSchedule: Handler = (call, parts) => {
  const group = groupOf(call, part(parts, 'group'), true).name;
  const found = scheduleIn(call, group, parts);
  if (!found) return { status: 204 };
  refuseLocked(call, found.id);
  delete call.state.resources[found.id.toLowerCase()];
  return { status: 200 };
};
