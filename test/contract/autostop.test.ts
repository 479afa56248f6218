import { expect, it } from 'vitest';
import { type Ran, startRank0 } from '../support/rank0.ts';
import { check } from './practice-arm-support.ts';
import { last, tracedHome } from './traced-home.ts';

const powers = (ran: Ran) => ((last(ran)['nodes'] ?? []) as { power: string }[]).map(({ power }) => power);
const errorOf = (ran: Ran) => (last(ran)['error'] as { code?: string } | undefined)?.code;

async function built(...more: string[]) {
  const { run, env, trace, exchanges } = tracedHome({ RANK0_PRACTICE_QUOTA: 'standardHBv3Family=1200,cores=1200' });
  const up = await run('up', '--cloud', 'practice', '--count', '2', '--yes', '--json', '--trace', trace, ...more);
  expect(up.exitCode, up.stderr.slice(-800)).toBe(0);
  const autostop = (...words: string[]) => run('autostop', 'glocluster', ...words, '--json', '--yes', '--trace', trace);
  return { run, env, trace, autostop, exchanges };
}

it('Azure stops the nodes at the time that was set, with rank0 closed, by the specifications; cut off it is finished by the same line', {
  timeout: 120_000,
}, async () => {
  const { run, env, autostop, exchanges } = await built();
  // Killed as soon as the first of the two is set.
  const kill = (text: string): void => void (/glocluster\d stops at .*each day/.test(text) && cut.child.kill('SIGKILL'));
  const cut = startRank0(['autostop', 'glocluster', 'in', '3h', '--time-zone', 'Europe/Berlin', '--yes'], env, kill);
  cut.child.stderr?.on('data', (data) => kill(String(data)));
  await cut.ended;

  const set = await autostop('in', '3h', '--time-zone', 'Europe/Berlin');
  expect(set.lines.slice(0, -1).every((line) => String(line['task']).startsWith('autostop/'))).toBe(true);
  expect(last(set)).toMatchObject({
    result: 'autostop',
    simulated: true,
    autostop: { timeZone: 'Europe/Berlin', windowsTimeZone: 'W. Europe Standard Time', daily: true, nodes: ['glocluster0', 'glocluster1'] },
    stillCostsPerHour: 0.0166,
  });
  const status = await run('status', '--json');
  expect(last(status)).toMatchObject({ state: 'ready', autostop: { timeZone: 'Europe/Berlin' } });

  await run('practice', '--advance', '8h');
  const after = await run('status', '--json');
  expect([powers(after), last(after)['state'], last(after)['pricePerHourNow']]).toEqual([['deallocated', 'deallocated'], 'stopped', 0.0166]);
  // Azure says since when they are off: three hours of machines are spent, and not eight.
  const { spent, pricePerHour } = last(after) as { spent: number; pricePerHour: number };
  expect(spent).toBeGreaterThan(3 * pricePerHour);
  expect(spent).toBeLessThan(4 * pricePerHour);

  expect(last(await autostop('off'))).toMatchObject({ result: 'autostop', autostop: null });
  expect(last(await autostop('off'))).toMatchObject({ result: 'autostop', autostop: null });
  expect(last(await run('down', '--yes', '--json'))).toMatchObject({ result: 'deleted', left: [] });
  expect(check(exchanges()).violations).toEqual([]);
});

it('nodes that come get the same stop, those that go leave no schedule, and what is no time is refused with its reason', { timeout: 120_000 }, async () => {
  const { run, autostop } = await built();
  expect(errorOf(await autostop('in', '30h'))).toBe('autostop-too-far');
  expect(errorOf(await autostop('at', '0.0001$'))).toBe('autostop-past');
  expect(errorOf(await autostop('23:00', '--time-zone', 'Europe/Nowhere'))).toBe('time-zone-unknown');
  const refused = await autostop('25:00');
  expect([refused.exitCode, errorOf(refused)]).toEqual([2, 'autostop-malformed']);

  expect((await autostop('in', '5h', '--time-zone', 'UTC')).exitCode).toBe(0);
  await run('scale', 'glocluster', '3', '--yes', '--json');
  const nodes = async (): Promise<unknown> => (last(await run('autostop', 'glocluster', '--json'))['autostop'] as { nodes: string[] }).nodes;
  expect(await nodes()).toEqual(['glocluster0', 'glocluster1', 'glocluster2']);
  await run('scale', 'glocluster', '2', '--yes', '--json');
  expect(await nodes()).toEqual(['glocluster0', 'glocluster1']);
});

it('a scale set has no auto-shutdown, and it is said what there is instead', { timeout: 120_000 }, async () => {
  const { autostop } = await built('--network', 'infiniband');
  const refused = await autostop('23:00');
  expect([refused.exitCode, errorOf(refused)]).toEqual([3, 'autostop-scale-set']);
});
