import type { Intent } from '../../screens/model/actions.ts';
import type { WizardStore } from '../../screens/App.tsx';
import { chosenIndex, listAt } from '../../screens/model/lists.ts';
import { stopsOnNodes } from '../../screens/model/common-keys.ts';
import { moveTo } from '../../screens/model/list.ts';
import type { WizardState } from '../../screens/model/state.ts';
import { accepting } from './accepting.ts';
import { adoptFlow } from './adopt-flow.ts';
import { buildFlow } from './build-flow.ts';
import { lookFlow } from './look-flow.ts';
import { nodePageOf, type RunShell } from './node-page.ts';
import { copyCommands } from './copying.ts';
import { pagesOf } from './pages.ts';
import { coreOf } from './core.ts';
import { planFlow } from './plan-flow.ts';
import { entryFlow } from './entry-flow.ts';
import { exportFlow } from './export-flow.ts';
import { filesFlow } from './files-flow.ts';
import type { Flows } from './flows.ts';
import { goingBack } from './going-back.ts';
import { heldEnterOf } from './held-enter.ts';
import { optionalFlow } from './optional-flow.ts';
import { problemFlow } from './problem-flow.ts';
import { returnFlow } from './return-flow.ts';
import { moneyFlow } from './money-flow.ts';
import { powerFlow } from './power-flow.ts';
import { runFlow } from './run-flow.ts';
import { scaleFlow } from './scale-flow.ts';
import type { WizardServices } from './services.ts';
import { storeOf } from './store.ts';
import { typingOf } from './typing.ts';

export interface ControllerOptions {
  readonly services: WizardServices;
  readonly initial: WizardState;
  /** Puts a text on the clipboard; false where it cannot. */
  copy(text: string): boolean;
  /** Hands the terminal to a program until it ends. */
  readonly runShell: RunShell;
  /** Called once, when the wizard is to end. */
  left(exitCode: number): void;
  /** Milliseconds between two looks at the nodes. */
  readonly lookEvery?: number;
  /** Milliseconds without Enter before Enter goes on from a screen that must be read. */
  readonly enterQuiet?: number;
}

/** The wizard's will: keys' meanings come in, services are called, the state changes. */
export interface Controller extends WizardStore {
  /** Stops what runs and closes what is open; safe to call twice. */
  close(): Promise<void>;
}

