import { expect, it } from 'vitest';
import { inGroup, meanwhile } from '../support/meanwhile.ts';
import type { Ran } from '../support/rank0.ts';
import { check } from './practice-arm-support.ts';
import { last, tracedHome } from './traced-home.ts';

/** A scale set of 3, and the changes that somebody else makes to its model. */
async function built() {
  const { home, trace, run: plainly, exchanges } = tracedHome({ RANK0_PRACTICE_QUOTA: 'standardHBv3Family=1200,cores=1200' });
  const run = (...words: string[]): Promise<Ran> => plainly(...words, '--json', '--trace', trace);
  expect((await run('up', '--cloud', 'practice', '--network', 'infiniband', '--count', '3', '--yes')).exitCode).toBe(0);
  const path = inGroup('Microsoft.Compute/virtualMachineScaleSets', 'glocluster');
  /** The model as Azure has it, with a change. */
  const remodel = (change: (profile: Record<string, unknown>) => Record<string, unknown>): Promise<void> =>
    meanwhile(home, async (elsewhere, cloud) => {
      const { body } = await cloud.send({
        method: 'GET',
        url: `https://management.azure.com/subscriptions/${cloud.subscriptionId}/${path}?api-version=2026-01-01`,
        headers: { authorization: 'Bearer simulated' },
      });
      const set = JSON.parse(body) as { properties: { virtualMachineProfile: Record<string, unknown> } };
      const properties = { ...set.properties, virtualMachineProfile: change(set.properties.virtualMachineProfile) };
      await elsewhere('PUT', path, { ...set, properties });
    });
  const updates = () =>
    exchanges().flatMap(({ method, url, requestBody }) =>
      method === 'POST' && /\/manualupgrade\?/.test(url) ? [(requestBody as { instanceIds: string[] }).instanceIds] : [],
    );
  return { run, remodel, exchanges, updates };
}
const namesIn = (ran: Ran): string[] => ((last(ran)['nodes'] ?? []) as { name: string }[]).map(({ name }) => name);

it('instances of an earlier model are shown, and updated when asked to: one, the others, the head; by the specifications', async () => {
  const { run, remodel, exchanges, updates } = await built();
  const before = await run('status');
  expect(last(before)).toMatchObject({ outdated: [] });
  await remodel((profile) => ({
    ...profile,
    diagnosticsProfile: { bootDiagnostics: { enabled: true, storageUri: 'https://diagnosticsofothers.blob.core.windows.net/' } },
  }));
  const names = namesIn(await run('status'));
  const [head, ...others] = names;
  expect(last(await run('status'))['outdated']).toEqual(names);

  const told = await run('scale', '3', '--yes');
  expect([told.exitCode, last(told)]).toMatchObject([0, { from: 3, count: 3, updated: [], outdated: [...others, head] }]);
  expect(told.stderr).toContain('rank0 scale glocluster 3 --update');
  expect(updates()).toEqual([]);

  const updated = await run('scale', '--update', '--yes');
  expect([updated.exitCode, last(updated)]).toMatchObject([0, { result: 'scaled', count: 3, updated: [...others, head], outdated: [] }]);
  expect(updated.stderr).toMatch(/one is updated first, then the others, the head last.*its disk stays/);
  expect(updates().map((round) => round.length)).toEqual([1, 1, 1]);
  expect(String(updated.lines.filter(({ task }) => task === 'hello/run').at(-1)?.['message'])).toContain('of 3');
  expect(last(await run('status'))).toMatchObject({ state: 'ready', outdated: [] });

  // Once more there is nothing to do, and while the set grows those that were there are told of.
  expect(last(await run('scale', '3', '--update', '--yes'))).toMatchObject({ updated: [], outdated: [] });
  expect(updates()).toHaveLength(3);
  await remodel((profile) => ({ ...profile, diagnosticsProfile: { bootDiagnostics: { enabled: true } } }));
  const grown = await run('scale', '4', '--update', '--yes');
  expect([grown.exitCode, last(grown)]).toMatchObject([0, { from: 3, count: 4, updated: [...others, head], outdated: [] }]);
  expect(check(exchanges()).violations).toEqual([]);
}, 240_000);

it('what would replace disks is refused', async () => {
  const { run, remodel, updates } = await built();
  await remodel((profile) => {
    const storage = profile['storageProfile'] as Record<string, object>;
    return { ...profile, storageProfile: { ...storage, imageReference: { ...storage['imageReference'], sku: '2204' } } };
  });
  const refused = await run('scale', '3', '--update', '--yes');
  expect([refused.exitCode, last(refused)['error']]).toMatchObject([
    3,
    { code: 'update-replaces-disks', next: [{ command: 'rank0 scale glocluster 1' }, {}, {}] },
  ]);
  expect(updates()).toEqual([]);
  expect(last(await run('status'))).toMatchObject({ state: 'ready' });
});
