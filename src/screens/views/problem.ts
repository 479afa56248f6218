import { chosenIndex, listAt } from '../model/lists.ts';
import type { ProblemView, ProblemWay, WizardState } from '../model/state.ts';
import { span } from '../model/format.ts';
import { commandsAt } from '../model/commands-at.ts';
import { keyOfWay, sureWords } from '../model/ways-on.ts';
import { command, empty, type Line, line, paragraph, textOf, wrapped } from '../text/line.ts';
import type { Room, View } from './view.ts';

/** A problem: what was said to the letter, what it means here and how sure that is, and the ways on, each a row and a key. */
export function problemView(state: WizardState, { width, height, glyphs }: Room): View {
  const list = listAt(state);
  const { problem: found, sure, link } = state.problem ?? {};
  if (!found) return { title: '', lines: [], below: [] };
  return {
    title: `${glyphs.failed} This did not work: ${found.code}`,
    lines: [
      ...paragraph(found.message, width, 'bad'),
      empty,
      ...headed(sure === undefined ? unknownWords : sureWords[sure], found.means, width),
      ...(found.next.length > 0 ? [empty, line('By hand:', 'strong')] : []),
      ...found.next.flatMap((step) => [
        ...paragraph(`${glyphs.dot} ${step.label}`, width, undefined, 2),
        ...(step.command === undefined ? [] : command(step.command, width - 2).map((one): Line => [{ text: '  ' }, ...one])),
      ]),
      ...(link === undefined ? [] : [empty, ...linkLines(link, width)]),
      empty,
    ],
    ...(list ? { list: { ...list, draw: (row) => `${(keyOfWay(row.value as ProblemWay) ?? '').padEnd(2)}${row.label}` } } : {}),
    below: belowLines(state, width, height),
  };
}

/** A code that is not in the catalogue: it is shown as it came. */
const unknownWords = 'This code is not one that rank0 knows:';

/** The address of a page, whole on every line of it for terminals that make links. */
const linkLines = (link: NonNullable<ProblemView['link']>, width: number): readonly Line[] =>
  wrapped(link, width).map((part): Line => [{ text: part, tone: 'accent', href: link }]);

/** Rows of a panel from which on there is room for more than what is needed. */
const roomyHeight = 20;

/** A text that begins with its heading, in one paragraph. */
function headed(heading: string, text: string, width: number): readonly Line[] {
  const lines = paragraph(`${heading} ${text}`, width);
  const [first] = lines;
  const begins = first ? textOf(first) : '';
  return begins.startsWith(heading) ? [[{ text: heading, tone: 'strong' }, { text: begins.slice(heading.length) }], ...lines.slice(1)] : lines;
}

/** What the marked row does, and what can be looked at; or how long it still waits. */
function belowLines(state: WizardState, width: number, height: number): readonly Line[] {
  const { running, worldNow, drill } = state;
  const list = listAt(state);
  const marked = list?.rows[chosenIndex(state, list)];
  const does = marked && marked.detail !== '' ? paragraph(`${marked.detail}.`, width) : [];
  if (running?.until !== undefined) {
    const left = Math.max(0, Math.ceil((running.until - worldNow) / 1000));
    const waits = running.said === undefined ? '' : `${running.what}. `;
    return [
      ...(running.said === undefined ? does : paragraph(running.said, width)),
      ...paragraph(`${waits}Looking again in ${span(left)}; Esc stops, r looks now.`, width, 'busy'),
    ];
  }
  // Where there is little room, what it means is worth more than keys that ? lists too.
  const roomy = height >= roomyHeight;
  const looks = [
    ...(roomy && commandsAt(state).length > 0 ? ['y copies the commands'] : []),
    ...(roomy && state.log.length > 0 ? ['l shows all that was said'] : []),
  ];
  // A sentence that begins with a key keeps it as it is pressed.
  const drilled = drill && !drill.solved ? [`${looks.length > 0 ? 'a' : 'A'} drill is on: h shows a hint`] : [];
  const said = [...looks, ...drilled].join(', ');
  return [...does, ...(said === '' ? [] : paragraph(said, width, 'dim'))];
}
