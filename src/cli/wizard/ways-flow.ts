import type { Screen } from '../../screens/model/screen.ts';
import { throughDeletion, wayWords } from '../../screens/model/ways-on.ts';
import { span } from '../../screens/model/format.ts';
import { answerOf } from '../../screens/model/lists.ts';
import { countRange, type Given } from '../../stages/questions.ts';
import { ProblemError } from '../../state/problem.ts';
import type { WayOn } from '../../state/known-problem.ts';
import type { BuildFlow } from './build-flow.ts';
import type { Core, Then } from './core.ts';
import type { PlanFlow } from './plan-flow.ts';
import { askAndWait } from './quota-wait.ts';
import type { SignInAgain } from './sign-in-again.ts';

/** From a problem to where the wizard goes on, one way a key. */
export interface WaysFlow {
  take(way: WayOn): void;
  /** Goes on after what was made is deleted. */
  afterDeletion(then: WayOn): void;
  /** Ends the waiting that goes on, if any; the problem stays. */
  stopWaiting(): void;
}

export interface WaysOptions {
  readonly build: BuildFlow;
  readonly plan: PlanFlow;
  readonly signIn: SignInAgain;
  /** The same again. */
  retry(): void;
  copy(text: string): boolean;
}

/** What the Ethernet road needs to be registered for, where Azure names nothing. */
const allProviders = ['Microsoft.Compute', 'Microsoft.Network', 'Microsoft.Storage'];

const standardWait = 60;

