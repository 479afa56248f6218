import { findingAt } from './adopt-marked.ts';
import { chosenExchange, handLine } from './exchanges.ts';
import { filesLinesByHand } from './files.ts';
import { nodeCommands } from './node-page.ts';
import { checkLines } from './results.ts';
import { runLinesAt } from './run.ts';
import type { FindingKind } from '../../stages/adopt-finding.ts';
import type { WizardState } from './state.ts';

/** Commands that stand on the screen: those of a problem's ways on, else the stage's. */
export function commandsAt(state: WizardState): readonly string[] {
  if (state.overlay === 'look') return state.look ? [state.look.command] : [];
  if (state.overlay === 'node') return nodeCommands(state);
  if (state.overlay === 'benchmark') return checkLines(state);
  if (state.overlay === 'underneath' || state.overlay === 'exchange') return linesUnderneath(state);
  if (state.problem) return state.problem.problem.next.flatMap(({ command }) => (command === undefined ? [] : [command]));
  if (state.screen.at === 'ready') return state.cluster ? [`rank0 ssh ${state.cluster.choices.name}`] : [];
  if (state.screen.at === 'run') return runLinesAt(state);
  if (state.screen.at === 'files') return filesLinesByHand(state);
  if (state.screen.at === 'export') return state.exporting?.written && state.exporting.at === 'over' ? [state.exporting.written.open] : [];
  if (state.screen.at === 'findings' && !state.running) return findingAt(state)?.next.flatMap(({ command }) => command ?? []) ?? [];
  if (state.screen.at === 'mend') return mendLines(state, state.screen.kinds);
  if (state.screen.at !== 'stage') return [];
  return (state.planned[state.screen.stage] ?? []).flatMap(({ commands }) => commands);
}

/** What mending carries out; of what rank0 does not mend, the lines that do. */
function mendLines({ planned, adopting }: WizardState, kinds: readonly FindingKind[]): readonly string[] {
  const lines = (planned['your-cluster'] ?? []).flatMap(({ commands }) => commands);
  const found = adopting?.findings?.filter(({ kind }) => kinds.includes(kind)) ?? [];
  return lines.length > 0 ? lines : found.flatMap(({ next }) => next.flatMap(({ command }) => command ?? []));
}

/** The line that does by hand what the marked exchange did. */
function linesUnderneath(state: WizardState): readonly string[] {
  const { cloud, cluster } = state;
  const chosen = chosenExchange(state);
  if (!chosen) return [];
  return [handLine(chosen, { simulated: cloud?.simulated ?? false, ...(cluster ? { cluster: cluster.choices.name, folder: cluster.folder } : {}) })];
}
