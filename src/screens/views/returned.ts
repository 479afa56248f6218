import { road } from '../../stages/road.ts';
import type { Compared, Comparison } from '../../stages/differences.ts';
import { counted, dollars, span } from '../model/format.ts';
import { chosenIndex, listAt } from '../model/lists.ts';
import type { WizardState } from '../model/state.ts';
import type { Glyphs } from '../text/glyphs.ts';
import { cell, empty, type Line, line, paragraph, type Segment, wrapped } from '../text/line.ts';
import { wholeDetail } from './start.ts';
import type { Room, View } from './view.ts';

/** Coming back to a cluster: what was true when one left it, what is true now, and what Enter does about it. */
export function returnedView(state: WizardState, room: Room): View {
  const { returned, cluster } = state;
  const name = cluster?.choices.name ?? '';
  if (!returned || !cluster) return { title: 'Opening it', lines: [line('Reading what is remembered', 'dim')], below: [] };
  const list = listAt(state);
  const asking = returned.is === 'asking' || state.running !== undefined;
  const table = returned.is === 'same' ? [] : [empty, ...rowLines(asking ? withoutNow(returned.rows) : returned.rows, room), ...(list ? [empty] : [])];
  return {
    title: titleWords(name, asking ? 'asking Azure what is true now' : verdict(returned), room.width),
    lines: [...paragraph(asking ? askingWords : words(state, returned), room.width), ...moneyLines(state, returned, room), ...table],
    ...(list?.id === 'returned' ? { list: { ...list, draw: (row, width) => cell(row.label, Math.min(26, width)) + (width > 40 ? row.detail : '') } } : {}),
    below: list
      ? wholeDetail(list.rows, list.rows[chosenIndex(state, list)], room.width > 42 ? room.width - 28 : 0, room.width)
      : asking
        ? []
        : [empty, ...paragraph(nextWords(state, returned), room.width)],
  };
}

/** A verdict matters more than what it is a verdict on. */
function titleWords(name: string, said: string, width: number): string {
  const whole = `Coming back to ${name}: ${said}`;
  return whole.length + 14 <= width ? whole : `${name}: ${said}`;
}

const askingWords =
  'What is remembered is a hint. Machines, addresses, resources, the rule for port 22 and your own address are asked for before anything goes on.';

const withoutNow = (rows: Comparison['rows']): Comparison['rows'] => rows.map((row) => ({ ...row, now: 'being asked', is: 'unknown' }));

const differing = (returned: Comparison): number => returned.rows.filter(({ is }) => is !== 'same' && is !== 'unknown').length;

function verdict(returned: Comparison): string {
  switch (returned.is) {
    case 'same':
      return 'nothing has changed';
    case 'differs':
      return `${counted(differing(returned), 'thing')} changed`;
    case 'gone':
      return 'it is gone';
    case 'lost':
      return 'its subscription cannot be used';
    case 'asking':
      return 'asking';
    default: {
      const never: never = returned.is;
      return never;
    }
  }
}

function words(state: WizardState, returned: Comparison): string {
  const group = state.cluster?.choices.resourceGroup ?? '';
  const ago = returned.left === undefined || returned.now === undefined ? '' : ` ${span((returned.now - returned.left) / 1000)} ago`;
  switch (returned.is) {
    case 'same':
      return `Everything in ${group} is as it was left${ago}: machines, addresses, resources, the rule for port 22, and where you come from.`;
    case 'differs':
      return `It was left${ago}. What differs stands first.`;
    case 'gone':
      return `It was left${ago}, and Azure has nothing of it any more: ${group} was deleted by somebody else, in the portal or with az. Nothing of it costs now.`;
    case 'lost':
      return `The subscription ${state.cluster?.choices.subscription ?? ''} pays for it, and ${returned.why ?? 'it cannot be used'}. What exists there still costs; nothing was changed.`;
    case 'asking':
      return askingWords;
    default: {
      const never: never = returned.is;
      return never;
    }
  }
}

