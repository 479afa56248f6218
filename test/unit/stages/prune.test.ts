import { describe, expect, it } from 'vitest';
import { clusterPrice } from '../../../src/azure/prices.ts';
import { shippedPrices } from '../../../src/azure/shipped-prices.ts';
import { plansOf } from '../../../src/stages/node-names.ts';
import { isPruned } from '../../../src/stages/prune.ts';
import { stagesOf } from '../../../src/stages/road.ts';

const nothing = { benchmark: false, sharedFiles: 'none', prune: false, natGateway: false } as const;

describe('pruning on the road', () => {
  it('is its last stage where it or a gateway was chosen, and a plan of its own after all that may need addresses', () => {
    expect(stagesOf(nothing)).not.toContain('prune');
    expect(stagesOf({ ...nothing, natGateway: true }).at(-1)).toBe('prune');
    const stages = stagesOf({ ...nothing, benchmark: true, sharedFiles: 'head', prune: true });
    for (const network of ['ethernet', 'infiniband'] as const) {
      const plans = plansOf(stages, { network });
      expect([plans.at(-1), plans.flat()]).toEqual([['prune'], stages]);
    }
  });

  it('holds for nodes that come anew once it has begun, and not while the cluster is built', () => {
    const at = (stage: Parameters<typeof isPruned>[1]['stage'], chosen = true): boolean => isPruned({ prune: chosen }, { stage });
    expect([at('nodes'), at('hello-mpi'), at('prune'), at('your-cluster'), at('your-cluster', false)]).toEqual([false, false, true, true, false]);
  });
});

describe('the price of a pruned cluster', () => {
  const cluster = { size: 'Standard_D2s_v5', location: 'eastus', count: 4 };
  const addressesIn = async (more: object): Promise<number | undefined> =>
    (await clusterPrice(shippedPrices(), { ...cluster, ...more })).parts.find(({ what }) => what === 'public address')?.count;

  it('has one address, one more for a load balancer, and the gateway with its own', async () => {
    expect(await addressesIn({})).toBe(4);
    expect(await addressesIn({ prune: true })).toBe(1);
    expect(await addressesIn({ prune: true, network: 'infiniband' })).toBe(2);
    expect(await addressesIn({ prune: true, natGateway: true })).toBe(2);
    expect(await addressesIn({ prune: true, count: 0 })).toBe(0);
    const [bare, out] = await Promise.all([true, false].map((natGateway) => clusterPrice(shippedPrices(), { ...cluster, prune: true, natGateway })));
    expect((bare?.perHour ?? 0) - (out?.perHour ?? 0)).toBeCloseTo(0.05, 4);
  });
});