export function createController({ services, initial, copy, runShell, left, lookEvery = 4000, enterQuiet }: ControllerOptions): Controller {
  const store = storeOf(initial);
  const core = coreOf(store, services);
  const build = buildFlow(core, { lookEvery });
  const comeBack = returnFlow(core, build);
  const typing = typingOf(core);
  const plan = planFlow(core, build, comeBack, typing);
  const nodePage = nodePageOf(core, runShell);
  const look = lookFlow(core, copy);
  const problems = problemFlow(core, { build, plan, comeBack, nodePage, copy });
  const scaling = scaleFlow(core, build.ready);
  const power = powerFlow(core, build.ready);
  const money = moneyFlow(core, build.ready);
  const optional = optionalFlow(core, build);
  const pages = pagesOf(core, nodePage, look);
  const entry = entryFlow(core);
  const runs = runFlow(core, build.ready);
  const files = filesFlow(core, build.ready);
  const exporting = exportFlow(core, build.ready);
  const adopt = adoptFlow(core, build, plan);
  const flows: Flows = { build, comeBack, typing, plan, problems, scaling, power, money, optional, entry, runs, files, exporting, adopt, pages };
  const { dispatch, show, held, state } = core;
  const enter = heldEnterOf(store, enterQuiet);
  const asking = new AbortController();
  let over = false;

  const leave = (exitCode: number): void => {
    if (over) return;
    over = true;
    left(exitCode);
  };

  const timer = setInterval(() => {
    if (state().running && held.cloud) dispatch({ type: 'tick', worldNow: held.cloud.now(), spent: held.walk?.spent() ?? 0 });
    pages.refresh();
    plan.lookAhead();
  }, 1000).unref();

  // After the first frame: az takes a second of a processor.
  setImmediate(() => {
    services.azureLogin(asking.signal).then(
      (user) => dispatch({ type: 'known', known: { azureLogin: user === undefined ? 'nobody' : { user } } }),
      () => dispatch({ type: 'known', known: { azureLogin: 'nobody' } }),
    );
  });

  const back = goingBack(core, flows);
  const accept = accepting(core, flows, { back, leave });

  const move = (by: number) => {
    const list = listAt(state());
    if (list) return dispatch({ type: 'choose', list: list.id, index: moveTo(chosenIndex(state(), list), by, list.rows.length) });
    if (state().screen.at === 'count') typing.step(by);
  };

  const intent = (wanted: Intent) => {
    if (over) return;
    switch (wanted.is) {
      case 'accept':
        enter.pressed();
        return accept();
      case 'back':
        return back();
      case 'move':
        return move(wanted.by);
      case 'scroll':
        return dispatch({ type: 'scroll', to: state().scroll + wanted.by });
      case 'edit':
        return typing.edit(wanted.edit);
      case 'paste':
        return typing.paste(wanted.text);
      case 'overlay':
        return pages.open(wanted.overlay);
      case 'open-exchange':
        return pages.open('exchange');
      case 'open-term':
        return pages.open('term');
      case 'run-look':
        return look.run();
      case 'node-page':
        return nodePage.turn(wanted.by);
      case 'other-node':
        return nodePage.otherNode(wanted.by);
      case 'look-again':
        return nodePage.lookAgain();
      case 'shell':
        return nodePage.shell();
      case 'next-hint':
        return pages.nextHint();
      case 'filter':
        return dispatch({ type: 'filtering', on: true, filter: state().filter });
      case 'choices':
        return show({ at: 'choices' });
      case 'copy':
        return copyCommands(core, copy);
      case 'retry':
        return problems.retry();
      case 'way-on':
        return problems.take(wanted.way);
      case 'run-hello':
        return build.runHello(wanted.transports);
      case 'entry':
        return entry.open();
      case 'own-address':
        return state().screen.at === 'returned' ? comeBack.ownAddress() : build.ownAddress(state().problem?.ways.some(({ is }) => is === 'retry') ?? false);
      case 'results-page':
        return optional.turnPage(wanted.by);
      case 'cursor':
        return optional.moveCursor(wanted.by);
      case 'measure':
        return optional.measure();
      case 'offer':
        return optional.offer(wanted.stage);
      case 'leave-out':
        return optional.leaveOut();
      case 'run':
        return runs.ask();
      case 'files':
        return files.ask();
      case 'export':
        return exporting.open();
      case 'with-addresses':
        return exporting.turnAddresses();
      case 'turn':
        if (state().screen.at === 'export') return exporting.complete();
        return state().screen.at === 'files' ? files.complete() : runs.turn();
      case 'recall':
        return state().screen.at === 'files' ? files.turnTo(wanted.by) : runs.recall(wanted.by);
      case 'scale':
        return scaling.ask();
      case 'power':
        return power.ask();
      case 'adopt':
        return adopt.open();
      case 'findings':
        return adopt.findings();
      case 'mend-all':
        return adopt.mendAll();
      case 'money':
        return money.money();
      case 'autostop':
        return money.askStop();
      case 'delete':
        return build.askDeletion();
      case 'leave':
        return leave(0);
      case 'interrupt':
        // As in a shell: what a person runs on the nodes ends there, and the wizard goes on.
        if (stopsOnNodes(state()) && state().overlay === undefined) return back();
        if (state().running && state().overlay !== 'interrupt') return dispatch({ type: 'overlay', overlay: 'interrupt' });
        return leave(130);
      default: {
        const never: never = wanted;
        return never;
      }
    }
  };

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    intent: (wanted) => store.batch(() => intent(wanted)),
    refused: (reason, wanted) => {
      if (wanted?.is === 'accept') enter.pressed();
      dispatch({ type: 'known', known: { notice: reason } });
    },
    close: async () => {
      over = true;
      clearInterval(timer);
      enter.close();
      asking.abort();
      nodePage.close();
      look.stop();
      const building = state().running?.stoppable === false;
      await core.stop();
      if (building && held.walk && state().cluster?.begun) held.walk.end('interrupted');
      await held.walk?.close();
      await held.cloud?.close();
      delete held.walk;
      delete held.cloud;
    },
  };
}
