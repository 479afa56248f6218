import { foldNames } from '../../state/node-set.ts';
import { nodesWords } from '../../stages/gathered.ts';
import type { KeptOutput } from '../../stages/kept-output.ts';
import { counted, span } from '../model/format.ts';
import { nodeNames } from '../model/lists.ts';
import { onWords, type RunBlock, type RunEnd, type RunLine, type RunOutput, type RunView, runLines, stillOn } from '../model/run.ts';
import type { WizardState } from '../model/state.ts';
import { command, empty, type Line, line, paragraph, type Segment, textOf } from '../text/line.ts';
import { asPrinted } from '../text/printed.ts';
import type { Room, View } from './view.ts';

/** A command on all nodes: typed, then its lines as they come, then what came of it. */
export function runView(state: WizardState, room: Room): View {
  const { run } = state;
  if (!run) return { title: 'A command on the nodes', lines: [], below: [] };
  if (run.typing !== undefined || !run.shown) return typingView(state, run, room);
  return run.shown.over ? overView(state, run.shown, run.shown.over, room) : liveView(run.shown, room);
}

function typingView(state: WizardState, run: RunView, { width, height }: Room): View {
  const { field, fieldProblem } = state;
  const typed = run.typing === 'nodes' ? run.command : field.text;
  const nodes = run.typing === 'nodes' ? field.text : run.on;
  const low = height < 14;
  const all = nodes.trim() === '';
  const above =
    run.typing === 'nodes'
      ? paragraph(typed.trim() === '' ? 'Command: none yet' : `Command: ${typed}`, width)
      : paragraph(`Nodes: ${all ? `all, ${onWords(state, '')}` : nodes.trim()}`, width);
  return {
    title: run.typing === 'nodes' ? 'On which nodes?' : 'A command on the nodes',
    lines: [
      ...(run.typing === 'nodes'
        ? [
            ...paragraph('As clush writes a set, or nothing for all of them.', width),
            ...paragraph(`${examples(state).join(' · ')}`, width, 'code'),
            ...(low ? [] : paragraph('Numbers alone are of this cluster; head is the head; what follows a ! is left out.', width, 'dim')),
          ]
        : [
            ...paragraph(
              'It runs in your shell on each of them at once, as clush does it. Lines come with their node before them; at the end equal output stands once.',
              width,
            ),
            ...(low
              ? []
              : paragraph('It has no terminal and nobody to answer: no vim, no top, no password. For those s on the last screen opens a shell.', width, 'dim')),
          ]),
      empty,
      ...above,
      ...(run.typing === 'command' && run.history.length > 0 && !low ? paragraph(`Before: ${run.history.slice(-3).reverse().join(' · ')}`, width, 'dim') : []),
    ],
    field: { label: run.typing === 'nodes' ? 'Nodes: ' : 'Command: ' },
    below: fieldProblem ? paragraph(fieldProblem, width, 'bad') : [],
  };
}

/** Sets that this cluster has. */
function examples(state: WizardState): readonly string[] {
  const names = nodeNames(state);
  const [head = ''] = names;
  return names.length < 3 ? [...names] : [foldNames(names.slice(1)), `${names[1]},${names.at(-1)}`, `@all!${head}`];
}

function liveView(shown: RunOutput, room: Room): View {
  const { width } = room;
  const left = stillOn(shown);
  const failed = shown.ends.filter(({ problem }) => problem !== undefined);
  return {
    title: `A command on ${counted(shown.nodes.length, 'node')}: ${shown.ends.length} ended`,
    lines: [
      ...command(shown.command, width),
      ...(shown.before > 0 ? [line(`(${shown.before.toLocaleString('en')} lines before these)`, 'dim')] : []),
      ...shown.lines.flatMap((one) => printedLines(one, width)),
    ],
    below: [
      ...failed.slice(0, 2).flatMap(({ problem }) => paragraph(`No answer: ${problem?.message ?? ''}`, width, 'bad')),
      ...(failed.length > 2 ? [line(`and ${failed.length - 2} more without an answer`, 'bad')] : []),
      ...paragraph(
        shown.stopping ? `Told to stop; waiting for ${foldNames(left)}. Esc again does not wait.` : `Running on ${foldNames(left)}. Esc stops it there.`,
        width,
        'busy',
      ),
    ],
  };
}

const drawn = new WeakMap<RunLine, { readonly width: number; readonly lines: readonly Line[] }>();

/** `glocluster0: what it printed`; of thousands of lines only new ones are drawn anew. */
function printedLines(one: RunLine, width: number): readonly Line[] {
  const before = drawn.get(one);
  if (before?.width === width) return before.lines;
  const name: Segment = { text: `${one.node}: `, tone: 'dim' };
  const lead = name.text.length;
  const lines = asPrinted(one.text, Math.max(20, width - lead)).map(
    (part, index): Line => [index === 0 ? name : { text: ' '.repeat(lead) }, { text: textOf(part) }],
  );
  drawn.set(one, { width, lines });
  return lines;
}

