import { expect, it } from 'vitest';
import { type Ran, rank0, startRank0 } from '../support/rank0.ts';
import { check } from './practice-arm-support.ts';
import { last, tracedHome } from './traced-home.ts';

/** A cluster of the practice cloud, driven by the command line with every exchange written down. */
async function built(network: 'ethernet' | 'infiniband', quota = 'standardHBv3Family=1200,cores=1200') {
  const { run, trace, exchanges } = tracedHome({ RANK0_PRACTICE_QUOTA: quota });
  expect((await run('up', '--cloud', 'practice', '--network', network, '--yes', '--json', '--trace', trace)).exitCode).toBe(0);
  return { run, exchanges, scale: (count: number) => run('scale', String(count), '--yes', '--json', '--trace', trace) };
}

const nodesIn = (ran: Ran) => (last(ran)['nodes'] ?? []) as { name: string; role: string }[];
const namesIn = (ran: Ran): string[] => nodesIn(ran).map(({ name }) => name);
const headIn = (ran: Ran): string | undefined => nodesIn(ran).find(({ role }) => role === 'head')?.name;
const ranksIn = ({ lines }: Ran): string[] => {
  const said = String(lines.filter((line) => line['task'] === 'hello/run').at(-1)?.['message'] ?? '');
  return [...said.matchAll(/rank (\d+ of \d+)/g)].map(([, rank]) => String(rank)).sort();
};
const ranks = (count: number): string[] => Array.from({ length: count }, (_, rank) => `${rank} of ${count}`).sort();

it('a scale set of 4 becomes 8, 0, 4 and 2: named ones go, the head stays, every list follows, by the specifications', async () => {
  const { run, exchanges, scale } = await built('infiniband');
  const eight = await scale(8);
  expect(last(eight)).toMatchObject({ result: 'scaled', from: 4, count: 8, left: [] });
  expect(namesIn(eight)).toHaveLength(8);
  expect(ranksIn(eight)).toEqual(ranks(8));

  const none = await scale(0);
  expect(last(none)).toMatchObject({ result: 'scaled', from: 8, count: 0, nodes: [], pricePerHour: 0.005 });
  expect(last(await run('status', '--json'))).toMatchObject({ state: 'empty', count: 0, nodes: [] });
  expect(last(await run('up', '--cloud', 'practice', '--yes', '--json'))).toMatchObject({ result: 'failed', error: { code: 'scaled-to-nothing' } });

  const four = await scale(4);
  expect(ranksIn(four)).toEqual(ranks(4));
  const two = await scale(2);
  expect(last(two)).toMatchObject({ from: 4, count: 2, came: [] });
  expect(namesIn(two)).toEqual(namesIn(four).slice(0, 2));
  expect(headIn(two)).toBe(headIn(four));
  expect(ranksIn(two)).toEqual(ranks(2));
  const lists = await run('run', '--json', '--', 'cat .ssh/known_hosts; grep ^all: /etc/clustershell/groups.d/local.cfg; cat hostfile 2>/dev/null');
  expect(lists.lines).toHaveLength(2);
  for (const name of [...namesIn(eight), ...namesIn(four)]) expect(lists.stdout.includes(name)).toBe(namesIn(two).includes(name));

  const writes = exchanges().filter(({ method }) => method === 'PUT' || method === 'POST').length;
  expect(last(await scale(2))).toMatchObject({ result: 'scaled', from: 2, count: 2, came: [], left: [] });
  expect(exchanges().filter(({ method }) => method === 'PUT' || method === 'POST')).toHaveLength(writes);

  const capacities = exchanges().flatMap(({ method, url, requestBody }) =>
    method === 'PUT' && /virtualMachineScaleSets\/glocluster\?/.test(url) ? [(requestBody as { sku: { capacity: number } }).sku.capacity] : [],
  );
  expect(capacities).toEqual([4, 8, 4]);
  const deleted = exchanges().flatMap(({ method, url, requestBody }) =>
    method === 'POST' && /\/delete\?/.test(url) ? [(requestBody as { instanceIds: string[] }).instanceIds.length] : [],
  );
  expect(deleted).toEqual([8, 2]);
  expect(last(await run('down', '--yes', '--json'))).toMatchObject({ left: [] });
  expect(check(exchanges()).violations).toEqual([]);
});

it('machines of 4 become 6 and 3: the highest numbers go with all that is theirs, by the specifications', async () => {
  const { run, exchanges, scale } = await built('ethernet', 'cores=12');
  const six = await scale(6);
  expect(last(six)).toMatchObject({ from: 4, count: 6, came: ['glocluster4', 'glocluster5'] });
  expect(ranksIn(six)).toEqual(ranks(6));

  const refused = await scale(9);
  expect([refused.exitCode, last(refused)['error']]).toMatchObject([3, { code: 'quota-exceeded', next: [{ label: expect.stringContaining('6') }, {}] }]);
  expect(last(await run('status', '--json'))).toMatchObject({ state: 'ready', count: 6 });

  const three = await scale(3);
  expect(last(three)).toMatchObject({ from: 6, count: 3, left: ['glocluster5', 'glocluster4', 'glocluster3'] });
  expect(ranksIn(three)).toEqual(ranks(3));
  const lists = await run('run', '--json', '--', 'cat .ssh/known_hosts; grep ^all: /etc/clustershell/groups.d/local.cfg; cat hostfile 2>/dev/null');
  expect(lists.stdout).not.toMatch(/glocluster[345]/);
  const partly = await scale(4);
  expect(last(partly)).toMatchObject({ from: 3, count: 4, came: ['glocluster3'] });

  for (const [count, code] of [
    [1, 'count-not-allowed'],
    [251, 'count-not-allowed'],
  ] as const) {
    const bad = await scale(count);
    expect([bad.exitCode, last(bad)['error']]).toMatchObject([2, { code }]);
  }
  expect(last(await run('down', '--yes', '--json'))).toMatchObject({ left: [] });
  expect(check(exchanges()).violations).toEqual([]);
});

it('is refused while the cluster is still being built, and while it is being scaled already', async () => {
  const { env } = tracedHome();
  const up = ['up', '--cloud', 'practice', '--count', '2', '--yes', '--json'];
  const half = startRank0(up, env, (line) => {
    if (line.includes('"task":"machine/glocluster1","state":"making"')) half.child.kill('SIGKILL');
  });
  await half.ended;
  const early = await rank0(['scale', '3', '--yes', '--json'], env);
  expect([early.exitCode, last(early)['error']]).toMatchObject([
    2,
    { code: 'not-built', next: [{ command: 'rank0 up --name glocluster --cloud practice' }, {}] },
  ]);

  expect((await rank0(up, env)).exitCode).toBe(0);
  let second: Promise<Ran> | undefined;
  const first = startRank0(['scale', '3', '--yes', '--json'], env, (line) => {
    if (line.includes('"state":"making"')) second ??= rank0(['scale', '4', '--yes', '--json'], env);
  });
  expect(last(await first.ended)).toMatchObject({ result: 'scaled', count: 3 });
  const refused = (await second) as Ran;
  expect([refused.exitCode, last(refused)['error']]).toMatchObject([1, { code: 'cluster-in-use', message: expect.stringContaining('rank0 scale') }]);
});
