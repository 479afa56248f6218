import type { Finding } from '../../stages/adopt-finding.ts';
import { findingRows } from './adopt.ts';
import { chosenIndex } from './lists.ts';
import type { WizardState } from './state.ts';

/** The finding that is marked. */
export function findingAt(state: WizardState): Finding | undefined {
  const rows = findingRows(state);
  const row = rows[chosenIndex(state, { id: 'findings', rows })]?.value;
  return row?.is === 'finding' ? row.finding : undefined;
}
