import { once } from 'node:events';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Stands in for the bundle: says what it sees, then does what it is told. */
const bundle = `
export async function main(argv) {
  // Before the line that the test waits for.
  if (argv[0] === 'handle') process.on('SIGTERM', () => process.exit(42));
  const { FORCE_COLOR, DEV } = process.env;
  console.log(JSON.stringify({ argv, node: process.versions.node, pid: process.pid, FORCE_COLOR, DEV }));
  if (argv[0] === 'exit') return Number(argv[1]);
  if (argv[0] === 'throw') throw new Error('a bug');
  if (argv[0] === 'wait' || argv[0] === 'handle') await new Promise((done) => setTimeout(done, 60_000));
  return 0;
}
`;

/** The Node of the system where it is older than the oldest we take. */
function olderNode(): string | undefined {
  const found = ['/usr/bin/node', '/usr/local/bin/node'].filter((path) => existsSync(path));
  return found.find((path) => Number(spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout.split('.')[0]) < 22);
}
const older = olderNode();

let root: string;
let bin: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'rank0-shim-'));
  for (const folder of ['bin', 'dist', 'empty/bin', 'empty/dist']) mkdirSync(join(root, folder), { recursive: true });
  for (const home of [root, join(root, 'empty')]) {
    cpSync('bin/rank0.js', join(home, 'bin/rank0.js'));
    writeFileSync(join(home, 'package.json'), '{"type":"module"}');
  }
  writeFileSync(join(root, 'dist/main.js'), bundle);
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  bin = join(root, 'bin/rank0.js');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const clean: Record<string, string | undefined> = { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, DEV: undefined, TERM: 'xterm-256color' };
const run = (node: string, words: readonly string[], env: Record<string, string> = {}, script = bin) =>
  spawnSync(node, [script, ...words], { encoding: 'utf8', env: { ...clean, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
const seen = (stdout: string): Record<string, unknown> => JSON.parse(stdout.split('\n')[0] ?? '');

interface Started {
  readonly child: ChildProcess;
  /** Process that runs the bundle: the child itself, or what it relaunched. */
  readonly pid: number;
}

/** Starts and waits until the bundle has spoken. */
async function started(node: string, word: string): Promise<Started> {
  const child = spawn(node, [bin, word], { env: clean, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  return { child, pid: Number(seen(line)['pid']) };
}

/** Waits for the end of a process that is no child of ours. */
async function ended(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((done) => setTimeout(done, 10));
  }
}

const nodes = [
  ['this Node', process.execPath],
  ['an older Node', older],
] as const;

describe.each(nodes)('bin/rank0.js under %s', (_, node) => {
  it.skipIf(!node)('runs the bundle on Node 22 or later and hands it the words', () => {
    const { stdout, status } = run(node as string, ['one', '--two', 'thr ee']);
    expect(seen(stdout)['argv']).toEqual(['one', '--two', 'thr ee']);
    expect(Number(String(seen(stdout)['node']).split('.')[0])).toBeGreaterThanOrEqual(22);
    expect(status).toBe(0);
  });

  it.skipIf(!node).each([0, 1, 2, 3, 4, 130])('exits %i as main says', (code) => {
    expect(run(node as string, ['exit', String(code)]).status).toBe(code);
  });

  it.skipIf(!node)('a throw in main is an exit of 1, with its stack', () => {
    const { status, stderr } = run(node as string, ['throw']);
    expect(status).toBe(1);
    expect(stderr).toContain('Error: a bug');
  });

  it.skipIf(!node).each([
    [{ NO_COLOR: '1' }, [], '0'],
    [{ NO_COLOR: '' }, [], undefined],
    [{ TERM: 'dumb' }, [], '0'],
    [{}, ['--no-color'], '0'],
    [{}, [], undefined],
    [{ FORCE_COLOR: '3' }, [], '3'],
  ] as [Record<string, string>, string[], string | undefined][])('with %j and %j FORCE_COLOR is %s', (env, words, colour) => {
    expect(seen(run(node as string, words, env).stdout)['FORCE_COLOR']).toBe(colour);
  });

  it.skipIf(!node)('hides DEV, at which Ink would complain', () => {
    expect(seen(run(node as string, [], { DEV: 'true' }).stdout)).not.toHaveProperty('DEV');
  });

  it.skipIf(!node).each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('dies of %s as the bundle does', async (signal) => {
    const { child, pid } = await started(node as string, 'wait');
    const exit = once(child, 'exit');
    child.kill(signal);
    expect(await exit).toEqual([null, signal]);
    await ended(pid);
  });

  it.skipIf(!node)('a bundle that handles a signal chooses the exit code', async () => {
    const { child } = await started(node as string, 'handle');
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exit).toEqual([42, null]);
  });

  it.skipIf(!node)('killed outright, it leaves nothing running', async () => {
    const { child, pid } = await started(node as string, 'wait');
    child.kill('SIGKILL');
    await ended(pid);
  });

  it.skipIf(!node)('says how to build where there is no bundle', () => {
    const home = join(root, 'empty');
    if (!existsSync(join(home, 'node_modules'))) symlinkSync(join(process.cwd(), 'node_modules'), join(home, 'node_modules'));
    const { status, stderr } = run(node as string, [], {}, join(home, 'bin/rank0.js'));
    expect(status).toBe(1);
    expect(stderr).toBe('rank0: not built yet. Run: npm ci && npm run build\n');
  });
});

describe('bin/rank0.js without a newer Node beside it', () => {
  it.skipIf(!older)('says in one line what is needed', () => {
    const home = mkdtempSync(join(tmpdir(), 'rank0-alone-'));
    try {
      mkdirSync(join(home, 'bin'));
      cpSync('bin/rank0.js', join(home, 'bin/rank0.js'));
      writeFileSync(join(home, 'package.json'), '{"type":"module"}');
      const { status, stderr, stdout } = run(older as string, [], {}, join(home, 'bin/rank0.js'));
      expect(status).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^rank0 needs Node 22 or later; this is [\d.]+\. Install one from \S+ and run it again\.\n$/);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
