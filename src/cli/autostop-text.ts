import type { AutostopPlan } from '../stages/autostop-walk.ts';
import { nextTimeOfDay } from '../engine/zones.ts';
import type { Autostop } from '../state/autostop.ts';
import { dollars, timeWords } from '../state/words.ts';

/** `23:00 Europe/Berlin, next in 3 h 20 min, and each day`. */
export function autostopWords(stop: Pick<Autostop, 'at' | 'place'>, now: number): string {
  return `${timeWords(stop)}, next ${inWords(nextTimeOfDay(stop.at, stop.place, now) - now)}, and each day`;
}

/** `in 3 h 20 min`. */
export function inWords(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  const hours = Math.floor(minutes / 60);
  return `in ${[hours > 0 ? `${hours} h` : '', minutes % 60 > 0 || hours === 0 ? `${minutes % 60} min` : ''].filter((one) => one !== '').join(' ')}`;
}

/** What a hard stop comes to, for eyes, before it is asked for. */
export function autostopText(name: string, plan: AutostopPlan, now: number, simulated: boolean): string {
  const { set, wanted, off, stillCosts, perHour, perHourStopped, spentThen } = plan;
  const label = simulated ? 'Simulated. ' : '';
  if (!wanted) return `${label}Azure stops the nodes of ${name} by itself no more${set ? `; it was set to ${timeWords(set)}` : ''}.`;
  return [
    `${label}Azure deallocates all ${wanted.nodes.length} nodes of ${name} at ${autostopWords(wanted, now)}, whether or not this machine is on.`,
    wanted.dollars === undefined
      ? ''
      : `By then it has cost about ${dollars(spentThen ?? wanted.dollars)} in all, at ${dollars(perHour)} an hour; it is a time, not a limit that Azure knows.`,
    set ? `It takes the place of ${timeWords(set)}.` : '',
    off.length > 0 ? `Off already: ${off.join(', ')}. They get it too, for when they run again.` : '',
    'Nothing asks first: a run that is under way then is cut off. Disks stay, and what is on them.',
    `It stops the machines, it deletes nothing: from then on it still costs ${dollars(perHourStopped)} an hour, ${dollars(perHourStopped * 24)} a day: ${stillCosts
      .map(({ count, what, deallocated }) => `${count} × ${what} ${dollars(deallocated)}`)
      .join('; ')}.`,
    `Started again the next day, the nodes stop again at that time. Take it away: rank0 autostop ${name} off`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}