export function waysFlow(core: Core, { build, plan, signIn, retry, copy }: WaysOptions): WaysFlow {
  const { held, dispatch, show, state, job } = core;
  const notice = (text: string): void => dispatch({ type: 'known', known: { notice: text } });

  /** How many public addresses there were when Azure gave no more. */
  let addresses: number | undefined;

  const countAddresses = (): void => {
    const { problem, tasks } = state();
    const limited = problem?.problem.code === 'PublicIPCountLimitReached';
    const had = Object.values(tasks).filter(({ id, state: is }) => id.startsWith('address/') && (is === 'done' || is === 'unchanged')).length;
    addresses = limited && had > 0 ? had : undefined;
  };

  const stopWaiting = (): void => {
    if (state().running?.until !== undefined) void core.stop();
  };

  const wait = () => {
    const { cloud } = held;
    if (!cloud) return retry();
    const seconds = state().problem?.wait ?? standardWait;
    if (state().problem?.jumps) {
      cloud.passTime(seconds * 1000);
      return retry();
    }
    const until = cloud.now() + seconds * 1000;
    dispatch({ type: 'tick', worldNow: cloud.now(), spent: state().spent });
    job(
      { what: `Looking again in ${span(seconds)}; Esc stops waiting`, stoppable: true, until },
      async (signal) => {
        await cloud.wait(seconds * 1000, signal);
        return retry;
      },
      { aside: true },
    );
  };

  const register = () => {
    const { cloud } = held;
    const subscription = state().cluster?.choices.subscription ?? state().subscription?.id;
    if (!cloud || subscription === undefined) return;
    const named = /\bMicrosoft\.[A-Z][A-Za-z]+/g;
    const told = [...new Set(state().problem?.problem.message.match(named) ?? [])].filter((one) => allProviders.includes(one));
    const namespaces = told.length > 0 ? told : allProviders;
    job(
      { what: `Registering ${namespaces.join(', ')}`, stoppable: true },
      async (signal) => {
        await cloud.register(subscription, namespaces, signal);
        return retry;
      },
      { aside: true },
    );
  };

  const subjectOf = (way: WayOn): string | undefined => {
    const found = state().problem?.ways.find((one) => one.is === 'way-on' && one.way === way);
    return found?.is === 'way-on' ? found.subject : undefined;
  };

  /** The line that mends it, on the nodes. */
  const mend = () => {
    const { walk } = held;
    const command = subjectOf('mend');
    if (!walk || command === undefined) return retry();
    let printed = '';
    job(
      { what: 'Running the line on the nodes', stoppable: true },
      async (signal) => {
        const tell = (text: string): void => {
          printed = `${printed}${text}`.slice(-2000);
        };
        const { exitCode } = await walk.look({ command, tell, signal });
        if (exitCode !== 0) throw mendFailed(command, exitCode, printed);
        return retry;
      },
      { aside: true },
    );
  };

  /** One machine goes, and the stage that makes it runs again before the one that failed. */
  const rebuild = () => {
    const { walk } = held;
    const node = subjectOf('rebuild');
    if (!walk || node === undefined) return retry();
    job(
      { what: `Deleting ${node}`, stage: 'nodes', stoppable: false },
      async (signal) => {
        const outcome = await walk.removeNode(node, signal);
        if (outcome.result === 'failed') throw new ProblemError(outcome.problem, { exitCode: outcome.exitCode, cause: outcome.cause });
        signal.throwIfAborted();
        return retry;
      },
      { aside: true },
    );
  };

  /** As many nodes of the size as quota and addresses allow, and fewer than were wanted. */
  const fewer = () => {
    const { problem } = state();
    const way = problem?.ways.find((one) => one.is === 'way-on' && one.way === 'fewer');
    if (way?.is === 'way-on' && way.answers) return plan.take(way.answers);
    const wanted = answerOf(state(), 'count') ?? 4;
    job(
      { what: 'Looking how many fit', stoppable: true },
      async () => {
        const sizes = await plan.sizesOf(answerOf(state(), 'location') ?? '');
        const size = sizes.find(({ name }) => name === answerOf(state(), 'size'));
        const byQuota = size?.problem === undefined && size ? Math.floor((size.quotaLeft ?? wanted * size.vCPUs) / size.vCPUs) : 0;
        const most = Math.min(wanted - 1, byQuota, addresses ?? wanted);
        if (most >= countRange.least) return () => plan.take({ count: most });
        return () => {
          plan.chooseSize();
          notice(`Not even ${countRange.least} nodes of ${answerOf(state(), 'size') ?? 'this size'} fit: take another size`);
        };
      },
      { aside: true },
    );
  };

  const go = (way: WayOn) => {
    switch (way) {
      case 'size':
        return plan.chooseSize();
      case 'region':
        return plan.chooseLocation();
      case 'fewer':
        return fewer();
      case 'change':
        return show({ at: 'choices' });
      case 'anew':
        return plan.check();
      default:
        return retry();
    }
  };

  /** What exists is deleted first, after its name was typed. */
  const deleteFirst = (way: WayOn) => {
    const { screen } = state();
    build.askDeletion({ after: way, from: placeOf(screen) });
  };

  return {
    stopWaiting,
    take: (way) => {
      stopWaiting();
      countAddresses();
      if (throughDeletion.includes(way) && state().cluster?.begun) return deleteFirst(way);
      switch (way) {
        case 'wait':
          return wait();
        case 'register':
          return register();
        case 'quota':
          return state().problem ? askAndWait(core, { retry, copy }) : plan.acceptSize(true);
        case 'rule':
          return build.ownAddress(true);
        case 'mend':
          return mend();
        case 'rebuild':
          return rebuild();
        case 'unlock':
          return build.askDeletion({ ...deletionAt(state().screen), unlock: true });
        case 'sign-in':
          return signIn.begin();
        case 'retry':
          return retry();
        case 'size':
        case 'region':
        case 'fewer':
        case 'change':
        case 'anew':
          return go(way);
        default: {
          const never: never = way;
          return never;
        }
      }
    },
    afterDeletion: (then) => {
      const { cluster } = state();
      const { cloud } = held;
      if (!cluster || !cloud) return;
      const { customData: _, publicKeys: __, sshSource: ___, ...answers } = cluster.choices;
      job({ what: `Beginning anew: ${wayWords[then].short}`, stoppable: true }, async (signal): Promise<Then> => {
        const [all, caller] = await Promise.all([cloud.subscriptions(signal), cloud.callerAddress(signal).catch(() => undefined)]);
        const subscription = all.find(({ id }) => id === answers.subscription);
        await held.walk?.close();
        delete held.walk;
        return () => {
          dispatch({ type: 'begin-anew' });
          dispatch({ type: 'answered', answers: answers as Given });
          dispatch({ type: 'known', known: { caller: { address: caller }, ...(subscription ? { subscription } : {}) } });
          go(then);
        };
      });
    },
  };
}

const mendFailed = (command: string, exitCode: number, printed: string): ProblemError =>
  new ProblemError({
    code: 'mend-failed',
    message: `exit code ${exitCode}: ${printed.trim().split('\n').slice(-3).join(' | ')}`,
    means: 'The line ran on every node, and on one of them at least it did not end well. What it printed last stands above.',
    next: [{ label: 'Run it by hand, and see all that it prints', command }],
  });

/** What a deletion that was asked for was to lead to. */
const deletionAt = (screen: Screen): { after?: WayOn; from?: Screen } =>
  screen.at === 'delete' ? { ...(screen.after === undefined ? {} : { after: screen.after }), ...(screen.from ? { from: screen.from } : {}) } : {};

/** A screen to come back to: a stage that ran is one that can be run again. */
const placeOf = (screen: Screen): Screen =>
  screen.at === 'stage' ? { ...screen, phase: 'explained' } : screen.at === 'delete' ? (screen.from ?? screen) : screen;
