import { expect, it } from 'vitest';
import { meanwhile } from '../support/meanwhile.ts';
import { type Ran, rank0 } from '../support/rank0.ts';
import { check } from './practice-arm-support.ts';
import { last, tracedHome } from './traced-home.ts';

const powers = (ran: Ran) => ((last(ran)['nodes'] ?? []) as { power: string }[]).map(({ power }) => power);

/** A cluster of the practice cloud, driven by the command line with every exchange written down. */
async function built(network: 'ethernet' | 'infiniband', ...more: string[]) {
  const { home, run, trace, exchanges } = tracedHome({ RANK0_PRACTICE_QUOTA: 'standardHBv3Family=1200,cores=1200' });
  const up = await run('up', '--cloud', 'practice', '--network', network, '--yes', '--json', '--trace', trace, ...more);
  expect(up.exitCode, up.stderr.slice(-800)).toBe(0);
  const power = (way: 'stop' | 'start', ...words: string[]) => run(way, ...words, '--yes', '--json', '--trace', trace);
  const posts = (action: string): number => exchanges().filter(({ method, url }) => method === 'POST' && new RegExp(`/${action}\\?`, 'i').test(url)).length;
  return { home, run, up, power, posts, exchanges };
}

it('machines are deallocated, the head last as it serves files, and run again with the same addresses, by the specifications', {
  timeout: 120_000,
}, async () => {
  const { run, up, power, posts, exchanges } = await built('ethernet', '--count', '3', '--shared-files', 'head');
  const stopped = await power('stop');
  expect(last(stopped)).toMatchObject({
    result: 'stopped',
    changed: ['glocluster0', 'glocluster1', 'glocluster2'],
    pricePerHour: 0.0249,
    stillCosts: [
      { count: 3, perHour: 0.0099 },
      { count: 3, perHour: 0.015 },
    ],
  });
  expect(powers(stopped)).toEqual(['deallocated', 'deallocated', 'deallocated']);
  const order = stopped.lines.flatMap(({ task, state }) => (String(task).startsWith('stop/') && state === 'done' ? [task] : []));
  expect([order.length, order.at(-1)]).toEqual([3, 'stop/glocluster0']);
  expect(last(await run('status', '--json'))).toMatchObject({ state: 'stopped', billedOff: [] });

  expect(last(await power('stop'))).toMatchObject({ result: 'stopped', changed: [] });
  expect(posts('deallocate')).toBe(3);

  const started = await power('start', '--hello');
  const addresses = (ran: Ran) => (last(ran)['nodes'] as { name: string; publicAddress: string }[]).map(({ name, publicAddress }) => [name, publicAddress]);
  expect([last(started)['result'], addresses(started)]).toEqual(['started', addresses(up)]);
  const said = (task: string) => String(started.lines.findLast((line) => line['task'] === task)?.['message']);
  expect([said('start/addresses'), said('start/clocks'), said('hello/run')]).toEqual(['as before', 'agree to within 2 s', expect.stringContaining('of 3')]);
  expect(started.lines.some(({ task }) => task === 'shared/verify' || String(task).startsWith('shared/mount'))).toBe(true);
  expect(last(await power('start'))).toMatchObject({ result: 'started', changed: [] });
  expect(posts('start')).toBe(3);
  expect(check(exchanges()).violations).toEqual([]);
});

it('one that was shut down from inside is named, as it is billed on, and starts again or is deallocated with the others', { timeout: 120_000 }, async () => {
  const { run, power, exchanges } = await built('ethernet', '--count', '2');
  await run('run', 'glocluster', 'glocluster1', '--', 'sudo', 'poweroff');
  await run('practice', '--advance', '1m');
  expect(last(await run('status', '--json'))).toMatchObject({ state: 'ready', billedOff: ['glocluster1'] });
  expect((await run('status')).stdout).toMatch(/Off, but billed as if it ran: glocluster1\./);
  const started = await power('start');
  expect(last(started)).toMatchObject({ result: 'started', changed: ['glocluster1'], wasBilledOff: ['glocluster1'] });
  expect(powers(started)).toEqual(['running', 'running']);
  expect(check(exchanges()).violations).toEqual([]);
});

it('a start that finds no room says what is left to do, and the same line goes on later', { timeout: 120_000 }, async () => {
  const { home, power, exchanges } = await built('ethernet', '--count', '2');
  await power('stop');
  const message = 'Allocation failed. We do not have sufficient capacity for the requested VM size in this region.';
  await meanwhile(home, async (_elsewhere, cloud) =>
    cloud.inject([{ match: '^POST .*/glocluster1/start$', effect: { kind: 'fail-late', code: 'AllocationFailed', message }, times: 1 }]),
  );
  const failed = await power('start');
  const { code, means, next } = last(failed)['error'] as { code: string; means: string; next: { command: string; key?: string }[] };
  expect([failed.exitCode, code, means]).toEqual([
    1,
    'AllocationFailed',
    expect.stringMatching(/quota does not help.*1 of its nodes runs already and is billed/is),
  ]);
  expect(next.slice(0, 2).map(({ command }) => command)).toEqual(['rank0 start glocluster', 'rank0 stop glocluster']);
  expect(last(await power('start'))).toMatchObject({ result: 'started', changed: ['glocluster1'] });
  expect(check(exchanges()).violations).toEqual([]);
});

it('instances of a scale set are deallocated and started together', { timeout: 120_000 }, async () => {
  const { run, power, posts, exchanges } = await built('infiniband', '--count', '2');
  const stopped = await power('stop');
  expect([last(stopped)['result'], powers(stopped), posts('deallocate')]).toEqual(['stopped', ['deallocated', 'deallocated'], 1]);
  expect(last(await run('status', '--json'))).toMatchObject({ state: 'stopped', count: 2 });
  const started = await power('start');
  expect([last(started)['result'], powers(started), posts('start')]).toEqual(['started', ['running', 'running'], 1]);
  expect(last(await run('down', '--yes', '--json'))).toMatchObject({ left: [] });
  expect(check(exchanges()).violations).toEqual([]);
});

it('without a cluster, without machines and without an answer nothing is done', async () => {
  const { env } = tracedHome();
  expect((await rank0(['stop', '--yes', '--json'], env)).exitCode).toBe(2);
  await rank0(['up', '--cloud', 'practice', '--drill', 'quota', '--yes', '--json'], env);
  for (const way of ['stop', 'start']) {
    const refused = await rank0([way, 'glocluster', '--yes', '--json'], env);
    expect([refused.exitCode, (last(refused)['error'] as { code: string }).code]).toEqual([2, 'power-no-machines']);
  }
  const asked = await rank0(['stop', 'glocluster', '--json'], env);
  expect([asked.exitCode, (last(asked)['error'] as { code: string }).code]).toEqual([2, 'not-answered']);
});