function moneyLines(state: WizardState, { is, spentSince = 0 }: Comparison, { width }: Room): readonly Line[] {
  const price = state.cluster?.price;
  if (!price || spentSince < 0.005 || is === 'gone' || is === 'asking') return [];
  const simulated = state.cloud?.simulated ? ' (simulated)' : '';
  return paragraph(`About ${dollars(spentSince)} since then, at ${dollars(price.perHour)} an hour${simulated}.`, width, 'dim');
}

/** What Enter does, and what else helps. */
function nextWords(state: WizardState, returned: Comparison): string {
  const stage = road.find(({ id }) => id === returned.mendFrom);
  const goesOn = stage
    ? `Enter goes on at ${stage.number}, ${stage.title}: it shows what it will do, and makes right what is not.`
    : `Enter goes on with ${state.cluster?.choices.name ?? 'it'}.`;
  return returned.notLetIn === undefined ? goesOn : `s opens port 22 to ${returned.notLetIn} instead of where you were. ${goesOn}`;
}

/** Where columns would be too narrow to read, or are read aloud, a row is a sentence. */
function rowLines(rows: readonly Compared[], room: Room): readonly Line[] {
  if (room.width >= 70 && room.width < 400) return tableLines(rows, room);
  return rows.flatMap((row): readonly Line[] => {
    const { sign, tone, word } = signOf(row.is, room.glyphs);
    const [first = '', ...more] = wrapped(`${row.subject}: ${word === '' ? '' : `${word}, `}${row.now} (when you left: ${row.before})`, room.width - 2);
    return [
      [
        { text: `${sign} `, ...tone },
        { text: first, ...tone },
      ],
      ...more.map((text): Line => [{ text: `  ${text}`, ...tone }]),
    ];
  });
}

/** Subject, before and now beside each other, each wrapped in its own column; the sign stands before a word that says the same. */
function tableLines(rows: readonly Compared[], { width, glyphs }: Room): readonly Line[] {
  const subject = Math.min(26, Math.max(12, ...rows.map((row) => row.subject.length)), Math.floor(width * 0.32));
  const before = Math.min(Math.max(14, ...rows.map((row) => row.before.length)), Math.floor((width - subject - 6) * 0.4));
  const now = width - subject - before - 6;
  return [
    line(`  ${cell('', subject)}  ${cell('when you left', before)}  now`, 'dim'),
    ...rows.flatMap((row): Line[] => {
      const { sign, tone, word } = signOf(row.is, glyphs);
      const cells = [wrapped(row.subject, subject), wrapped(row.before, before), wrapped(word === '' ? row.now : `${word}: ${row.now}`, now)] as const;
      return Array.from(
        { length: Math.max(...cells.map(({ length }) => length)) },
        (_, index): Line => [
          { text: index === 0 ? `${sign} ` : '  ', ...tone },
          { text: `${cell(cells[0][index] ?? '', subject)}  ` },
          { text: `${cell(cells[1][index] ?? '', before)}  `, tone: 'dim' },
          { text: cells[2][index] ?? '', ...tone },
        ],
      );
    }),
  ];
}

function signOf(is: Compared['is'], glyphs: Glyphs): { readonly sign: string; readonly word: string; readonly tone: Pick<Segment, 'tone'> } {
  switch (is) {
    case 'same':
      return { sign: glyphs.done, word: '', tone: { tone: 'good' } };
    case 'changed':
      return { sign: '!', word: 'changed', tone: { tone: 'busy' } };
    case 'gone':
      return { sign: glyphs.failed, word: 'gone', tone: { tone: 'bad' } };
    case 'new':
      return { sign: '*', word: 'new', tone: { tone: 'accent' } };
    case 'unknown':
      return { sign: '?', word: '', tone: { tone: 'dim' } };
    default: {
      const never: never = is;
      return never;
    }
  }
}
