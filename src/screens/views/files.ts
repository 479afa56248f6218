import type { NodeFile } from '../../stages/node-work.ts';
import { foldNames } from '../../state/node-set.ts';
import { filesSize, span } from '../../state/words.ts';
import { type FilesEnd, filesLinesByHand, filesLines, type FilesPlan, type FilesView, isFilesLine, placeThere, writtenOver } from '../model/files.ts';
import { filesRows } from '../model/files-rows.ts';
import { counted } from '../model/format.ts';
import { chosenIndex, nodeNames, type Row } from '../model/lists.ts';
import type { WizardState } from '../model/state.ts';
import { cell, command, empty, type Line, line, paragraph } from '../text/line.ts';
import { problemLines } from './run.ts';
import type { Room, View } from './view.ts';

/** Files to and from the nodes: which way, what, what it comes to, how it goes, how it ended. */
export function filesView(state: WizardState, room: Room): View {
  const { files } = state;
  if (!files) return { title: 'Files', lines: [], below: [] };
  if (files.at === 'way') return wayView(state, room);
  if (isFilesLine(files.at)) return typingView(state, files, files.at, room);
  const { plan } = files;
  if (!plan) return { title: titleOf(files), lines: [line('Looking at the file and at the nodes', 'dim')], below: [] };
  if (files.at === 'plan') return planView(state, files, plan, room);
  return files.at === 'copying' ? copyingView(files, plan, room) : overView(state, files, plan, room);
}

const titleOf = ({ way }: Pick<FilesView, 'way'>): string => (way === 'put' ? 'Put a file on nodes' : 'Get a file from nodes');

function wayView(state: WizardState, { width }: Room): View {
  const rows = filesRows(nodeNames(state));
  return {
    title: 'Files to and from the nodes',
    lines: [...paragraph('A file leaves this machine once, however many nodes are to have it: they hand it on. Each compares its sha256.', width), empty],
    list: { id: 'files', rows, draw: (row: Row<unknown>) => row.label },
    below: [empty, ...paragraph(rows[chosenIndex(state, { id: 'files', rows })]?.detail ?? '', width, 'dim')],
  };
}

/** What stands before each line. */
const labels = {
  put: { path: 'File here', to: 'Folder there', on: 'Nodes' },
  get: { path: 'File there', to: 'Folder here', on: 'Nodes' },
} as const;

function typingView(state: WizardState, files: FilesView, at: (typeof filesLines)[number], { width, height }: Room): View {
  const { way, answers, completions } = files;
  const { fieldProblem } = state;
  const low = height < 14;
  const label = (one: (typeof filesLines)[number]): string => `${labels[way][one]}: `;
  const standard = { path: '', to: way === 'put' ? '~, the home folder' : 'this folder', on: `all, ${foldNames(nodeNames(state))}` };
  const others = filesLines
    .filter((one) => one !== at)
    .flatMap((one) =>
      paragraph(`${label(one)}${answers[one].trim() === '' ? standard[one] : answers[one]}`, width, answers[one].trim() === '' ? 'dim' : undefined),
    );
  const hints = {
    path:
      way === 'put'
        ? 'A file on this machine; ~ is your home, Tab completes. A folder goes as one archive (tar).'
        : 'A file on the nodes: without a slash before it, it is looked for in the home folder there.',
    to:
      way === 'put'
        ? 'Where it goes on the nodes; the folder is made where there is none. Nothing typed is the home folder.'
        : 'A folder that exists here. Nothing typed is the one that rank0 was begun in.',
    on: 'Nothing typed is all of them; else a set as clush writes it: node[1-3], 0-2, head, @all!head.',
  };
  return {
    title: titleOf(files),
    lines: [
      ...paragraph(hints[at], width, low ? 'dim' : undefined),
      ...(low
        ? []
        : paragraph('Enter goes on to the next line, ↑ and ↓ move between them; what it comes to is shown before anything is copied.', width, 'dim')),
      empty,
      ...others,
    ],
    field: { label: label(at) },
    below: fieldProblem ? paragraph(fieldProblem, width, 'bad') : completionLines(completions, width, low ? 3 : 8),
  };
}

