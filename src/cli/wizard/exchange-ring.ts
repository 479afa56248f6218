import { createHash } from 'node:crypto';
import type { ArmListener } from '../../azure/traced.ts';
import { currentTask } from '../../engine/current-task.ts';
import type { CommandListener } from '../../engine/world.ts';
import type { CommandAnswer, CommandView, ExchangeView, RestView } from '../../screens/model/exchange.ts';
import { commandEnded, commandSent, commandTitle } from './command-exchange.ts';
import { followedAt, restEnded, restSent, sameUrl, stateIn } from './rest-exchange.ts';

/** What went over the wires of a world, as it is kept for a person to look at: the newest, in bounds, without secrets. */
export interface ExchangeRing {
  readonly arm: ArmListener;
  readonly command: CommandListener;
  /** Newest last. */
  all(): readonly ExchangeView[];
}

export interface RingBounds {
  /** Rows. */
  readonly rows: number;
  /** Characters of all their texts. */
  readonly characters: number;
}

const standard: RingBounds = { rows: 400, characters: 4_000_000 };

/** How far back something that is done again and again is told as one, in rows. */
const foldedWithin = 40;

/** Nodes of which one command's answers are kept. */
const answersKept = 8;

/** What has no answer yet is shown after so long, in milliseconds of real time: most is answered by then. */
const shownAfter = 1_000;

interface Row {
  /** When it came to its place. */
  readonly order: number;
  readonly alike: string;
  /** URLs by which its operation is followed. */
  readonly followed: string[];
  /** Names of the nodes that a command was sent to. */
  readonly nodes: Set<string>;
  view: ExchangeView;
  characters: number;
}

interface Waiting {
  readonly since: number;
  readonly view: ExchangeView;
  shown: boolean;
}

export function exchangeRing({ rows: most, characters: mostCharacters }: RingBounds = standard): ExchangeRing {
  const rows = new Map<number, Row>();
  const waiting = new Map<number, Waiting>();
  const byAlike = new Map<string, Row>();
  const byFollowed = new Map<string, Row>();
  let last = 0;
  let order = 0;
  let characters = 0;

  const wait = (view: ExchangeView): Waiting => {
    const one = { since: performance.now(), view, shown: false };
    waiting.set(view.id, one);
    return one;
  };
  const change = (row: Row, view: ExchangeView): void => {
    row.view = view;
    const now = charactersOf(view);
    characters += now - row.characters;
    row.characters = now;
    trim();
  };
  const keep = (view: ExchangeView, alike: string, followed: string[]): void => {
    order += 1;
    const row: Row = { order, alike, followed, nodes: new Set(view.kind === 'command' ? view.nodes : []), view, characters: 0 };
    rows.set(view.id, row);
    byAlike.set(alike, row);
    for (const url of followed) byFollowed.set(url, row);
    change(row, view);
  };
  const trim = (): void => {
    for (const [id, row] of rows) {
      if (rows.size <= 1 || (rows.size <= most && characters <= mostCharacters)) return;
      rows.delete(id);
      characters -= row.characters;
      if (byAlike.get(row.alike) === row) byAlike.delete(row.alike);
      for (const url of row.followed) if (byFollowed.get(url) === row) byFollowed.delete(url);
    }
  };
  /** The row that tells of the same; not where a person may have seen this one by itself. */
  const sameAs = (alike: string, { shown }: Waiting): Row | undefined => {
    const row = byAlike.get(alike);
    return row && !shown && order - row.order < foldedWithin ? row : undefined;
  };
  const begun = (began: number) => {
    const task = currentTask();
    last += 1;
    return {
      id: last,
      time: new Date(began).toISOString(),
      times: 1,
      ...(task ? { task: { id: task.id, stage: task.stage, title: task.title } } : {}),
    };
  };

  const arm: ArmListener = (request, began) => {
    const one = wait({ ...begun(began), ...restSent(request) });
    const view = one.view as RestView;
    return (end) => {
      waiting.delete(view.id);
      const ended: RestView = { ...view, ...restEnded(end) };
      const urls = followedAt(end, request.url);
      const reads = view.method === 'GET' || view.method === 'HEAD';
      const operation = reads ? byFollowed.get(sameUrl(request.url)) : undefined;
      if (operation && !one.shown) {
        for (const url of urls) {
          byFollowed.set(url, operation);
          if (!operation.followed.includes(url)) operation.followed.push(url);
        }
        return change(operation, withPoll(operation.view as RestView, ended));
      }
      const alike = `${view.method} ${view.url}`;
      const same = reads ? sameAs(alike, one) : undefined;
      if (same && (same.view as RestView).answer?.status === ended.answer?.status) {
        return change(same, { ...ended, id: same.view.id, time: same.view.time, times: same.view.times + 1, last: view.time });
      }
      keep(ended, alike, reads ? [] : urls);
      // What is read after a write is news.
      if (!reads) byAlike.delete(`GET ${view.url}`);
    };
  };

  const command: CommandListener = (sent, began) => {
    const kept = commandSent(sent);
    const one = wait({ ...begun(began), ...kept, title: commandTitle([sent.node], 1, kept.command.text), nodes: [sent.node], nodeCount: 1, answers: [] });
    const view = one.view as CommandView;
    return (end) => {
      waiting.delete(view.id);
      const answer = commandEnded(sent.node, end);
      const alike = hashOf([view.task?.stage, view.task?.id.split('/')[0], answer.exitCode, answer.failure === undefined, sent.command, sent.stdin]);
      const same = sameAs(alike, one);
      if (!same) return keep({ ...view, answers: [answer] }, alike, []);
      same.nodes.add(sent.node);
      change(same, withAnswer(same.view as CommandView, answer, { time: view.time, nodeCount: same.nodes.size }));
    };
  };

  return {
    arm,
    command,
    all: () => {
      const now = performance.now();
      const late = [...waiting.values()].filter((one) => one.shown || now - one.since >= shownAfter);
      for (const one of late) one.shown = true;
      return [...rows.values(), ...late].map(({ view }) => view).sort((one, other) => one.id - other.id);
    },
  };
}

