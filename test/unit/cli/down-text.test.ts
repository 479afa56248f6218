import { describe, expect, it } from 'vitest';
import { downSummary, proofText } from '../../../src/cli/down-text.ts';

describe('the proof of a deletion', () => {
  it('names storage accounts that went, as Azure may bring them back for a while, and nothing else', () => {
    const proof = { left: [], group: 'gone' as const, others: [], askedAt: '2026-11-25T16:00:00.000Z' };
    const told = proofText('mine', { ...proof, recoverable: ['mine0123456789'] }, 'mine-rg', false);
    expect(told).toContain('Azure may bring a deleted storage account back for 14 days, as long as nobody else takes its name: mine0123456789.');
    expect(proofText('mine', proof, 'mine-rg', false)).not.toContain('storage account');
    const deletion = { outcome: { result: 'done' as const }, ...proof };
    expect(downSummary('mine', { ...deletion, recoverable: ['mine0123456789'] }, {})).toMatchObject({
      result: 'deleted',
      left: [],
      recoverable: ['mine0123456789'],
    });
    expect(downSummary('mine', deletion, {})).not.toHaveProperty('recoverable');
  });
});