function completionLines(names: readonly string[], width: number, most: number): readonly Line[] {
  if (names.length === 0) return [];
  const wide = Math.min(width, Math.max(...names.map((name) => name.length)) + 2);
  const across = Math.max(1, Math.floor(width / wide));
  const fits = names.length <= across * most ? names : names.slice(0, across * (most - 1));
  const rows = Array.from({ length: Math.ceil(fits.length / across) }, (_, row) => fits.slice(row * across, (row + 1) * across));
  return [
    ...rows.map((row) => line(row.map((name) => cell(name, wide)).join(''), 'code')),
    ...(fits.length < names.length ? [line(`and ${names.length - fits.length} more: type another letter`, 'dim')] : []),
  ];
}

function planView(state: WizardState, files: FilesView, plan: FilesPlan, room: Room): View {
  const { width, height } = room;
  const gap = height > 12 || room.heard ? [empty] : [];
  const over = writtenOver(plan);
  return {
    title: titleOf(files),
    lines: [
      ...(plan.way === 'put' ? putLines(plan, width) : getLines(plan, width)),
      ...overwriteLines(plan, over, width),
      ...unableLines(plan.there, plan.way, width),
      ...gap,
      ...paragraph(enterWords(plan, over.length > 0), width, 'strong'),
      ...gap,
      ...byHand(state, width),
    ],
    below: [],
  };
}

function enterWords(plan: FilesPlan, over: boolean): string {
  if (over) return 'Enter copies it and writes over what is there. Esc changes nothing.';
  const all = plan.way === 'put' && plan.there.every((one) => one.is === 'file');
  return all ? 'Enter sets its mode there, and copies nothing. Esc changes nothing.' : 'Enter copies it. Esc changes nothing.';
}

function putLines({ file, to, nodes, there }: Extract<FilesPlan, { way: 'put' }>, width: number): readonly Line[] {
  const same = there.filter((one) => one.is === 'file' && one.sha256 === file.sha256).map(({ node }) => node);
  const [first = ''] = nodes;
  const leaving = same.includes(first) ? 0 : file.size;
  const others = nodes.length - same.length - (leaving > 0 ? 1 : 0);
  return [
    ...paragraph(`${file.path}: ${filesSize(file.size)}, mode ${file.mode}`, width, 'strong'),
    ...paragraph(`sha256 ${file.sha256}`, width, 'dim'),
    ...paragraph(`Goes to ${placeThere(to, file.name)} on ${counted(nodes.length, 'node')}: ${foldNames(nodes)}.`, width),
    ...(same.length > 0 ? paragraph(`There already, and the same: ${foldNames(same)}.`, width) : []),
    ...paragraph(
      same.length === nodes.length
        ? 'Nothing leaves this machine: all have it.'
        : `${leaving === 0 ? `Nothing leaves this machine: ${first} has it` : `${filesSize(leaving)} leave this machine, once, to ${first}`}${others > 0 ? `; from there the nodes hand it on inside their own network, each that has it to others` : ''}.`,
      width,
    ),
  ];
}

