import { perHourNow, perHourStopped } from '../../state/money.ts';
import type { Binding } from './binding.ts';
import { dollars } from './format.ts';
import { timeWords } from '../../state/words.ts';
import { isStopped } from './power.ts';
import { bindingsOf } from './keys.ts';
import { screenKeys } from './screen-keys.ts';
import type { WizardState } from './state.ts';

/** A part of the menu of the last screen: keys that are for the same. */
export interface HomeGroup {
  readonly title: string;
  readonly entries: readonly Binding[];
}

/** Which keys are for what, in the order in which they stand. A key that is in none stands with what one may want to know. */
const groups: readonly { readonly title: string; readonly keys: string }[] = [
  { title: 'Run things', keys: 's!irfb' },
  { title: 'Change it', keys: 'cmpozak' },
  { title: 'Know', keys: '$xewv' },
  { title: 'End', keys: 'd' },
];

/** What can be done with the cluster: every key of the last screen, in groups. */
export function homeGroups(state: WizardState): readonly HomeGroup[] {
  const order = groups.map(({ keys }) => keys).join('');
  const ofScreen = new Set(screenKeys(state).map(({ keys }) => keys[0]));
  // Keys that count everywhere stand here where a group names them.
  const own = bindingsOf(state).filter(({ keys: [key = ''] }) => key.length === 1 && (ofScreen.has(key) || order.includes(key)));
  const placeOf = ({ keys }: Binding): number => {
    const index = groups.findIndex((group) => group.keys.includes(keys[0] ?? ''));
    return index < 0 ? 2 : index;
  };
  const rank = ({ keys }: Binding): number => (order.includes(keys[0] ?? '') ? order.indexOf(keys[0] ?? '') : order.length);
  return groups
    .map(({ title }, index) => ({ title, entries: own.filter((one) => placeOf(one) === index).sort((one, other) => rank(one) - rank(other)) }))
    .filter(({ entries }) => entries.length > 0);
}

/** An entry in a few words. */
export const entryWords = ({ menu, label, long }: Binding): string => menu ?? (label !== '' ? label : (long.split(/[,:;]/)[0] ?? ''));

/** Why entries do nothing now: each reason once, with its keys. */
export function reasonsOf(all: readonly HomeGroup[]): readonly { readonly reason: string; readonly keys: readonly string[] }[] {
  const byReason = new Map<string, string[]>();
  for (const { keys, disabled } of all.flatMap(({ entries }) => entries)) {
    if (disabled !== undefined) byReason.set(disabled, [...(byReason.get(disabled) ?? []), keys[0] ?? '']);
  }
  return [...byReason].map(([reason, keys]) => ({ reason, keys }));
}

/** What it costs: an hour as things are, so far, while stopped, and whether it stops by itself; undefined where no price is known. */
export function costWords(state: WizardState): string | undefined {
  const { cluster, spent } = state;
  if (!cluster?.price) return undefined;
  const other = isStopped(state)
    ? `${dollars(cluster.price.perHour)} an hour while the nodes run`
    : `${dollars(perHourStopped(cluster.price))} an hour while stopped`;
  const stop = cluster.autostop ? `Stops by itself at ${timeWords(cluster.autostop)}.` : isStopped(state) ? '' : 'Nothing stops it by itself.';
  return `${state.cloud?.simulated ? 'Simulated: ' : ''}${dollars(perHourNow(cluster))} an hour now, ${dollars(spent)} so far; ${other}. ${stop}`.trim();
}
