import { describe, expect, it } from 'vitest';
import { costsByState, partCosts } from '../../../src/azure/price-parts.ts';

const price = {
  perHour: 0.5,
  parts: [
    { what: 'Standard_D2s_v5', perHour: 0.1, count: 4 },
    { what: 'OS disk, Standard SSD E4, 32 GiB', perHour: 0.02, count: 4 },
    { what: 'public address', perHour: 0.005, count: 4 },
  ],
  source: 'test',
};

describe('what each part of a price costs by the state of the machines', () => {
  it('keeps everything but the machines when they are deallocated, and all of it when they are only stopped', () => {
    expect(costsByState(price)).toEqual({ running: 0.5, stopped: 0.5, deallocated: 0.1 });
    expect(partCosts(price).map(({ kind, running, deallocated }) => [kind, running, deallocated])).toEqual([
      ['machine', 0.4, 0],
      ['disk', 0.08, 0.08],
      ['address', 0.02, 0.02],
    ]);
  });
});
