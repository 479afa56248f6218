import { quoted } from './by-hand.ts';
import { plainText } from '../../terminal/status.ts';
import type { CommandView, ExchangeView, RestView } from './exchange.ts';
import { fits } from './fits.ts';
import type { Row } from './lists.ts';
import type { WizardState } from './state.ts';

/** The list's name among the marked rows. */
export const exchangeList = 'underneath';

/** What went over the wires, newest first, of those that have the words of the filter. */
export function exchangeRows({ exchanges, filter }: Pick<WizardState, 'exchanges' | 'filter'>): readonly Row<ExchangeView>[] {
  return [...exchanges]
    .reverse()
    .map((one): Row<ExchangeView> => {
      const said = [one.time.slice(11, 19), `answer: ${resultOf(one)}`, repeatsOf(one)].filter((part) => part !== '');
      return { key: `${one.id}`, label: plainText(one.title), detail: said.join(', '), value: one };
    })
    .filter(({ label, value }) =>
      fits(filter, `${label} ${resultOf(value)} ${value.task?.title ?? ''} ${value.kind === 'rest' ? (value.documentation?.name ?? '') : value.command.text}`),
    );
}

/** The marked one of them, which is the open one where one is open. */
export function chosenExchange(state: WizardState): ExchangeView | undefined {
  const rows = exchangeRows(state);
  return rows[Math.max(0, Math.min(rows.length - 1, state.chosen[exchangeList] ?? 0))]?.value;
}

/**
 * The state with what went over the wires since. The mark stays on what it stood on, wherever that is now: rows come in above it
 * and are dropped below it. What is open stays open even where it is not kept any more.
 */
export function withExchanges(state: WizardState, exchanges: readonly ExchangeView[]): WizardState {
  const marked = chosenExchange(state);
  if (!marked) return { ...state, exchanges };
  const gone = !exchanges.some(({ id }) => id === marked.id);
  const all = gone && state.overlay === 'exchange' ? [marked, ...exchanges] : exchanges;
  const next = { ...state, exchanges: all };
  const rows = exchangeRows(next);
  const index = rows.findIndex(({ value }) => value.id === marked.id);
  return { ...next, chosen: { ...state.chosen, [exchangeList]: index < 0 ? Math.max(0, rows.length - 1) : index } };
}

/** How it ended, in a word or two. */
export function resultOf(one: ExchangeView): string {
  if (one.kind === 'rest') return one.answer ? `${one.answer.status}` : one.failure === undefined ? 'waiting' : 'none';
  const [first] = one.answers;
  if (!first) return 'waiting';
  return first.exitCode === undefined ? 'none' : `exit ${first.exitCode}`;
}

/** How often it was asked: `12 polls in 41 s`, `3 times`; nothing where it was once. */
export function repeatsOf(one: ExchangeView): string {
  const polls = one.kind === 'rest' ? one.polls : undefined;
  if (polls) return `${polls.count} ${polls.count === 1 ? 'poll' : 'polls'} in ${polls.seconds} s`;
  return one.times > 1 ? `${one.times} times` : '';
}

/** Where it went out from: what a line for the shell needs to know. */
export interface Sender {
  readonly simulated: boolean;
  /** The cluster's name and folder, where one is open. */
  readonly cluster?: string;
  readonly folder?: string;
}

/** The line that does the same by hand. Secrets stay replaced. */
export function handLine(one: ExchangeView, sender: Sender): string {
  return one.kind === 'rest' ? azRest(one) : remoteLine(one, sender);
}

function azRest({ method, url, headers, body }: RestView): string {
  const conditions = headers.filter(([name]) => /^if-(none-)?match$/.test(name)).map(([name, value]) => `${name}=${value}`);
  return [
    'az',
    'rest',
    `--method ${method.toLowerCase()}`,
    `--url ${quoted(url)}`,
    ...(conditions.length > 0 ? [`--headers ${conditions.map(quoted).join(' ')}`] : []),
    ...(body.text === '' ? [] : [`--body ${quoted(body.text)}`]),
  ].join(' ');
}

function remoteLine({ command, nodes: [node = ''], stdin }: CommandView, { simulated, cluster, folder }: Sender): string {
  const login =
    simulated || folder === undefined
      ? `rank0 ssh ${cluster === undefined ? '' : `${cluster} `}${node} --`
      : `ssh -F ${quoted(`${folder}/ssh_config`)} ${node}`;
  const line = `${login} ${quoted(command.text)}`;
  if (!stdin) return line;
  return stdin.text && stdin.text.cutFrom === undefined ? `printf %s ${quoted(stdin.text.text)} | ${line}` : `${line} < INPUT`;
}
