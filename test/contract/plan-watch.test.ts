import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { requestQuotaIn } from '../../src/practice/quota-requests.ts';
import { childEnvironment, rank0, startRank0, temporaryHome } from '../support/rank0.ts';

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});
const home = (): string => {
  const { home: one, dispose } = temporaryHome();
  ended.push(dispose);
  return one;
};
const watch = ['plan', '--watch', '--cloud', 'practice', '--network', 'infiniband', '--json'];
const watching = (lines: readonly Record<string, unknown>[]) => lines.filter(({ task }) => task === 'watch');
interface Line {
  readonly time: string;
  readonly task?: string;
}

it('says what is missing each time that it changes, sees what another program asked for, and ends once it fits', async () => {
  const place = home();
  const ask = (count: number, time: string) =>
    requestQuotaIn(join(place, 'practice'), {}, Date.parse(time), { location: 'eastus', size: 'Standard_HB120rs_v3', count });
  let asked = 0;
  const { ended: end } = startRank0(watch, childEnvironment(place), (text) => {
    const line = JSON.parse(text) as Line;
    // Two are granted first, which is not enough for four; then the rest.
    if (line.task === 'watch' && asked < 2) ask([2, 4][asked++] as number, line.time);
  });
  const { exitCode, lines, stderr } = await end;
  expect([exitCode, lines.at(-1)]).toMatchObject([0, { result: 'planned', network: 'infiniband', count: 4 }]);
  expect(watching(lines)).toMatchObject([
    { stage: 'plan', state: 'making', message: expect.stringMatching(/HBv3 Family vCPUs: 480 needed, 0 left/), error: { code: 'quota-exceeded' } },
    { state: 'making', message: expect.stringMatching(/HBv3 Family vCPUs: 480 needed, 240 left/) },
    { state: 'done', message: 'it fits now' },
  ]);
  const [first, , last] = watching(lines) as unknown as [Line, Line, Line];
  // Granted 20 minutes after each request, and looked every 5.
  expect((Date.parse(last.time) - Date.parse(first.time)) / 60_000).toBeCloseTo(40, -1);
  expect(stderr.match(/does not fit the quota/g)).toHaveLength(1);
});

it('ends at once where it fits already, where the answer is wrong in itself, and where nobody is signed in', async () => {
  const env = childEnvironment(home());
  const fits = await rank0(['plan', '--watch', '--cloud', 'practice', '--json'], env);
  expect([fits.exitCode, fits.lines.at(-1)?.['result'], watching(fits.lines)]).toEqual([0, 'planned', []]);
  const wrong = await rank0([...watch, '--size', 'Standard_Nonsense'], env);
  expect([wrong.exitCode, wrong.lines.at(-1)]).toMatchObject([2, { result: 'failed', error: { code: 'size-unknown' } }]);
  expect((await rank0(['plan', '--watch', '--json'], { ...env, PATH: '/nowhere' })).exitCode).toBe(4);
});

it('is interrupted by Ctrl-C while it waits, and has made nothing', async () => {
  const place = home();
  // A minute of Azure in a second: it sits in a wait when the signal comes.
  const running = startRank0(watch, childEnvironment(place, { RANK0_PRACTICE_SPEED: '60' }), (text) => {
    if ((JSON.parse(text) as Line).task === 'watch') running.child.kill('SIGINT');
  });
  const { exitCode, lines } = await running.ended;
  expect([exitCode, lines.at(-1)]).toMatchObject([130, { result: 'interrupted' }]);
  expect((await rank0(['list', '--json'], childEnvironment(place))).lines.at(-1)).toEqual({ clusters: [] });
});
