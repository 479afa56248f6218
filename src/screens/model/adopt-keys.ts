import { findingAt } from './adopt-marked.ts';
import { allKinds, isAdopted, isMendable } from './adopt.ts';
import { type Binding, when } from './binding.ts';
import type { WizardState } from './state.ts';

/** The label and the meaning of Enter where a cluster is taken over; undefined elsewhere, and where a list has its own. */
export function adoptAccept(state: WizardState): readonly [label: string, long: string] | undefined {
  const { screen } = state;
  if (screen.at === 'adopt-group') return ['look', 'Look what stands in the group that is typed; nothing is changed'];
  if (screen.at === 'adoption') return ['adopt it', 'Adopt it: tag its resources, put a login key of its own on its nodes, remember it here'];
  if (screen.at !== 'mend') return undefined;
  return screen.kinds.every((kind) => isMendable(state, kind)) ? ['mend', 'Do what stands here'] : ['back', 'Back to what is wrong'];
}

/** Keys that have to do with clusters that were made by hand: on the first screen, on what is wrong, and on the last screen. */
export function adoptKeys(state: WizardState): readonly Binding[] {
  const { screen, running, problem } = state;
  if (problem) return [];
  const reason = `${running?.what ?? ''} is going on`;
  const busy = running !== undefined;
  switch (screen.at) {
    case 'start':
      return [
        when(busy, reason, {
          keys: ['a'],
          label: 'adopt',
          long: 'Adopt a cluster that was made by hand, or by another rank0: what is unsafe or costly about it is said, and mended where you want it',
          intent: { is: 'adopt' },
        }),
      ];
    case 'findings': {
      const all = allKinds(state);
      const marked = findingAt(state);
      return [
        when(busy || all.length === 0, busy ? reason : 'Nothing is left that can be mended without stopping or deleting something', {
          keys: ['m'],
          label: 'mend all safe',
          long: `Mend all that neither stops a node nor deletes anything${all.length > 0 ? `: ${all.join(', ')}` : ''}`,
          intent: { is: 'mend-all' },
        }),
        when(busy, reason, {
          keys: ['r'],
          label: 'look again',
          long: `Ask Azure and the nodes again what is wrong${marked ? '; what was mended by hand meanwhile is gone then' : ''}`,
          intent: { is: 'findings' },
        }),
      ];
    }
    case 'ready':
      return isAdopted(state)
        ? [
            when(busy, reason, {
              keys: ['k'],
              label: '',
              menu: 'check',
              long: 'Check what is unsafe, costly or slow about it, as it was made by hand; each is mended where you want it',
              intent: { is: 'findings' },
            }),
          ]
        : [];
    default:
      return [];
  }
}