function getLines({ path, to, nodes, there, places }: Extract<FilesPlan, { way: 'get' }>, width: number): readonly Line[] {
  const found = there.filter((one) => one.is === 'file');
  const contents = new Map(found.map((one) => [one.sha256, one.size]));
  const bytes = [...contents.values()].reduce((sum, size) => sum + size, 0);
  const [first] = found;
  return [
    ...paragraph(`${path} on ${foldNames(nodes)}`, width, 'strong'),
    ...(first && contents.size === 1
      ? [
          ...paragraph(
            `${filesSize(first.size)}, mode ${first.mode.toString(8)}${found.length > 1 ? `, the same on ${foldNames(found.map(({ node }) => node))}` : ''}`,
            width,
          ),
          ...paragraph(`sha256 ${first.sha256}`, width, 'dim'),
        ]
      : found.length > 1
        ? paragraph(`${contents.size} different files on ${foldNames(found.map(({ node }) => node))}`, width)
        : []),
    ...(found.length > 0
      ? paragraph(
          `${filesSize(bytes)} come to ${to}${places.length > 1 ? ', each under the name of its node too; what is equal comes once' : ''}: ${places
            .slice(0, 3)
            .map((one) => one.path.split(/[\\/]/).at(-1))
            .join(', ')}${places.length > 3 ? ` and ${places.length - 3} more` : ''}.`,
          width,
        )
      : []),
  ];
}

function overwriteLines(plan: FilesPlan, over: readonly string[], width: number): readonly Line[] {
  if (over.length === 0) return [];
  return paragraph(
    plan.way === 'put'
      ? `Another file of that name is on ${foldNames(over)}. It is written over, and nobody can bring it back.`
      : `Another file of that name is here: ${over.slice(0, 3).join(', ')}${over.length > 3 ? ` and ${over.length - 3} more` : ''}. It is written over, and nobody can bring it back.`,
    width,
    'bad',
  );
}

/** Nodes with which nothing can be done, each kind once. */
function unableLines(there: readonly NodeFile[], way: FilesPlan['way'], width: number): readonly Line[] {
  const of = (is: NodeFile['is']): string => foldNames(there.filter((one) => one.is === is).map(({ node }) => node));
  const problems = there.flatMap((one) => (one.is === 'problem' ? [{ node: one.node, problem: one.problem }] : []));
  return [
    ...(of('folder') === ''
      ? []
      : paragraph(`A folder of that name is on ${of('folder')}: files are copied one by one; a folder goes as one archive (tar).`, width, 'bad')),
    ...(of('missing') === '' || way === 'put' ? [] : paragraph(`There is no such file on ${of('missing')}.`, width, 'bad')),
    ...problemLines(problems, width),
  ];
}

function byHand(state: WizardState, width: number): readonly Line[] {
  return [
    line('By hand (y copies):', 'strong'),
    ...filesLinesByHand(state).flatMap((one) => command(one, width)),
    ...(state.cloud?.simulated ? paragraph('Simulated nodes are inside rank0, so no scp of this machine reaches them; rank0 does.', width, 'dim') : []),
  ];
}

function copyingView(files: FilesView, plan: FilesPlan, { width, glyphs }: Room): View {
  const { steps, ends, sent } = files;
  const ended = new Set(ends.map(({ node }) => node));
  const under = plan.nodes.flatMap((node) => (ended.has(node) || !steps[node] ? [] : [steps[node]]));
  const copying = under.filter(({ state }) => state === 'copying');
  const waiting = plan.nodes.filter((node) => !ended.has(node) && !copying.some((step) => step.node === node));
  const has = ends.filter(({ state }) => state !== 'failed').map(({ node }) => node);
  const failed = ends.filter(({ state }) => state === 'failed');
  const name = Math.max(...plan.nodes.map((node) => node.length));
  return {
    title: `${titleOf(files)}: ${has.length} of ${plan.nodes.length} done`,
    lines: [
      ...(plan.way === 'put' ? paragraph(sentWords(sent, plan.file.size), width, 'strong') : []),
      empty,
      ...copying.map(({ node, from, bytes, size }): Line => {
        const part =
          plan.way === 'put' && from !== 'laptop'
            ? `from ${from ?? 'a node'}, ${filesSize(size)}`
            : `${from === 'laptop' ? 'from here' : 'to here'}, ${filesSize(bytes)} of ${filesSize(size)}`;
        return [{ text: `${glyphs.busy} `, tone: 'busy' }, { text: `${cell(node, name)}  ${part}` }];
      }),
      ...(waiting.length > 0 ? paragraph(`${glyphs.dot} ${foldNames(waiting)}: waiting`, width, 'dim') : []),
      ...(has.length > 0 ? paragraph(`${glyphs.done} ${foldNames(has)}: there, sha256 compared`, width, 'good') : []),
      ...problemLines(failed, width),
    ],
    below: paragraph('Esc stops it; what has arrived stays, and the same again goes on behind it.', width, 'dim'),
  };
}

