import { nextTimeOfDay, placeOf } from '../../engine/zones.ts';
import { durationOf } from '../durations.ts';
import type { Resource, WorldState } from '../state.ts';
import { guidOf, resourceAt, resourcesOf } from './call.ts';
import { textAt } from './json.ts';
import { beginUnasked } from './operations.ts';
import { schedules } from './types.ts';

/** The schedule that is due first by `now`; undefined where none is. */
export function dueSchedule(state: WorldState, now: number): Resource | undefined {
  return resourcesOf(state, schedules)
    .filter(({ fires }) => fires !== undefined && fires <= now)
    .sort((a, b) => (a.fires ?? 0) - (b.fires ?? 0))[0];
}

/**
 * Lets a schedule happen: its machine is deallocated from then on, unless it is off or going already, or something else is being done
 * to it, which Azure would not interrupt. It is due again the next day.
 */
export function fire(state: WorldState, schedule: Resource): void {
  const moment = schedule.fires as number;
  const { properties } = schedule.body;
  schedule.fires = nextTimeOfDay(textAt(properties, 'dailyRecurrence', 'time') as string, placeOf(textAt(properties, 'timeZoneId') as string), moment);
  const vm = resourceAt(state, properties['targetResourceId']);
  const power = vm?.machine?.power;
  if (!vm?.machine || power === undefined || power === 'deallocated' || power === 'deallocating') return;
  const busy = Object.values(state.operations).find(({ status, target }) => status === 'InProgress' && target === vm.id.toLowerCase());
  if (busy) {
    if (busy.kind !== 'delete') schedule.fires = busy.due + 1;
    return;
  }
  // Every program that finds it due makes the same of it.
  const id = guidOf(`shutdown ${moment} ${vm.id}`);
  beginUnasked(state, vm, { id, kind: 'deallocate', started: moment, due: moment + durationOf('deallocate', vm.id.toLowerCase()) });
  vm.body.properties['provisioningState'] = 'Updating';
  vm.machine.power = 'deallocating';
}
