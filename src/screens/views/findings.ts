import type { Finding, FindingKind } from '../../stages/adopt-finding.ts';
import { findingAt } from '../model/adopt-marked.ts';
import { findingRows } from '../model/adopt.ts';
import { counted } from '../model/format.ts';
import type { WizardState } from '../model/state.ts';
import { cell, command, empty, type Line, line, paragraph } from '../text/line.ts';
import { tasksSince } from './adopt.ts';
import { rowsLines } from './stage.ts';
import type { Room, View } from './view.ts';

/** What is unsafe, costly or slow about a cluster that was made by hand; of the marked one why, how it is mended and what that costs. */
export function findingsView(state: WizardState, room: Room): View {
  const { adopting, cluster } = state;
  const { width, height } = room;
  const name = cluster?.choices.name ?? '';
  const findings = adopting?.findings;
  if (!findings) return { title: `What is wrong with ${name}`, lines: [line('Asking Azure and the nodes', 'dim')], below: [] };
  const rows = findingRows(state);
  const marked = findingAt(state);
  const cut = adopting?.unfinished ?? [];
  const label = Math.max(...rows.map((row) => row.label.length)) + 2;
  const unsafe = findings.filter(({ is }) => is === 'unsafe').length;
  return {
    title:
      findings.length === 0
        ? `${name}: nothing is wrong with it`
        : `${name}: ${counted(findings.length, 'thing')} found${unsafe > 0 ? `, ${unsafe} unsafe` : ''}`,
    lines: [
      ...(findings.length === 0 ? paragraph('Nothing unsafe, costly or out of date was found about it.', width) : []),
      ...(cut.length > 0
        ? paragraph(
            `Cut off in the middle, and ended with whatever is mended next: ${cut.join(', ')}. Nodes may be off or without an address until then.`,
            width,
            'bad',
          )
        : []),
      ...(height > 16 && findings.length > 0
        ? [...paragraph('Each is mended where you want it. Enter looks at the marked one first.', width, 'dim'), empty]
        : []),
    ],
    list: { id: 'findings', rows, draw: (row, room_) => (room_ > 30 ? `${cell(row.label, label)}${row.detail}` : row.detail) },
    below: marked ? aboutLines(marked, { ...room, height: height - Math.min(rows.length, height < 12 ? 3 : leastRows) - 2 }) : [],
  };
}

/** Rows of the list that stay in sight, whatever is said of the marked one; three where there is little room. */
const leastRows = 5;

/** Why it is wrong, and what becomes of it, as far as there is room: Enter shows all of it. */
function aboutLines(finding: Finding, { width, height }: Room): readonly Line[] {
  const { title, means, how } = finding;
  const parts = [
    title.length > width - 12 ? paragraph(title, width, 'strong') : [],
    paragraph(means, width),
    how === undefined ? paragraph('rank0 does not mend it. Enter shows the lines that do.', width, 'dim') : paragraph(how, width, 'dim'),
  ];
  const shown: Line[] = [empty];
  for (const part of parts) {
    if (shown.length + part.length > height) break;
    shown.push(...part);
  }
  return shown;
}

/** One finding, or what all of these come to, before anything is done; then how it goes. */
export function mendView(state: WizardState, kinds: readonly FindingKind[], room: Room): View {
  const { running, adopting, cluster } = state;
  const { width, height } = room;
  const name = cluster?.choices.name ?? '';
  if (running?.stoppable === false) return { title: `Mending ${name}`, lines: rowsLines(tasksSince(state), state.worldNow, room, height), below: [] };
  const chosen = (adopting?.findings ?? []).filter(({ kind }) => kinds.includes(kind));
  const cut = kinds.filter((kind) => !chosen.some((one) => one.kind === kind));
  const [only] = chosen;
  const one = chosen.length === 1 ? only : undefined;
  const words = [
    ...(cut.length > 0 ? paragraph(`What was cut off is ended: ${cut.join(', ')}.`, width) : []),
    ...(kinds.includes('private-key')
      ? paragraph(
          'Replace that key first, everywhere it is accepted: what lay on a machine in the cloud is exposed, also after it was taken off.',
          width,
          'bad',
        )
      : []),
    ...(chosen.some(({ asks }) => asks === 'stops') ? paragraph('All nodes that it is about are stopped for it: what runs on them ends.', width, 'bad') : []),
    ...(chosen.some(({ asks, mendable }) => asks === 'deletes' && mendable) ? paragraph('What is deleted is gone for good.', width, 'bad') : []),
  ];
  const last = paragraph(
    chosen.every(({ mendable }) => mendable) ? 'Enter does it. Esc changes nothing.' : 'rank0 does not mend it: these lines do. y copies them.',
    width,
    'strong',
  );
  const each = (how: boolean): readonly Line[] =>
    one
      ? [...paragraph(one.title, width, 'strong'), ...paragraph(one.means, width), ...paragraph(one.how ?? '', width)]
      : chosen.flatMap(({ title, how: text = '' }) => [...paragraph(title, width, how ? 'strong' : undefined), ...(how ? paragraph(text, width) : [])]);
  // That Enter does it must be in sight; what is done was read on the page before.
  const whole = each(true);
  const told = one || words.length + whole.length + last.length + 1 <= height ? whole : each(false);
  return {
    title: one ? `${one.mendable ? 'Mend' : 'By hand'}: ${one.kind}` : `Mend ${counted(kinds.length, 'thing')}`,
    lines: [...words, ...told, ...byHand(state, one, width)],
    below: [empty, ...last],
  };
}

/** The lines that only a person can run, else those that rank0 carries out. */
function byHand({ planned }: WizardState, one: Finding | undefined, width: number): readonly Line[] {
  const steps = one?.next.flatMap(({ label, command: text }) => [
    ...paragraph(`${label}${text === undefined ? '.' : ':'}`, width),
    ...(text === undefined ? [] : command(text, width)),
  ]);
  const lines = (planned['your-cluster'] ?? []).flatMap(({ commands }) => commands.flatMap((text) => command(text, width)));
  return [...(steps && steps.length > 0 ? [empty, ...steps] : []), ...(one && !one.mendable ? [] : [empty, line('By hand it would be:', 'strong'), ...lines])];
}
