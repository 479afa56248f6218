import { chosenIndex, problemRows } from '../../screens/model/lists.ts';
import type { WayOn } from '../../state/known-problem.ts';
import type { BuildFlow } from './build-flow.ts';
import type { Core } from './core.ts';
import type { NodePage } from './node-page.ts';
import type { PlanFlow } from './plan-flow.ts';
import type { ReturnFlow } from './return-flow.ts';
import { type SignInAgain, signInAgain } from './sign-in-again.ts';
import { type WaysFlow, waysFlow } from './ways-flow.ts';

/** A problem on the screen: its rows and its keys. */
export interface ProblemFlow {
  /** Enter: the marked row; false where that only leads back. */
  accept(): boolean;
  retry(): void;
  take(way: WayOn): void;
  readonly ways: WaysFlow;
  readonly signIn: SignInAgain;
}

export interface ProblemFlowOptions {
  readonly build: BuildFlow;
  readonly plan: PlanFlow;
  readonly comeBack: ReturnFlow;
  readonly nodePage: NodePage;
  copy(text: string): boolean;
}

export function problemFlow(core: Core, { build, plan, comeBack, nodePage, copy }: ProblemFlowOptions): ProblemFlow {
  const { dispatch, state, services } = core;

  const shellAgain = (node: string): void => {
    dispatch({ type: 'known', known: { problem: undefined, sshMissing: !services.sshInstalled() } });
    nodePage.shellOn(node);
  };

  const retry = () => {
    ways.stopWaiting();
    const { screen, problem } = state();
    const shell = problem?.ways.find((way) => way.is === 'shell');
    if (shell) return shellAgain(shell.node);
    dispatch({ type: 'known', known: { problem: undefined } });
    // What is there is not what it was when the deletion was planned: it is asked anew, and said.
    if (screen.at === 'delete' && problem?.problem.code === 'group-not-empty-of-others') return build.askDeletion(screen);
    if (signIn.under()) return signIn.accept();
    if (screen.at === 'stage' && screen.stage === 'sign-in') return plan.signIn();
    if (screen.at === 'stage' && screen.stage !== 'plan') return build.runStage(screen.stage);
    core.retry();
  };

  const signIn = signInAgain(core, build, plan, comeBack);
  const ways = waysFlow(core, { build, plan, signIn, retry, copy });

  return {
    ways,
    signIn,
    retry,
    take: (way) => {
      // On the screen of a cluster that one came back to, its own page of sign-ins is the way.
      const own = way === 'sign-in' && state().problem?.ways.some(({ is }) => is === 'sign-in');
      if (own) comeBack.signIn();
      else ways.take(way);
    },
    accept: () => {
      ways.stopWaiting();
      const rows = problemRows(state());
      const way = rows[chosenIndex(state(), { id: 'problem', rows })]?.value;
      dispatch({ type: 'choose', list: 'problem', index: 0 });
      switch (way?.is) {
        case 'retry':
          retry();
          return true;
        case 'answers':
          plan.take(way.answers);
          return true;
        case 'ssh-source':
          build.ownAddress(true);
          return true;
        case 'sign-in':
          comeBack.signIn();
          return true;
        case 'shell':
          shellAgain(way.node);
          return true;
        case 'way-on':
          ways.take(way.way);
          return true;
        case 'back':
        case undefined:
          return false;
        default: {
          const never: never = way;
          return never;
        }
      }
    },
  };
}
