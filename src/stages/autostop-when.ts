import { momentOf, nextTimeOfDay, timeOfDay, type Zone } from '../engine/zones.ts';
import { usageError } from '../state/problem.ts';
import { dollars, withColon } from '../state/words.ts';

/** When the nodes are to stop, as a person says it. */
export type When =
  | { readonly is: 'off' }
  /** `HHMM`. */
  | { readonly is: 'time'; readonly at: string }
  /** Milliseconds from now. */
  | { readonly is: 'after'; readonly milliseconds: number }
  /** What the cluster has cost in all by then. */
  | { readonly is: 'sum'; readonly dollars: number }
  /** A date with a time of day. */
  | { readonly is: 'date'; readonly year: number; readonly month: number; readonly day: number; readonly hour: number; readonly minute: number };

const allowed =
  'Allowed: a time of day (23:00), `in` and a duration (in 3h), `at` and a sum that the cluster has cost by then (at 5$), or off. Azure takes only a time of day, so it is always less than 24 hours ahead.';

/**
 * The words after `rank0 autostop NAME`.
 * @param duration milliseconds of a duration such as `3h`; it throws where it is none.
 * @throws ProblemError `autostop-malformed`, exit code 2.
 */
export function parseWhen(words: string, duration: (text: string) => number): When {
  const text = words.trim().replace(/\s+/g, ' ').toLowerCase();
  if (text === 'off') return { is: 'off' };
  const time = /^(?:at )?(\d{1,2})[:.](\d\d)$/.exec(text);
  if (time) {
    const [, hour = '', minute = ''] = time;
    if (Number(hour) > 23 || Number(minute) > 59) throw malformed(words, `${hour}:${minute} is no time of day. ${allowed}`);
    return { is: 'time', at: `${hour.padStart(2, '0')}${minute}` };
  }
  const after = /^in (.+)$/.exec(text);
  if (after) {
    if (/^[-0\s]*0+\s*[a-z]*$/.test(after[1] as string) || (after[1] as string).startsWith('-')) throw past(`in ${after[1]}`);
    return { is: 'after', milliseconds: duration((after[1] as string).replaceAll(' ', '')) };
  }
  const sum = /^at (?:\$ ?(\d+(?:[.,]\d+)?)|(\d+(?:[.,]\d+)?) ?(?:\$|usd|dollars?))$/.exec(text);
  if (sum) return { is: 'sum', dollars: Number((sum[1] ?? sum[2] ?? '').replace(',', '.')) };
  const date = /^(\d{4})-(\d\d)-(\d\d)[t ](\d\d):(\d\d)$/.exec(text);
  if (date) {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = date.slice(1).map(Number);
    const back = new Date(Date.UTC(year, month - 1, day, hour, minute));
    if (back.getUTCMonth() === month - 1 && back.getUTCDate() === day && hour < 24 && minute < 60) return { is: 'date', year, month, day, hour, minute };
  }
  throw malformed(words, allowed);
}

const malformed = (words: string, means: string) => usageError('autostop-malformed', `'${words.trim()}' is not a time to stop at`, means);

/** What a time follows from. */
export interface Now {
  /** Milliseconds on the world's clock. */
  readonly now: number;
  readonly zone: Zone;
  readonly name: string;
  /** Dollars so far, and dollars an hour as things stand. */
  readonly spent: number;
  readonly perHour: number;
  /** A machine that is billed runs. */
  readonly runs: boolean;
}

/** A time of day, and the first moment that it comes. */
export interface Stop {
  /** `HHMM`. */
  readonly at: string;
  /** Milliseconds on the world's clock. */
  readonly first: number;
  readonly dollars?: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** Azure looks at its schedules about each minute, and setting one takes moments. */
const soonest = 5 * minute;

/**
 * The time of day that this comes to: Azure's auto-shutdown takes no other (azure-facts 12).
 * @throws ProblemError exit code 2: in the past, too soon, a day or more ahead, a sum that nothing runs towards.
 */
export function stopAt(when: Exclude<When, { is: 'off' }>, about: Now): Stop {
  const { now, zone, name } = about;
  const moment = momentFor(when, about);
  if (moment <= now) throw past(wordsOf(when), when.is === 'sum' ? about : undefined);
  const at = timeOfDay(moment, zone.place);
  const first = nextTimeOfDay(at, zone.place, now);
  if (moment - now >= day || first !== moment) throw tooFar(when, moment, at, about);
  if (first - now < soonest) {
    throw usageError(
      'autostop-too-soon',
      `${withColon(at)} is less than ${soonest / minute} minutes ahead`,
      'Setting it takes moments, and Azure could miss it: it would fire a day later.',
      [
        { label: 'Stop them now', command: `rank0 stop ${name}` },
        { label: 'A few minutes later', command: `rank0 autostop ${name} in 10m` },
      ],
    );
  }
  return { at, first, ...(when.is === 'sum' ? { dollars: when.dollars } : {}) };
}

function momentFor(when: Exclude<When, { is: 'off' }>, { now, zone, spent, perHour, runs, name }: Now): number {
  switch (when.is) {
    case 'time':
      return nextTimeOfDay(when.at, zone.place, now);
    case 'after':
      return Math.ceil((now + when.milliseconds) / minute) * minute;
    case 'date':
      return momentOf(when, zone.place);
    case 'sum': {
      if (!runs || perHour <= 0) {
        throw usageError(
          'autostop-nothing-runs',
          `no machine of ${name} runs: nothing of it would be stopped`,
          'What costs now are disks and addresses, and stopping does not end that.',
          [{ label: 'End all of it', command: `rank0 down ${name}` }],
        );
      }
      // A whole minute before, not after.
      return Math.floor((now + ((when.dollars - spent) / perHour) * 60 * minute) / minute) * minute;
    }
    default: {
      const never: never = when;
      return never;
    }
  }
}

function wordsOf(when: Exclude<When, { is: 'off' }>): string {
  if (when.is === 'sum') return `at ${when.dollars} $`;
  if (when.is === 'date') return `${when.year}-${String(when.month).padStart(2, '0')}-${String(when.day).padStart(2, '0')}`;
  return when.is === 'time' ? withColon(when.at) : 'in that time';
}

function past(words: string, about?: Now) {
  const next = about ? [{ label: 'Stop them now', command: `rank0 stop ${about.name}` }] : [];
  return about
    ? usageError(
        'autostop-past',
        `${words}: it has cost ${dollars(about.spent)} already`,
        'The sum is what the cluster has cost in all by then, since it was made.',
        next,
      )
    : usageError('autostop-past', `${words}: that is not ahead`, 'A stop can be set for what is to come, up to 24 hours ahead.', next);
}

function tooFar(when: Exclude<When, { is: 'off' }>, moment: number, at: string, { now, name, perHour, zone }: Now) {
  const hours = (moment - now) / 3_600_000;
  const far =
    when.is === 'sum'
      ? `${when.dollars} $ are reached in ${hours.toFixed(0)} hours, at ${dollars(perHour)} an hour`
      : `that is ${hours.toFixed(0)} hours ahead`;
  return usageError(
    'autostop-too-far',
    far,
    `Azure's auto-shutdown takes a time of day and no date: set for ${withColon(at)} (${zone.place}) it would stop the nodes the next time that clocks show it, which is before that. Only what is less than 24 hours ahead can be set.`,
    [
      { label: 'Stop them each day at that time, from the next on', command: `rank0 autostop ${name} ${withColon(at)}` },
      { label: 'Set it when it is less than a day ahead' },
    ],
  );
}
