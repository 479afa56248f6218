import { span } from '../../screens/model/format.ts';
import { answerOf } from '../../screens/model/lists.ts';
import type { Core } from './core.ts';
import type { OpenCloud, QuotaWanted } from './services.ts';

/** How often it is looked again, in milliseconds of the cloud's clock. */
const lookEvery = 60_000;

interface QuotaWaitOptions {
  /** The same again that the quota did not allow. */
  retry(): void;
  copy(text: string): boolean;
}

/**
 * More quota: a simulated cloud is asked for it, of a real one the address of the page is handed over. Then the region is looked at
 * again and again until the plan fits, and the wizard goes on by itself; Esc stops it.
 */
export function askAndWait({ held, state, dispatch, job }: Core, { retry, copy }: QuotaWaitOptions): void {
  const { cloud } = held;
  const { problem, cluster, subscription, screen, field, worldNow } = state();
  const chosen = cluster?.choices;
  const location = chosen?.location ?? answerOf(state(), 'location');
  const size = chosen?.size ?? answerOf(state(), 'size');
  const paying = chosen?.subscription ?? subscription?.id;
  if (!cloud || !problem || location === undefined || size === undefined || paying === undefined) return;
  // A cluster that grows needs only what comes.
  const more = Number(field.text) - (chosen?.count ?? 0);
  const count = screen.at === 'scale' && more > 0 ? more : (chosen?.count ?? answerOf(state(), 'count') ?? 4);
  const wanted = { location, size, count };
  const said = asked(cloud, wanted, problem.link, copy);
  const since = cloud.now();
  const waiting = () => ({
    what: `Waiting for more quota since ${span(Math.round((cloud.now() - since) / 1000))}`,
    said,
    stoppable: true,
    until: cloud.now() + lookEvery,
  });
  dispatch({ type: 'tick', worldNow: Math.max(worldNow, since), spent: state().spent });
  job(
    waiting(),
    async (signal) => {
      for (;;) {
        await cloud.wait(lookEvery, signal);
        if (await fits(cloud, paying, wanted, signal)) return retry;
        signal.throwIfAborted();
        dispatch({ type: 'running', running: waiting() });
      }
    },
    { aside: true },
  );
}

function asked(cloud: OpenCloud, wanted: QuotaWanted, link: string | undefined, copy: (text: string) => boolean): string {
  if (!cloud.askForQuota)
    return link === undefined ? '' : copy(link) ? `The page is in the terminal's clipboard, for a browser: ${link}` : `Ask there: ${link}`;
  const { limits, seconds } = cloud.askForQuota(wanted);
  const what = limits.map(({ name, limit }) => `${limit} of ${name}`).join(' and ');
  return limits.length === 0
    ? 'There is enough of it now.'
    : `Asked for ${what} (simulated: nobody reads it, and it is granted in ${span(seconds)}; in Azure a person asks on a page, and it takes minutes to days).`;
}

/** Whether the limits allow so many more machines. A size that is not offered any more is said by the plan itself. */
async function fits(cloud: OpenCloud, subscription: string, { location, size, count }: QuotaWanted, signal: AbortSignal): Promise<boolean> {
  const found = (await cloud.sizes(subscription, location, signal)).find(({ name }) => name === size);
  return found?.quotaLeft === undefined || found.quotaLeft >= count * found.vCPUs;
}
