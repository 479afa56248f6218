import { foldNames } from '../../state/node-set.ts';
import type { Gathered } from '../../stages/gathered.ts';
import type { KeptOutput } from '../../stages/kept-output.ts';
import type { Problem } from '../../state/problem.ts';
import { type Binding, when } from './binding.ts';
import { onNodeLine, quoted } from './by-hand.ts';
import { nodeNames } from './lists.ts';
import type { WizardState } from './state.ts';

/** A line as a node printed it. */
export interface RunLine {
  readonly node: string;
  readonly text: string;
  readonly stream: 'stdout' | 'stderr';
}

/** How a command ended on a node. */
export interface RunEnd {
  readonly node: string;
  readonly exitCode: number;
  readonly stopped?: true;
  readonly problem?: Problem;
}

/** Output of one stream, of the nodes that printed it. */
export type RunBlock = Gathered<KeptOutput> & { readonly stream: 'stdout' | 'stderr' };

/** A command that runs or has run on nodes. */
export interface RunOutput {
  readonly command: string;
  readonly nodes: readonly string[];
  /** The newest lines, as they came. */
  readonly lines: readonly RunLine[];
  /** Lines before those. */
  readonly before: number;
  readonly ends: readonly RunEnd[];
  /** It was asked to stop. */
  readonly stopping?: boolean;
  /** Once it is over: how long it took in seconds of real time, and what was printed. */
  readonly over?: {
    readonly seconds: number;
    readonly together: readonly RunBlock[];
    readonly each: readonly RunBlock[];
    /** The folder where the output is whole, where too much was printed to keep it here; and what went wrong with that. */
    readonly whole?: { readonly folder: string; readonly problem?: string };
  };
}

/** The page of a command on all nodes. */
export interface RunView {
  /** Which line is typed; none while a run is shown. */
  readonly typing?: 'command' | 'nodes';
  /** The nodes, as they were typed; empty for all. */
  readonly on: string;
  /** The other line while one is typed. */
  readonly command: string;
  /** Commands of this session, newest last. */
  readonly history: readonly string[];
  /** The one of them that stands in the line, counted from the newest; what was typed before that. */
  readonly back: number;
  readonly draft: string;
  readonly shown?: RunOutput;
  /** Every node's output by itself, not equal output once. */
  readonly each: boolean;
}

/** What is true before the first command. */
export const noRun: RunView = { on: '', command: '', history: [], back: 0, draft: '', each: false };

/** The nodes on which the next command runs, as a person reads it. */
export const onWords = (state: WizardState, on: string): string => (on.trim() === '' ? foldNames(nodeNames(state)) : on.trim());

/** Whether all nodes of the cluster are among these. */
const isAll = (state: WizardState, nodes: readonly string[]): boolean => nodes.length === nodeNames(state).length;

/** The lines that do the same by hand: rank0's own, and clush on the head or ssh to the one node. */
export function runLines(state: WizardState, command: string, nodes: readonly string[]): readonly string[] {
  const { cluster } = state;
  const [head = ''] = nodeNames(state);
  if (!cluster || command === '' || nodes.length === 0) return [];
  const set = foldNames(nodes);
  const own = `rank0 run ${cluster.choices.name}${isAll(state, nodes) ? '' : ` ${quoted(set)}`}${nodes.length > 1 ? ' --gather' : ''} -- ${quoted(command)}`;
  const plain = nodes.length === 1 ? onNodeLine(state, nodes[0] ?? head, command) : onNodeLine(state, head, `clush -b -w ${quoted(set)} ${quoted(command)}`);
  return [own, plain];
}

/** The lines that stand on the page. */
export const runLinesAt = (state: WizardState): readonly string[] => {
  const shown = state.run?.shown;
  return state.run?.typing === undefined && shown ? runLines(state, shown.command, shown.nodes) : [];
};

/** Nodes that have not ended yet. */
export const stillOn = ({ nodes, ends }: RunOutput): readonly string[] => nodes.filter((node) => !ends.some((end) => end.node === node));

/** What Enter does on the page. */
export function runAccept({ run }: WizardState): readonly [label: string, long: string] {
  if (run?.typing === 'command') return ['run', 'Run it on the nodes'];
  return run?.typing === 'nodes' ? ['take them', 'Take these nodes, and go back to the command'] : ['another', 'Another command'];
}

/** Keys of the page of a command, besides Enter and Esc. */
export function runKeys(state: WizardState): readonly Binding[] {
  const { run, running } = state;
  if (!run) return [];
  if (run.typing !== undefined) {
    const none = run.history.length === 0;
    return [
      {
        keys: ['tab'],
        label: run.typing === 'command' ? 'nodes' : 'command',
        long: 'From the command to the nodes that it runs on, and back',
        intent: { is: 'turn' },
      },
      ...(run.typing === 'command'
        ? [
            when(none || run.back >= run.history.length, none ? 'No command was run yet' : 'That is the first one', {
              keys: ['up'],
              label: 'before',
              long: 'The command before, of those of this session',
              intent: { is: 'recall', by: 1 },
            }),
            when(run.back === 0, 'There is none after it', { keys: ['down'], label: '', long: 'The command after it', intent: { is: 'recall', by: -1 } }),
          ]
        : []),
    ];
  }
  const one = run.shown?.nodes.length === 1;
  return [
    when(running !== undefined || one, running ? `${running.what} is going on` : 'It ran on one node', {
      keys: ['tab'],
      label: run.each ? 'gathered' : 'each node',
      long: run.each ? 'Equal output once, under the names of all nodes that printed it' : "Every node's output by itself",
      intent: { is: 'turn' },
    }),
    when(running !== undefined, `${running?.what ?? ''} is going on`, { keys: ['!'], label: '', long: 'Another command', intent: { is: 'run' } }),
  ];
}
