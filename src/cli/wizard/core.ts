import type { Action } from '../../screens/model/actions.ts';
import { answerOf, lacksQuota, nodeNames } from '../../screens/model/lists.ts';
import type { ProblemView } from '../../screens/model/problem-view.ts';
import type { Running, WizardState } from '../../screens/model/state.ts';
import type { Screen } from '../../screens/model/screen.ts';
import { exitCodeOf, problemOf } from '../../state/problem.ts';
import { quotaPageOf } from '../../azure/clouds.ts';
import { problemView } from './problem-ways.ts';
import type { OpenCloud, WizardServices, WizardWalk } from './services.ts';
import type { Store } from './store.ts';

/** What a job returns: what is to be shown once it is over. */
export type Then = () => void;

export interface JobHow {
  /** It only leads on from a problem: `retry` goes on to mean what it meant before. */
  readonly aside?: boolean;
}

/** What the flows of the wizard share: the state, what is open, and the one job that may run. */
export interface Core {
  readonly services: WizardServices;
  /** What is open; the controller alone closes it. */
  readonly held: { cloud?: OpenCloud; walk?: WizardWalk };
  state(): WizardState;
  dispatch(action: Action): void;
  hear: Store['hear'];
  show(screen: Screen): void;
  /** Runs one piece of work at a time; a failure becomes the problem on the screen, and `retry` does the same again. */
  job(running: Running, work: (signal: AbortSignal) => Promise<Then | undefined>, how?: JobHow): void;
  retry(): void;
  /** Stops the job and waits for it, at most half a second. */
  stop(): Promise<void>;
  /** A problem that no job met. */
  fail(error: unknown): void;
}

/** How long leaving waits for a stopped job, in milliseconds. */
const graceMilliseconds = 500;

export function coreOf(store: Store, services: WizardServices): Core {
  const held: Core['held'] = {};
  let current: { readonly abort: AbortController; readonly over: Promise<void> } | undefined;
  let again: (() => void) | undefined;

  const dispatch = store.dispatch;
  const show = (screen: Screen): void => dispatch({ type: 'show', screen });
  const fail = (error: unknown): void => {
    services.bug(error);
    const refused = exitCodeOf(error) === 3 || exitCodeOf(error) === 2;
    const { cluster, cloud, screen, subscription, standard, answers, drill } = store.getState();
    const signIn = exitCodeOf(error) === 4 && screen.at === 'returned' && cluster?.choices.cloud !== 'practice';
    const clusterOpen = cluster?.begun ?? false;
    const quotaPage = cloud && quotaPageOf(cloud.name);
    const about = {
      ...{ refused, clusterOpen, canRetry: again !== undefined, signIn },
      // A cluster that stands is not built otherwise because it cannot grow.
      canChoose: !screen.at.startsWith('scale') && (clusterOpen || (cloud !== undefined && subscription !== undefined)),
      wanted: cluster?.choices ?? { ...standard, ...answers },
      ...(quotaPage === undefined ? {} : { quotaPage }),
      ...(held.cloud?.askForQuota ? { asksForQuota: true } : {}),
      ...(cluster?.choices.network === 'ethernet' ? { machines: nodeNames(store.getState()) } : {}),
      ...(drill?.until === undefined || drill.solved || !held.cloud ? {} : { opensIn: Math.ceil((drill.until - held.cloud.now()) / 1000) }),
    };
    const problem = problemView(problemOf(error), about);
    dispatch({ type: 'choose', list: 'problem', index: firstWay(store.getState(), problem) });
    dispatch({ type: 'known', known: { problem } });
  };

  const job: Core['job'] = (running, work, { aside = false } = {}) => {
    if (current) return;
    if (!aside) again = () => job(running, work);
    const abort = new AbortController();
    dispatch({ type: 'running', running });
    /** That it is over and what follows are one change: no frame and no key comes between. */
    const end = (after: () => void): void => {
      if (abort.signal.aborted) return;
      current = undefined;
      store.batch(() => {
        dispatch({ type: 'running', running: undefined });
        after();
      });
    };
    const over = Promise.resolve()
      .then(() => work(abort.signal))
      .then(
        (then) => end(() => then?.()),
        (error: unknown) => end(() => fail(error)),
      );
    current = { abort, over };
  };

  return {
    services,
    held,
    state: store.getState,
    dispatch,
    hear: store.hear,
    show,
    job,
    fail,
    retry: () => again?.(),
    stop: async () => {
      const { abort, over } = current ?? {};
      abort?.abort();
      current = undefined;
      dispatch({ type: 'running', running: undefined });
      if (over !== undefined) await Promise.race([over, new Promise((resolve) => setTimeout(resolve, graceMilliseconds).unref())]);
    },
  };
}

/** Which way on is marked: who took a size for which the quota was known to be too little wants more of it. */
function firstWay(state: WizardState, { problem, ways }: ProblemView): number {
  if (problem.code !== 'quota-exceeded') return 0;
  const location = answerOf(state, 'location');
  const size = location === undefined ? undefined : state.offers[location]?.find(({ name }) => name === answerOf(state, 'size'));
  const short = size !== undefined && lacksQuota(size, answerOf(state, 'count') ?? 0);
  return short
    ? Math.max(
        0,
        ways.findIndex((way) => way.is === 'way-on' && way.way === 'quota'),
      )
    : 0;
}
