import { moveTo } from '../../screens/model/list.ts';
import { nodeNames } from '../../screens/model/lists.ts';
import { type Brought, broughtKey, nodeAt, nodePageAt, type NodePageId, nodePageIds, noShell } from '../../screens/model/node-page.ts';
import { ProblemError, problemOf } from '../../state/problem.ts';
import { plainText } from '../../terminal/status.ts';
import type { ShellEnd, ShellLine } from '../shell.ts';
import type { Core } from './core.ts';

/** What a shell on a node needs of whoever owns the terminal. */
export interface ShellRequest {
  /** A line that says where one is and how to come back. */
  readonly intro: string;
  open(): Promise<ShellLine>;
}

/** Hands the terminal to a program, and comes back when it has ended. @throws what `open` throws; ProblemError `ssh-missing`. */
export type RunShell = (request: ShellRequest) => Promise<ShellEnd>;

/** The pages about one node, and the shell on it. */
export interface NodePage {
  /** The page is shown anew: from its facts on. */
  opened(): void;
  turn(by: number): void;
  otherNode(by: number): void;
  /** Asks again for what is shown. */
  lookAgain(): void;
  /** On the node whose page is open, else on the head. */
  shell(): void;
  /** On this node again. */
  shellOn(node: string): void;
  close(): void;
}

/** How long an answer is waited for, in milliseconds of real time. */
const patience = 45_000;

/** How many lines of a log are kept: more than a boot prints. */
const mostLines = 5_000;

export function nodePageOf({ held, services, dispatch, state }: Core, runShell: RunShell): NodePage {
  const closing = new AbortController();
  let away = false;

  // After the first frame: it looks through the folders of PATH.
  setImmediate(() => {
    if (!closing.signal.aborted && !services.sshInstalled()) dispatch({ type: 'known', known: { sshMissing: true } });
  });

  const keep = (key: string, brought: Partial<Brought>): void => {
    const { page, brought: all } = state().nodePage ?? { page: 'facts', brought: {} };
    const before: Brought = all[key] ?? { asking: false };
    dispatch({ type: 'known', known: { nodePage: { page, brought: { ...all, [key]: { ...before, ...brought } } } } });
  };

  const bring = (): void => {
    const node = nodeAt(state());
    const page = nodePageAt(state());
    const { walk, cloud } = held;
    if (!walk || !cloud || node === undefined || page === 'facts') return;
    const key = broughtKey(page, node);
    if (state().nodePage?.brought[key]?.asking) return;
    const commands = walk.nodeCommands(node);
    const command = page === 'serial-log' ? commands.serialLog : page === 'cloud-init-log' ? commands.cloudInitLog : commands.resources;
    keep(key, { asking: true, command });
    const late = AbortSignal.timeout(patience);
    const signal = AbortSignal.any([closing.signal, late]);
    const answer = async (): Promise<Pick<Brought, 'text' | 'resources'>> => {
      if (page === 'serial-log') return { text: readable(await walk.serialLog(node, signal)) };
      if (page === 'cloud-init-log') return { text: readable(await walk.cloudInitLog(node, signal)) };
      return { resources: (await walk.nodeResources(node, signal)).map(readableResource) };
    };
    answer().then(
      (found) => keep(key, { ...found, asking: false, at: cloud.now(), problem: undefined }),
      (error: unknown) => {
        if (!closing.signal.aborted) keep(key, { asking: false, problem: told(late.aborted ? noAnswer() : error) });
      },
    );
  };

  /** Another page or node: from its beginning, a log from its end, where the newest is. */
  const showPage = (page: NodePageId): void => {
    dispatch({ type: 'known', known: { nodePage: { brought: {}, ...state().nodePage, page }, notice: undefined } });
    dispatch({ type: 'scroll', to: page.endsWith('log') ? Number.MAX_SAFE_INTEGER : 0 });
    bring();
  };

  /** ssh did not get through: where port 22 is closed to the person, that is said beside it. */
  const lookAtDoor = (walk: NonNullable<typeof held.walk>): void => {
    walk.door(AbortSignal.any([closing.signal, AbortSignal.timeout(patience)])).then(
      (door) => {
        if (!door || held.walk !== walk || closing.signal.aborted) return;
        const notice = `Port 22 is open to ${door.openTo}, and you come from ${door.youComeFrom} now: a on the last screen opens it to you`;
        dispatch({ type: 'known', known: { door, notice } });
      },
      // Azure cannot be asked: what ssh said stands by itself.
      () => {},
    );
  };

  const shellOn = (node: string): void => {
    const { walk, cloud } = held;
    if (!walk || !cloud || away) return;
    const reason = noShell(state(), node);
    if (reason !== undefined) {
      dispatch({ type: 'known', known: { notice: reason } });
      return;
    }
    away = true;
    const intro = `${node}${cloud.simulated ? ', simulated' : ''}: exit or Ctrl-D comes back to rank0.`;
    runShell({ intro, open: () => walk.shell(node) }).then(
      ({ exitCode, said }) => {
        away = false;
        dispatch({ type: 'known', known: { notice: endWords(node, exitCode, said) } });
        if (exitCode === 255) lookAtDoor(walk);
      },
      (error: unknown) => {
        away = false;
        if (closing.signal.aborted) return;
        const ways = [
          { is: 'shell', label: 'Try again', node },
          { is: 'back', label: 'Back' },
        ] as const;
        dispatch({ type: 'overlay', overlay: undefined });
        dispatch({ type: 'known', known: { problem: { problem: told(error), ways }, sshMissing: !services.sshInstalled() } });
      },
    );
  };

  return {
    opened: () => {
      showPage('facts');
      dispatch({ type: 'known', known: { sshMissing: !services.sshInstalled() } });
    },
    turn: (by) => {
      const at = nodePageIds.indexOf(nodePageAt(state()));
      const page = nodePageIds[(at + by + nodePageIds.length) % nodePageIds.length];
      if (page !== undefined) showPage(page);
    },
    otherNode: (by) => {
      const names = nodeNames(state());
      const at = names.indexOf(nodeAt(state()) ?? '');
      dispatch({ type: 'choose', list: 'node', index: moveTo(at, by, names.length) });
      showPage(nodePageAt(state()));
    },
    lookAgain: bring,
    shell: () => {
      const node = state().overlay === 'node' ? nodeAt(state()) : nodeNames(state())[0];
      if (node !== undefined) shellOn(node);
    },
    shellOn,
    close: () => closing.abort(),
  };
}