const sentWords = (sent: number, size: number): string =>
  sent > size
    ? `${filesSize(sent)} have left this machine: what one node did not take to its end was sent again.`
    : `${filesSize(sent)} of ${filesSize(size)} have left this machine.`;

function overView(state: WizardState, files: FilesView, plan: FilesPlan, room: Room): View {
  const { width, height } = room;
  const gap = height > 12 || room.heard ? [empty] : [];
  const { ends, seconds, sent } = files;
  const of = (wanted: FilesEnd['state']): readonly FilesEnd[] => ends.filter((end) => end.state === wanted);
  const names = (some: readonly FilesEnd[]): string => foldNames(some.map(({ node }) => node));
  const [copied, unchanged, failed] = [of('copied'), of('unchanged'), of('failed')];
  const whole = failed.length === 0;
  return {
    title: `${titleOf(files)}: ${whole ? 'done' : copied.length + unchanged.length > 0 ? 'done in part' : 'failed'}`,
    lines: [
      ...(copied.length > 0
        ? paragraph(
            `${plan.way === 'put' ? `${plan.file.name} was copied to` : `${plan.path} was copied from`} ${names(copied)}.`,
            width,
            whole ? 'good' : 'strong',
          )
        : []),
      ...(unchanged.length > 0
        ? paragraph(
            `${plan.way === 'put' ? 'It was there already, and the same, on' : 'It was here already, and the same, of'} ${names(unchanged)}.`,
            width,
            whole ? 'good' : 'strong',
          )
        : []),
      ...problemLines(failed, width),
      ...(copied.length + unchanged.length > 0 ? factLines(plan, copied.length + unchanged.length, width) : []),
      ...paragraph(`${plan.way === 'put' ? `${filesSize(sent)} left this machine. ` : ''}It took ${span(seconds)}.`, width),
      ...(plan.way === 'get' ? placeLines(ends, width) : []),
      ...gap,
      ...byHand(state, width),
    ],
    below: [],
  };
}

/** What the file is, as each side compared it. */
function factLines(plan: FilesPlan, nodes: number, width: number): readonly Line[] {
  if (plan.way === 'put') {
    const { file, to } = plan;
    return [
      ...paragraph(
        `${placeThere(to, file.name)}: ${filesSize(file.size)}, mode ${file.mode}, sha256 compared on ${nodes === 1 ? 'it' : `each of ${nodes}`}:`,
        width,
      ),
      ...paragraph(file.sha256, width, 'dim'),
    ];
  }
  const sums = new Map(plan.there.flatMap((one) => (one.is === 'file' ? [[one.sha256, one] as const] : [])));
  return [...sums.values()]
    .slice(0, 4)
    .flatMap((one) => [
      ...paragraph(`${filesSize(one.size)}, mode ${one.mode.toString(8)}, sha256 compared here:`, width),
      ...paragraph(one.sha256, width, 'dim'),
    ]);
}

function placeLines(ends: readonly FilesEnd[], width: number): readonly Line[] {
  const paths = ends.flatMap(({ path }) => (path === undefined ? [] : [path]));
  if (paths.length === 0) return [];
  return [
    line('Here it is:', 'strong'),
    ...paths.slice(0, 8).flatMap((path) => paragraph(`  ${path}`, width, 'code', 4)),
    ...(paths.length > 8 ? [line(`  and ${paths.length - 8} more`, 'dim')] : []),
  ];
}
