import { describe, expect, test } from 'vitest';
import { summaryLines } from '../../../../src/cli/wizard/summary.ts';
import type { ClusterView } from '../../../../src/screens/model/cluster-view.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';
import { atStage, wizard } from './support.ts';

const ready: ClusterView = {
  name: 'glocluster',
  cloud: 'practice',
  location: 'eastus',
  size: 'Standard_D2s_v5',
  count: 4,
  stage: 'your-cluster',
  state: 'ready',
  pricePerHour: 0.404,
  spent: 1.2,
};
const text = (state: WizardState): string => summaryLines(state).join('\n');

describe('what stays in the scrollback', () => {
  test('of nothing: that nothing costs, and how to come back', async () => {
    const { enterUntil } = wizard({ given: { cloud: 'practice' } });
    const state = await enterUntil((now) => now.screen.at === 'review' && now.review !== undefined);
    expect(summaryLines(state)).toEqual(['Nothing was made, and nothing of it costs.', '  come back       rank0 practice']);
  });

  test('of something half made: how much, where, that Azure goes on, price, and the three commands', async () => {
    const { press, enterUntil, until } = wizard({ pace: 5 });
    await enterUntil(atStage('nodes', 'explained'));
    press('accept');
    const state = await until((now) => now.cluster?.nodes.length === 2);
    expect(text(state)).toMatch(
      /^glocluster in eastus, practice cloud \(simulated\): half built, [234] of 4 machines made, at nodes\. What Azure is doing goes on there\./,
    );
    expect(text(state)).toContain('It costs up to 0.40 $ an hour (simulated: nothing is really paid)');
    expect(
      summaryLines(state)
        .slice(-3)
        .map((line) => line.trim().split(/ {2,}/)[1]),
    ).toEqual(['rank0 practice', 'rank0 status glocluster', 'rank0 down glocluster']);
    await until(atStage('nodes', 'done'));
  });

  test('of a cluster that is ready: how to log in, too', async () => {
    const { enterUntil } = wizard();
    const state = await enterUntil((now) => now.screen.at === 'ready');
    expect(text(state)).toContain('4 nodes, ready.');
    expect(text(state)).toContain('log in          rank0 ssh glocluster');
  });

  test('of nodes that run on: what that comes to, what stops them now and each night; of stopped ones nothing of the kind', async () => {
    const { press, enterUntil, until } = wizard();
    const state = await enterUntil((now) => now.screen.at === 'ready');
    expect(text(state)).toMatch(
      /4 nodes run on: \d+\.\d+ \$ by midnight if nobody stops them\.\n {2}stop the nodes {2}rank0 stop glocluster\n {2}stop at night {3}rank0 autostop/,
    );
    press('autostop', 'accept');
    await until((now) => now.stopping !== undefined);
    press('accept');
    const set = await until((now) => now.cluster?.autostop !== undefined && now.screen.at === 'ready');
    expect(text(set)).toMatch(
      /Azure stops its nodes at 23:00 .* by itself, each day; from then on it costs 0\.\d+ \$ an hour\.\n {2}stop the nodes {2}rank0 stop glocluster/,
    );
    press('power');
    await until((now) => now.power !== undefined);
    press('accept');
    const off = await until(
      (now) => Object.values(now.cluster?.powers ?? {}).filter(({ power }) => power === 'deallocated').length === 4 && now.screen.at === 'ready',
    );
    expect(text(off)).not.toMatch(/run on|rank0 stop/);
    expect(text(off)).toMatch(/It costs 0\.02 \$ an hour/);
  });

  test('of a problem: which one', async () => {
    const { press, enterUntil, until } = wizard({ problems: { 'login/glocluster0': { code: 'ssh-unreachable', message: 'no answer', means: 'x', next: [] } } });
    await enterUntil(atStage('log-in', 'explained'));
    press('accept');
    expect(text(await until((now) => now.problem !== undefined))).toContain('It stopped at ssh-unreachable: no answer');
  });

  test('of a deletion: that nothing is left, and what it came to', async () => {
    const { press, at, enterUntil } = wizard();
    await enterUntil((now) => now.screen.at === 'ready');
    press('delete');
    await at('delete');
    press({ is: 'edit', edit: { is: 'insert', text: 'glocluster' } }, 'accept');
    expect(text(await at('deleted'))).toContain('glocluster is deleted; Azure lists nothing of it any more, and nothing of it costs.');
  });

  test('of a deletion that left something: that it may cost, and how to go on', async () => {
    const { enterUntil } = wizard();
    const state = await enterUntil((now) => now.screen.at === 'ready');
    expect(summaryLines({ ...state, screen: { at: 'deleted', left: ['disks one'], group: 'kept', others: [], askedAt: '2026-01-05T12:00:00.000Z' } })).toEqual([
      'glocluster: Azure still lists 1 resource of it, and they may cost.',
      '  go on deleting  rank0 down glocluster',
    ]);
  });

  test('of a cluster that was only looked at: as it was', async () => {
    const same = wizard({ clusters: [ready] });
    same.press('accept');
    expect(text(await same.at('returned'))).toContain('4 nodes, ready.');
    const differs = wizard({ clusters: [{ ...ready, stage: 'log-in', state: 'failed' }], looked: () => ({ foreign: ['disks scratch'] }) });
    differs.press('accept');
    expect(text(await differs.at('returned'))).toContain('failed at 5, log in when it was left; 1 thing changed since. rank0 did nothing to it.');
    const gone = wizard({ clusters: [ready], looked: () => ({ group: 'absent', machines: new Map(), own: [] }) });
    gone.press('accept');
    expect(text(await gone.at('returned'))).toContain('Azure has nothing of it any more');
  });

  test('of clusters that were not opened: that they go on costing', async () => {
    const { state } = wizard({ clusters: [ready, { ...ready, name: 'second', cloud: 'public' }] });
    expect(text(state())).toContain('second (Azure) is remembered, too: up to 0.40 $ an hour, 1.20 $ so far.');
    expect(text(state())).toContain('rank0 list');
  });

  test('of a drill that is not solved: that it stays', async () => {
    const { state } = wizard();
    const drill = { name: 'quota', title: 'Quota', symptom: 'refused', hints: ['look'], shown: 0 };
    expect(text({ ...state(), drill })).toContain('The drill quota is still to be solved');
  });
});