/** What a shell ended with, in words. */
function endWords(node: string, exitCode: number, said: string): string {
  if (exitCode === 0) return `Back from the shell on ${node}`;
  // 255 is what ssh itself ends with.
  if (exitCode === 255) return `ssh ended with 255${said === '' ? `: it did not get through to ${node}, or lost it` : `: ${plainText(said)}`}`;
  return `Back from the shell on ${node}, which ended with ${exitCode}`;
}

/** A log as it can be shown: nothing in it steers the terminal, what was written over is gone, and of a very long one the end is left. */
function readable(text: string): string {
  const lines = plainText(
    text
      .replace(/\r+\n/g, '\n')
      .replace(/\n\r+/g, '\n')
      .replace(/[^\n]*\r(?=[^\n])/g, ''),
  )
    .trimEnd()
    .split('\n');
  const left = lines.length - mostLines;
  return (left > 0 ? [`(${left} earlier lines are left out)`, ...lines.slice(left)] : lines).join('\n');
}

const readableResource = <R extends { readonly name: string; readonly state: string; readonly facts: readonly string[] }>(one: R): R => ({
  ...one,
  name: plainText(one.name),
  state: plainText(one.state),
  facts: one.facts.map(plainText),
});

const told = (error: unknown) => {
  const problem = problemOf(error);
  return { ...problem, message: plainText(problem.message), means: plainText(problem.means) };
};

const noAnswer = (): ProblemError =>
  new ProblemError({
    code: 'no-answer',
    message: `no answer within ${patience / 1000} s`,
    means: 'Whoever was asked is silent, or the way there is.',
    next: [],
  });
