import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KillReport } from './kills.ts';
import { childEnvironment, rank0, startRank0, temporaryHome } from './rank0.ts';
import { quota, standing, upLine } from './standing-kills.ts';

/** Which way files go. */
export type Way = 'put' | 'get';

const count = 3;
const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 11 + (index >> 7)) % 256));

/** A program that works on a copy of a standing cluster, and a folder of its own here. */
async function seat(): Promise<{ run: (...words: string[]) => ReturnType<typeof rank0>; env: Record<string, string>; here: string; dispose(): void }> {
  const { home, dispose } = temporaryHome();
  cpSync((await standing([upLine('ethernet', count)])).home, home, { recursive: true });
  const env = childEnvironment(home, quota);
  const here = join(home, 'laptop');
  mkdirSync(here, { recursive: true });
  writeFileSync(join(here, 'data.bin'), content, { mode: 0o640 });
  return { run: (...words) => rank0(words, env), env, here, dispose };
}

const wordsOf = (way: Way, here: string): string[] =>
  way === 'put' ? ['put', join(here, 'data.bin'), '--to', 'there', '--json'] : ['get', 'there/data.bin', '--to', join(here, 'got'), '--json'];

/** How many lines such a command tells, each of which it can be killed after. */
export async function linesOf(way: Way): Promise<number> {
  const { run, here, dispose } = await seat();
  try {
    mkdirSync(join(here, 'got'));
    const put = await run(...wordsOf('put', here));
    const ran = way === 'put' ? put : await run(...wordsOf('get', here));
    if (ran.exitCode !== 0) throw new Error(`${way} ended with ${ran.exitCode}: ${ran.stderr.slice(-1000)}`);
    return ran.lines.length;
  } finally {
    dispose();
  }
}

/** Kills a put or a get after so many lines, runs the same line again, and looks for what is missing, half or left over. */
export async function killFiles(way: Way, at: number): Promise<KillReport> {
  const { run, env, here, dispose } = await seat();
  const faults: string[] = [];
  try {
    mkdirSync(join(here, 'got'));
    if (way === 'get') await run(...wordsOf('put', here));
    let seen = 0;
    let killed = false;
    const first = startRank0(wordsOf(way, here), env, () => {
      seen += 1;
      if (!killed && seen === at) killed = first.child.kill('SIGKILL');
    });
    await first.ended;
    const again = await run(...wordsOf(way, here));
    if (again.exitCode !== 0) faults.push(`again ended with ${again.exitCode}: ${JSON.stringify(again.lines.at(-1))} ${again.stderr.slice(-600)}`);
    const { lines } = await run('run', '--json', '--', 'ls -A there; stat -c %a there/data.bin; sha256sum < there/data.bin');
    const printed = new Set(lines.flatMap(({ node, stdout }) => (node === undefined ? [] : [String(stdout)])));
    if (lines.length !== count || printed.size !== 1 || !/^data\.bin\n640\n[0-9a-f]{64}/.test([...printed][0] ?? ''))
      faults.push(`on the nodes: ${[...printed].join(' | ')}`);
    if (way === 'get') {
      const names = readdirSync(join(here, 'got')).sort();
      if (names.join(' ') !== Array.from({ length: count }, (_, index) => `data.bin.glocluster${index}`).join(' ')) faults.push(`here: ${names.join(' ')}`);
      for (const name of names) if (!readFileSync(join(here, 'got', name)).equals(content)) faults.push(`${name} is not what it was`);
    }
    return { at, killed, faults };
  } finally {
    dispose();
  }
}
