import { shareDone } from '../../screens/model/progress.ts';
import type { WizardState } from '../../screens/model/state.ts';
import { road } from '../../stages/road.ts';
import type { TerminalStatus } from '../../terminal/status.ts';

/** What window title and taskbar show of a state. */
export function terminalStatus(state: WizardState): TerminalStatus {
  const name = state.cluster?.choices.name;
  const stage = state.running?.stage;
  const about = stage === undefined ? undefined : road.find(({ id }) => id === stage);
  const title = ['rank0', name, about ? `${about.number} ${about.title}` : state.running?.what, state.cloud?.simulated ? 'simulated' : undefined]
    .filter((part) => part !== undefined)
    .join(' · ');
  if (state.problem) return { title, progress: { is: 'error' } };
  if (!state.running) return { title, progress: { is: 'none' } };
  return { title, progress: stage === undefined ? { is: 'busy' } : { is: 'part', percent: shareDone(state, stage) * 100 } };
}