/** An operation's row with one more look at how it stands. */
function withPoll(row: RestView, { url, time, answer, failure }: RestView): RestView {
  const state = answer ? stateIn(answer.body.text) : undefined;
  return {
    ...row,
    polls: {
      count: (row.polls?.count ?? 0) + 1,
      url,
      status: answer?.status ?? 0,
      ...(state === undefined ? {} : { state }),
      body: answer?.body ?? { text: failure ?? '' },
      seconds: Math.round((Date.parse(time) - Date.parse(row.time)) / 1000),
    },
  };
}

/** A command's row with one more answer. */
function withAnswer(row: CommandView, answer: CommandAnswer, { time, nodeCount }: { time: string; nodeCount: number }): CommandView {
  const before = row.answers.findIndex(({ node }) => node === answer.node);
  const fresh = before < 0 && row.answers.length < answersKept;
  const answers = fresh ? [...row.answers, answer] : row.answers.map((one, index) => (index === before ? answer : one));
  const nodes = fresh ? [...row.nodes, answer.node] : row.nodes;
  return { ...row, answers, nodes, nodeCount, title: commandTitle(nodes, nodeCount, row.command.text), times: row.times + 1, last: time };
}

const hashOf = (parts: readonly unknown[]): string => createHash('sha256').update(parts.join('\0')).digest('base64');

function charactersOf(view: ExchangeView): number {
  const of = (one: { text: string } | undefined): number => one?.text.length ?? 0;
  if (view.kind === 'rest') return 1_000 + view.url.length + of(view.body) + of(view.answer?.body) + of(view.polls?.body);
  return 1_000 + of(view.command) + of(view.stdin?.text) + view.answers.reduce((sum, { stdout, stderr }) => sum + of(stdout) + of(stderr), 0);
}
