import { expect, it, type TestContext } from 'vitest';
import { parse } from 'shell-quote';
import { drills } from '../../src/practice/drills.ts';
import { drillOf } from '../../src/stages/drill.ts';
import { childEnvironment, rank0, type Ran, temporaryHome } from '../support/rank0.ts';

/** A home for as long as the test runs. Two at a time: each runs one program after the other. */
function homeUntil(finished: TestContext['onTestFinished']): string {
  const { home, dispose } = temporaryHome();
  finished(dispose);
  return home;
}

/** Runs a line of a text as a person would, but without a terminal to be asked on. */
function typed(line: string, env: Record<string, string>): Promise<Ran> {
  const [program, ...words] = parse(line.replaceAll('{cluster}', 'glocluster')).map(String);
  expect(program).toBe('rank0');
  const asks = ['up', 'down', 'scale', 'start'].includes(words[0] ?? '');
  return rank0([...words, ...(asks ? ['--yes', '--json'] : [])], env);
}

const up = ['up', '--cloud', 'practice', '--yes', '--json'];

it.concurrent('the drill stopped-from-inside shows in `status`, and is over once nothing is off and billed', async ({ onTestFinished }) => {
  const home = homeUntil(onTestFinished);
  const env = childEnvironment(home);
  const text = drillOf('stopped-from-inside');
  const built = await rank0([...up, '--count', '2', '--drill', 'stopped-from-inside'], env);
  expect([built.exitCode, built.stderr.includes('solved')]).toEqual([0, false]);
  expect((await typed(text.shows ?? '', env)).stdout).toMatch(/Off, but billed as if it ran: glocluster1\./);
  const cured = await typed(text.commands[0] ?? '', env);
  expect([cured.exitCode, cured.stderr]).toEqual([0, expect.stringContaining('drill stopped-from-inside: solved. ')]);
});

it.concurrent.for(drills.flatMap(({ name }) => (name === 'stopped-from-inside' ? [] : [name])))(
  'the drill %s shows what its text says, and its cure is enough',
  async (name, { onTestFinished }) => {
    const home = homeUntil(onTestFinished);
    const env = childEnvironment(home);
    const text = drillOf(name);

    const flags = text.flags?.split(' ') ?? [];
    const built = await rank0([...up, ...flags, '--drill', name], env);
    // One that shows in another line lets the cluster be built.
    if (text.shows !== undefined) expect([built.exitCode, built.stderr.includes(`drill ${name}`)]).toEqual([0, false]);
    const failed = text.shows === undefined ? built : await typed(text.shows, env);
    const last = failed.lines.at(-1) as { result: string; error?: { code: string } };
    expect([last.result, last.error?.code]).toEqual(text.code === undefined ? ['ready', undefined] : ['failed', text.code]);
    const first = `drill ${name}: hint: ${text.hints[0]?.slice(0, 40)}`;
    const solved = `drill ${name}: solved. `;
    if (text.code === undefined) expect(failed.stderr).not.toContain('hint:');
    else expect(failed.stderr).toContain(first);
    // What mends itself is over at once; what is in an optional stage, and fails nothing, is over when it is mended.
    const byItself = text.code === undefined && text.flags === undefined;
    expect(failed.stderr.includes(solved)).toBe(byItself);

    let cured: Ran | undefined;
    for (const line of text.commands) {
      cured = await typed(line, env);
      expect([line, cured.exitCode, cured.stderr.includes('hint:')]).toEqual([line, 0, false]);
    }
    expect(cured?.lines.at(-1)).toMatchObject({ result: text.shows?.startsWith('rank0 down') ? 'deleted' : 'ready' });
    if (!byItself) expect(cured?.stderr).toContain(solved);
  },
);

it.concurrent('a drill that is solved is forgotten: what fails later is not taken for it, and its limit is gone', async ({ onTestFinished }) => {
  const home = homeUntil(onTestFinished);
  const env = childEnvironment(home);
  await rank0([...up, '--drill', 'quota', '--count', '3'], env);
  const later = await rank0([...up, '--name', 'other', '--count', '20'], env);
  expect(later.lines.at(-1)).toMatchObject({ result: 'failed', error: { code: 'quota-exceeded', message: expect.stringContaining('limit 20') } });
  expect(later.stderr).not.toContain('drill');
});

it.concurrent('a failure that the drill on has nothing to do with shows no hint of it', async ({ onTestFinished }) => {
  const home = homeUntil(onTestFinished);
  const other = await rank0([...up, '--drill', 'dead-node', '--location', 'nowhere'], childEnvironment(home));
  expect(other.lines.at(-1)).toMatchObject({ result: 'failed', error: { code: 'location-unknown' } });
  expect(other.stderr).not.toContain('hint:');
});

it.concurrent('drills are listed by what one would see of them, and ended by none', async ({ onTestFinished }) => {
  const home = homeUntil(onTestFinished);
  const env = childEnvironment(home);
  for (const words of [['--drill'], ['--drill', 'list'], ['--drill', 'help']]) {
    const { stdout, exitCode } = await rank0(['practice', ...words], env);
    expect(exitCode).toBe(0);
    for (const { name, effect } of drills) {
      expect(stdout).toMatch(new RegExp(`^  ${name} +${drillOf(name).symptom}$`, 'm'));
      expect(stdout).not.toContain(effect);
    }
  }
  await rank0(['plan', '--cloud', 'practice'], env);
  await rank0([...up, '--drill', 'quota'], env);
  expect((await rank0(['practice', '--drill'], env)).stdout).toMatch(/^ {2}quota .*\(on now\)$/m);
  expect((await rank0(['practice', '--drill', 'none'], env)).stdout).toContain('The drill quota is over');
  expect((await rank0(up, env)).lines.at(-1)).toMatchObject({ result: 'ready' });
});

// Without the cure they stay: what a person has to mend does not mend itself.
it.concurrent.for(['quota', 'ssh-blocked', 'address-changed', 'cloud-init-degraded'])(
  'the drill %s is still there for the next program',
  async (name, { onTestFinished }) => {
    const home = homeUntil(onTestFinished);
    const env = childEnvironment(home);
    await rank0([...up, '--drill', name], env);
    const again = await rank0(up, env);
    expect(again.lines.at(-1)).toMatchObject({ result: 'failed', error: { code: drillOf(name).code } });
  },
);

it.concurrent('a drill that there is not is a usage error before anything is done, and so is one outside the practice cloud', async ({ onTestFinished }) => {
  const home = homeUntil(onTestFinished);
  const env = childEnvironment(home);
  const unknown = await rank0(['practice', '--drill', 'qouta'], env);
  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringMatching(/did you mean quota\?[\s\S]*host-key-changed/)]);
  const real = await rank0(['up', '--yes', '--json', '--drill', 'quota'], env);
  expect(real.lines.at(-1)).toMatchObject({ result: 'failed', error: { code: 'drill-not-here' } });
});
