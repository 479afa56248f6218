import { plainText } from '../../terminal/status.ts';
import type { CommandAnswer, CommandView, ExchangeView, Headers, Kept, RestView } from '../model/exchange.ts';
import { counted } from '../model/format.ts';
import { titleOf } from '../model/where.ts';
import { foldedLine } from '../text/fold.ts';
import { jsonLines } from '../text/json.ts';
import { empty, type Line, line, paragraph } from '../text/line.ts';

/** An SSH client asks for a command by a request of this name on a channel. */
const commandPage = { name: 'SSH: a command is a channel request exec', url: 'https://www.rfc-editor.org/rfc/rfc4254#section-6.5' } as const;

interface Drawn {
  readonly width: number;
  readonly lines: readonly Line[];
}

/** Drawn anew only where the exchange or the width is another one: a body may have thousands of words, and frames come by the second. */
const drawn = new WeakMap<ExchangeView, Drawn>();

/** An exchange, whole: what it is, what was sent, what was answered. */
export function exchangeLines(one: ExchangeView, simulated: boolean, width: number): readonly Line[] {
  const before = drawn.get(one);
  if (before?.width === width) return before.lines;
  const lines = [...about(one, simulated, width), empty, ...(one.kind === 'rest' ? restLines(one, width) : commandLines(one, width))];
  drawn.set(one, { width, lines });
  return lines;
}

function about(one: ExchangeView, simulated: boolean, width: number): readonly Line[] {
  const { times, last, time } = one;
  const page = one.kind === 'rest' ? one.documentation : commandPage;
  const when = times > 1 ? `${time.slice(11, 19)}, the last of ${times} alike at ${(last ?? time).slice(11, 19)}` : time.slice(11, 19);
  const by = one.kind === 'rest' ? 'as az rest' : simulated ? 'as rank0 ssh' : 'as ssh';
  const note = one.kind === 'rest' && simulated ? '; it asks Azure itself, the simulated one answers rank0 alone' : '';
  return [
    // A command stands whole below, line by line.
    ...(one.kind === 'rest' ? paragraph(plainText(one.title), width, 'strong') : []),
    ...(page ? [...paragraph(page.name, width), ...folded(page.url, width, 'accent')] : []),
    ...paragraph(`${when}${simulated ? ' on the simulated clock' : ' UTC'}${purposeOf(one) === '' ? '' : `, ${purposeOf(one)}`}`, width, 'dim'),
    ...paragraph(`y copies it ${by}${note}`, width, 'dim'),
  ];
}

/** What it was sent for; of what went to several nodes at once the stage alone, for each of them has a task of its own. */
export function purposeOf(one: ExchangeView): string {
  if (!one.task) return '';
  const stage = `for ${titleOf(one.task.stage)}`;
  return one.kind === 'command' && one.nodeCount > 1 ? `${stage}, on ${one.nodeCount} nodes` : `${stage}: ${plainText(one.task.title)}`;
}

function restLines({ method, url, headers, body, answer, failure, polls }: RestView, width: number): readonly Line[] {
  return [
    line('Sent', 'strong'),
    ...folded(`${method} ${url}`, width, 'code'),
    ...headerLines(headers, width),
    ...(body.text === '' ? [] : bodyLines(body, width)),
    empty,
    ...(answer
      ? [
          line(`Answered ${answer.status} ${answer.words}, after ${duration(answer.ms)}`, 'strong'),
          ...headerLines(answer.headers, width),
          ...bodyLines(answer.body, width),
        ]
      : paragraph(failure === undefined ? 'No answer yet' : `No answer: ${plainText(failure)}`, width, failure === undefined ? 'busy' : 'bad')),
    ...(polls
      ? [
          empty,
          ...paragraph(
            `Then asked ${polls.count === 1 ? 'once' : `${polls.count} times`} how it stands, in ${polls.seconds} s. The last answer: ${polls.status || 'none'}${polls.state === undefined ? '' : `, ${polls.state}`}`,
            width,
            'strong',
          ),
          ...folded(`GET ${polls.url}`, width, 'code'),
          ...bodyLines(polls.body, width),
        ]
      : []),
  ];
}

function commandLines({ command, stdin, nodes, nodeCount, answers }: CommandView, width: number): readonly Line[] {
  const more = nodeCount - nodes.length;
  return [
    ...paragraph(`Sent to ${nodes.join(', ')}${more > 0 ? ` and ${more} more` : ''}`, width, 'strong'),
    ...textLines(command, width, 'code'),
    ...(stdin
      ? [empty, line(`It reads ${counted(stdin.bytes, 'byte')}`, 'strong'), ...(stdin.text ? textLines(stdin.text, width) : [line('not text', 'dim')])]
      : []),
    ...(answers.length === 0 ? [empty, line('It has not ended yet', 'busy')] : answers.flatMap((one) => [empty, ...answerLines(one, width)])),
  ];
}

function answerLines({ node, exitCode, signal, failure, stdout, stderr, ms }: CommandAnswer, width: number): readonly Line[] {
  if (failure !== undefined) return paragraph(`${node}: no answer after ${duration(ms)}: ${plainText(failure)}`, width, 'bad');
  const said = [...textLines(stdout, width), ...(stderr.text === '' ? [] : [line('and on stderr', 'dim'), ...textLines(stderr, width)])];
  return [
    ...paragraph(`${node}: exit ${exitCode}${signal === undefined ? '' : ` (signal ${signal})`} after ${duration(ms)}`, width, 'strong'),
    ...(stdout.text === '' && stderr.text === '' ? [line('nothing printed', 'dim')] : said),
  ];
}

const headerLines = (headers: Headers, width: number): readonly Line[] =>
  headers.flatMap(([name, value]) => foldedLine([{ text: `${name}: `, tone: 'dim' }, { text: plainText(value) }], width, 4));

function bodyLines(body: Kept, width: number): readonly Line[] {
  if (body.text === '') return [line('no body', 'dim')];
  return [empty, ...jsonLines(plainText(body.text), width), ...cutNote(body, width, '; --trace FILE writes all of them')];
}

function textLines(kept: Kept, width: number, tone?: 'code'): readonly Line[] {
  if (kept.text === '') return [];
  const text = plainText(kept.text).replace(/\n$/, '');
  return [...text.split('\n').flatMap((one) => folded(one, width, tone)), ...cutNote(kept, width)];
}

const cutNote = ({ text, cutFrom }: Kept, width: number, where = ''): readonly Line[] =>
  cutFrom === undefined ? [] : paragraph(`Cut: these are the first ${text.length} of ${cutFrom} characters${where}`, width, 'dim');

const folded = (text: string, width: number, tone?: 'code' | 'accent'): readonly Line[] => foldedLine([tone === undefined ? { text } : { text, tone }], width);

const duration = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`);
