import { forecast, isBilled, perHourNow, perHourStopped } from '../../state/money.ts';
import { timeWords } from '../../state/words.ts';
import { type Binding, when } from './binding.ts';
import { isStopped } from './power.ts';
import { powerKey } from './power-keys.ts';
import type { WizardState } from './state.ts';

/** What it costs now and later, in dollars. */
export interface Bill {
  readonly perHour: number;
  /** With every machine deallocated. */
  readonly stopped: number;
  readonly spent: number;
  /** By midnight and by the end of the month, of the clocks here, if nobody does anything. */
  readonly tonight: number;
  readonly month: number;
  /** Machines that cost nothing now. */
  readonly off: number;
}

/** The bill; undefined where no price is known. */
export function billOf({ cluster, spent, worldNow }: WizardState): Bill | undefined {
  const price = cluster?.price;
  if (!price) return undefined;
  const perHour = perHourNow({ price, powers: cluster.powers });
  const stopped = perHourStopped(price);
  const first = cluster.autostop && Date.parse(cluster.autostop.first);
  const day = 86_400_000;
  // The stop comes each day; what counts is the next one.
  const stop = first === undefined ? undefined : first > worldNow ? first : first + Math.ceil((worldNow - first) / day) * day;
  const outlook = { spent, perHour, perHourStopped: stopped, now: worldNow, stop };
  const here = new Date(worldNow);
  return {
    ...{ perHour, stopped, spent },
    tonight: forecast(outlook, new Date(here.getFullYear(), here.getMonth(), here.getDate() + 1).getTime()),
    month: forecast(outlook, new Date(here.getFullYear(), here.getMonth() + 1, 1).getTime()),
    off: Object.values(cluster.powers ?? {}).filter(({ power }) => !isBilled(power)).length,
  };
}

/** The keys of money on the last screen. */
export function moneyKeys({ cluster }: WizardState): readonly Binding[] {
  if (!cluster?.price) return [];
  const { autostop } = cluster;
  return [
    { keys: ['$'], label: 'money', long: 'What it costs by part, so far, tonight and this month', intent: { is: 'money' } },
    {
      keys: ['z'],
      label: 'auto-stop',
      long: autostop ? `Auto-shutdown: set to ${timeWords(autostop)}` : 'Let Azure stop the nodes at a time of day, this program closed or not',
      intent: { is: 'autostop' },
    },
  ];
}

/** Keys of the page of money: what ends a cost, as on the last screen. */
export function billKeys(state: WizardState): readonly Binding[] {
  if (state.screen.at !== 'money' || state.problem || !state.cluster?.price) return [];
  const busy = state.running !== undefined;
  return [
    ...moneyKeys(state).filter(({ intent }) => intent.is === 'autostop'),
    powerKey(state),
    when(busy, `${state.running?.what ?? ''} is going on`, {
      keys: ['d'],
      label: 'delete',
      long: 'Delete everything, after its name is typed',
      intent: { is: 'delete' },
    }),
  ];
}

/** What ends the cost, in a sentence that names the keys. */
export function endsOfCost(state: WizardState): string {
  const { cluster } = state;
  if (cluster?.autostop) return `Azure stops the nodes at ${timeWords(cluster.autostop)} each day; the figures reckon with the next time (z).`;
  if (isStopped(state)) return 'All nodes are stopped, and what is left costs on. o starts them; d ends all of it.';
  if (cluster?.choices.network === 'infiniband')
    return 'A scale set has no auto-shutdown: it costs through the night. o stops all nodes now; d ends all of it.';
  return 'No auto-shutdown is set: it costs through the night. z sets one; o stops all nodes now; d ends all of it.';
}

/** What Enter does where the hard stop is set. */
export function stopWord({ stopping, field, cluster }: WizardState): string {
  if (cluster?.choices.network === 'infiniband') return 'back';
  if (stopping?.text !== field.text.trim()) return 'look';
  return stopping.plan.nothingToDo ? 'back' : stopping.plan.wanted ? 'set it' : 'take it away';
}
