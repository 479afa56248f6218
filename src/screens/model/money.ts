import { forecast, isBilled, perHourNow, perHourStopped } from '../../state/money.ts';
import { timeWords } from '../../state/words.ts';
import type { Binding } from './binding.ts';
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

/** What Enter does where the hard stop is set. */
export function stopWord({ stopping, field, cluster }: WizardState): string {
  if (cluster?.choices.network === 'infiniband') return 'back';
  if (stopping?.text !== field.text.trim()) return 'look';
  return stopping.plan.nothingToDo ? 'back' : stopping.plan.wanted ? 'set it' : 'take it away';
}
