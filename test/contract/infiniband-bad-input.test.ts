import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childEnvironment, type Ran, rank0, temporaryHome } from '../support/rank0.ts';

interface Told {
  readonly code: string;
  readonly message: string;
  readonly means: string;
  readonly next: readonly { readonly label: string; readonly command?: string }[];
}
const last = ({ lines }: Ran) => lines.at(-1) ?? {};
const errorIn = (ran: Ran) => last(ran)['error'] as Told | undefined;
const commandsIn = (ran: Ran): string[] => errorIn(ran)?.next.flatMap(({ command }) => command ?? []) ?? [];

const { home, dispose } = temporaryHome();
afterAll(dispose);
const quota = { RANK0_PRACTICE_QUOTA: 'standardHBv3Family=480,cores=480' };
const plan = (...words: string[]) => rank0(['plan', '--cloud', 'practice', '--network', 'infiniband', '--json', ...words], childEnvironment(home, quota));

describe.concurrent('what cannot be is said before anything is made', () => {
  it.each([
    [['--count', '101'], 2, 'count-not-allowed', /share no fabric/],
    [['--count', '1'], 2, 'count-not-allowed', /Two are the least/],
    [['--image', 'Debian12'], 2, 'image-without-drivers', /drivers/],
    [['--image', 'Canonical:ubuntu-24_04-lts:server:latest'], 2, 'image-without-drivers', /drivers/],
    [['--name', 'n'.repeat(59)], 2, 'name-not-allowed', /1 to 58 characters/],
    [['--location', 'northeurope'], 3, 'size-not-in-region', /Not every region/],
    [['--count', '5'], 3, 'quota-exceeded', /may not use as many vCPUs/],
  ] as const)('%j', async (words, exitCode, code, means) => {
    const ran = await plan(...words);
    expect([ran.exitCode, errorIn(ran)]).toMatchObject([exitCode, { code, means: expect.stringMatching(means) }]);
  });

  it('a size without RDMA: no proposal that has none either', async () => {
    const ran = await plan('--size', 'Standard_D2s_v5');
    expect([ran.exitCode, errorIn(ran)?.code]).toEqual([3, 'size-without-infiniband']);
    expect(commandsIn(ran).some((command) => command.includes('--size Standard_HB120rs_v3 --count 4'))).toBe(true);
    expect(commandsIn(ran).filter((command) => command.includes('Standard_D2s_v5'))).toEqual([]);
  });

  it('a size that there is not: the nearest of those that have InfiniBand', async () => {
    const ran = await plan('--size', 'Standard_HB121rs_v3');
    expect([ran.exitCode, errorIn(ran)?.code, commandsIn(ran)]).toEqual([2, 'size-unknown', ['rank0 up --size Standard_HB120rs_v3 --network infiniband']]);
    expect(errorIn(await plan('--size', 'Standard_D3s_v5'))?.means).not.toMatch(/Nearest: [^.]*_D\d/);
  });

  it('a region without stock for this subscription', async () => {
    const ran = await plan('--size', 'Standard_HB120rs_v3', '--location', 'northeurope');
    expect(commandsIn(ran)).toEqual(['rank0 up --size Standard_HB120rs_v3 --count 4 --location uksouth --network infiniband --cloud practice']);
  });
});

describe('a scaling that cannot be changes nothing', () => {
  const own = temporaryHome();
  afterAll(own.dispose);
  const trace = join(own.home, '../trace.ndjson');
  const run = (...words: string[]) => rank0([...words, '--json', '--trace', trace], childEnvironment(own.home, quota));
  const writes = (): number =>
    readFileSync(trace, 'utf8')
      .split('\n')
      .filter((line) => /"method":"(PUT|POST|PATCH|DELETE)"/.test(line)).length;
  beforeAll(async () => {
    expect((await run('up', '--cloud', 'practice', '--network', 'infiniband', '--count', '2', '--yes')).exitCode).toBe(0);
  });

  it.each([
    ['101', 2, 'count-not-allowed', ['rank0 scale glocluster 100']],
    ['-1', 2, 'count-not-allowed', []],
    ['5', 3, 'quota-exceeded', ['rank0 scale glocluster 4']],
  ])('to %s', async (count, exitCode, code, commands) => {
    const before = writes();
    const ran = await run('scale', 'glocluster', count, '--yes');
    expect([ran.exitCode, errorIn(ran)?.code, commandsIn(ran).slice(0, 1)]).toEqual([exitCode, code, commands]);
    expect([writes(), last(await run('status'))]).toMatchObject([before, { state: 'ready', count: 2 }]);
  });

  it('to what is there already', async () => {
    const before = writes();
    expect(last(await run('scale', '2', '--yes'))).toMatchObject({ result: 'scaled', from: 2, count: 2, came: [], left: [] });
    expect(writes()).toBe(before);
  });
});
