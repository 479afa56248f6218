import { describe, expect, it } from 'vitest';
import type { KnownCluster } from '../../../src/cli/cluster-choice.ts';
import { listLine } from '../../../src/cli/commands/list.ts';
import { standing } from '../../../src/screens/model/cluster-words.ts';
import type { PowerState } from '../../../src/state/power.ts';
import { nodesOff } from '../../../src/state/power.ts';
import { emptySession } from '../../../src/state/session.ts';
import { choicesSchema } from '../../../src/state/choices.ts';
import { price } from '../../support/fake-records.ts';

const nodes = [0, 1, 2, 3].map((index) => ({
  name: `glocluster${index}`,
  role: index === 0 ? ('head' as const) : ('node' as const),
  machineId: `/m/${index}`,
  privateAddress: `10.0.0.${index + 4}`,
  hostKeys: [],
}));
const choices = choicesSchema.parse({
  ...{ name: 'glocluster', resourceGroup: 'glocluster-rg', location: 'eastus', network: 'ethernet', size: 'Standard_D2s_v5', count: 4 },
  ...{ image: '24.04', adminUsername: 'glock', publicKeys: [], sshSource: '203.0.113.7/32', allowWideSource: false },
  ...{ packageUpgrade: false, useExistingGroup: false, subscription: 's', cloud: 'practice' },
});

const since = '2026-11-25T10:00:00.000Z';
const seen = (...all: readonly PowerState[]) => Object.fromEntries(all.map((power, index) => [`glocluster${index}`, { power, since }]));
const cluster = (powers: Record<string, { power: PowerState; since: string }>, more: object = {}): KnownCluster => ({
  name: 'glocluster',
  folder: '/nowhere',
  session: { ...emptySession('glocluster'), stage: 'your-cluster', result: 'ready', choices, price, nodes, billedSince: since, powers, ...more },
});

describe('a line of the list of clusters', () => {
  it.each([
    ['all run', seen('running', 'running', 'running', 'running'), /· ready · 0\.4\d \$\/h now$/],
    ['nobody looked', {}, /· ready · 0\.4\d \$\/h now$/],
    ['all are deallocated', seen('deallocated', 'deallocated', 'deallocated', 'deallocated'), /· stopped · 0\.02 \$\/h now, 0\.4\d \$\/h with all running$/],
    ['one is deallocated', seen('deallocated', 'running', 'running', 'running'), /· 1 of 4 nodes stopped · 0\.3\d \$\/h now, /],
    ['all are off from inside', seen('stopped', 'stopped', 'stopped', 'stopped'), /· off from inside, but billed · 0\.4\d \$\/h now$/],
    ['two kinds are off', seen('stopped', 'deallocated', 'running', 'running'), /· 1 of 4 nodes stopped, 1 of 4 nodes off, but billed · /],
  ] as const)('says what its nodes did when they were last seen and what it costs so: %s', (_, powers, words) => {
    expect(listLine(cluster(powers))).toMatch(words);
  });

  it('says what stops it by itself, and nothing of now before anything is made', () => {
    const autostop = { at: '2300', zone: 'UTC', place: 'UTC', first: since, nodes: ['glocluster0'] };
    expect(listLine(cluster({}, { autostop }))).toMatch(/ · stops by itself at 23:00 UTC$/);
    expect(listLine(cluster({}, { stage: 'plan', result: 'planned', billedSince: undefined }))).toMatch(/· planned at plan · 0\.4\d \$\/h once built$/);
  });

  it('is in the words of the first screen, too', () => {
    const off = nodesOff(nodes, seen('deallocated', 'deallocated', 'deallocated', 'deallocated'));
    expect(standing({ state: 'ready', stage: 'your-cluster', off })).toBe('stopped');
    expect(standing({ state: 'ready', stage: 'your-cluster', off: nodesOff(nodes) })).toBe('ready');
    expect(standing({ state: 'failed', stage: 'log-in', off })).toBe('failed at 5, log in, stopped');
  });
});