function overView(state: WizardState, shown: RunOutput, over: NonNullable<RunOutput['over']>, room: Room): View {
  const { width } = room;
  const blocks = state.run?.each ? over.each : over.together;
  const gap = room.height > 12 || room.heard ? [empty] : [];
  const folded = shown.nodes.length > 1 ? (state.run?.each ? ', node by node' : ', gathered') : '';
  return {
    title: `A command on ${counted(shown.nodes.length, 'node')}${folded}`,
    lines: [
      ...command(shown.command, width),
      ...endLines(shown.ends, over.seconds, width),
      ...wholeLines(over.whole, width),
      ...(blocks.some(({ output, stream }) => stream === 'stderr' && [...output.first, ...output.last].some((text) => asksForTerminal.test(text)))
        ? paragraph('It wants a terminal, and here it has none: s on the last screen opens a shell.', width, 'strong')
        : []),
      ...blocks.flatMap((block) => [...gap, ...blockLines(block, room)]),
      ...(blocks.length === 0 ? [line('It printed nothing.', 'dim')] : []),
      ...gap,
      line('By hand (y copies):', 'strong'),
      ...runLines(state, shown.command, shown.nodes).flatMap((one) => command(one, width)),
    ],
    below: [],
  };
}

const asksForTerminal = /TERM environment variable not set|not a (tty|terminal)\b|error opening terminal|must be run from a terminal|a terminal is required/i;

/** With what it ended, and where: one line for each way. */
function endLines(ends: readonly RunEnd[], seconds: number, width: number): readonly Line[] {
  const codes = new Map<string, string[]>();
  for (const { node, exitCode, stopped, problem } of ends) {
    if (problem) continue;
    const words = stopped ? (exitCode === 255 ? 'Stopped before it began' : 'Stopped') : `Exit code ${exitCode}`;
    codes.set(words, [...(codes.get(words) ?? []), node]);
  }
  const bySize = [...codes].sort(([, one], [, other]) => other.length - one.length);
  const parts = bySize.map(([words, nodes]) => `${words} on ${foldNames(nodes)}`);
  const good = bySize.every(([words]) => words === 'Exit code 0');
  const failed = ends.filter(({ problem }) => problem !== undefined);
  return [
    ...(parts.length > 0 ? paragraph(`${parts.join('; ')}. It took ${span(seconds)}.`, width, good && failed.length === 0 ? 'good' : 'strong') : []),
    ...problemLines(failed, width),
  ];
}

/** Nodes that failed, by what failed: its meaning once, and the next step. */
export function problemLines(ends: readonly Pick<RunEnd, 'node' | 'problem'>[], width: number): readonly Line[] {
  const byCode = new Map<string, (typeof ends)[number][]>();
  for (const end of ends) if (end.problem) byCode.set(end.problem.code, [...(byCode.get(end.problem.code) ?? []), end]);
  return [...byCode.values()].flatMap((same) => {
    const problem = same[0]?.problem;
    const step = problem?.next.find(({ command: way }) => way !== undefined) ?? problem?.next[0];
    return [
      ...paragraph(`Not on ${foldNames(same.map(({ node }) => node))}: ${problem?.message ?? ''}`, width, 'bad'),
      ...paragraph(problem?.means ?? '', width, 'dim'),
      ...(step
        ? [...paragraph(`${step.label}${step.command === undefined ? '' : ':'}`, width), ...(step.command === undefined ? [] : command(step.command, width))]
        : []),
    ];
  });
}

function wholeLines(whole: NonNullable<RunOutput['over']>['whole'], width: number): readonly Line[] {
  if (!whole) return [];
  return paragraph(
    whole.problem === undefined
      ? `Too much to keep it here whole. It is in ${whole.folder}, a file for each node.`
      : `Too much to keep it here whole. What was written of it is in ${whole.folder}; ${whole.problem}.`,
    width,
    whole.problem === undefined ? 'strong' : 'bad',
  );
}

const blocksDrawn = new WeakMap<KeptOutput, { readonly width: number; readonly lines: readonly Line[] }>();

function blockLines({ nodes, stream, output }: RunBlock, { width }: Room): readonly Line[] {
  const head = paragraph(`${nodesWords(nodes)}${stream === 'stderr' ? ', on stderr' : ''}`, width, 'heading');
  const before = blocksDrawn.get(output);
  if (before?.width === width) return [...head, ...before.lines];
  const printed = (texts: readonly string[]): readonly Line[] => texts.flatMap((text) => asPrinted(text, width));
  const lines = [
    ...printed(output.first),
    ...(output.left > 0 ? [line(`(${output.left.toLocaleString('en')} of ${output.count.toLocaleString('en')} lines are left out here)`, 'dim')] : []),
    ...printed(output.last),
  ];
  blocksDrawn.set(output, { width, lines });
  return [...head, ...lines];
}
