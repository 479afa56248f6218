import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** The command as people get it: the bundle, behind its launcher, on the Node that runs the tests. */
export const launcher = resolve(import.meta.dirname, '../../bin/rank0.js');

export interface Ran {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Parsed lines of stdout (with --json). */
  readonly lines: readonly Record<string, unknown>[];
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
}

/** Variables of the tests' own surroundings that would change what the program does. */
const notForTheChild = ['CI', 'NO_COLOR', 'FORCE_COLOR', 'VITEST', 'NODE_ENV', 'RANK0_TRACE', 'RANK0_TOKEN'];

/** The environment of a program under test: this process's own, without what would change its ways, with its own home. */
export function childEnvironment(home: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const env = { ...process.env, RANK0_HOME: home, RANK0_PRACTICE_SPEED: '0', ...more } as Record<string, string>;
  for (const name of notForTheChild) if (!(name in more)) delete env[name];
  return env;
}

/** Starts rank0. `line` sees every line of stdout as it comes. */
export function startRank0(args: readonly string[], env: Record<string, string>, line: (text: string) => void = () => {}): Running {
  const child = spawn(process.execPath, [launcher, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stdout: string[] = [];
  let stderr = '';
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (text) => {
    stdout.push(text);
    line(text);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  const ended = new Promise<Ran>((resolvePromise) => {
    child.once('close', (exitCode, signal) => {
      const lines = stdout.flatMap((text) => {
        try {
          return [JSON.parse(text) as Record<string, unknown>];
        } catch {
          // A line for eyes: in stdout as it is.
          return [];
        }
      });
      resolvePromise({ exitCode, signal, lines, stdout: stdout.join('\n'), stderr });
    });
  });
  return { child, ended };
}

/** Runs rank0 to its end. */
export const rank0 = (args: readonly string[], env: Record<string, string>): Promise<Ran> => startRank0(args, env).ended;

/** A home of one test alone; `dispose` removes it. */
export function temporaryHome(): { readonly home: string; dispose(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-home-'));
  return { home: join(folder, 'home'), dispose: () => rmSync(folder, { recursive: true, force: true }) };
}
