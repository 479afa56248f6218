import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bashOf } from '../../src/stages/export/bash.ts';
import { clusterFolders } from '../../src/state/home.ts';
import { readJournal } from '../../src/state/journal.ts';
import { readSession, readStoreFile } from '../../src/state/store.ts';

/** Programs that stand in for az and curl, and for ssh. */
export const fakeAz = join(import.meta.dirname, 'fake-az');
export const fakeSsh = join(import.meta.dirname, 'fake-ssh');

/** The script of the one cluster that a home remembers. */
export function scriptOf(home: string, withAddresses = false): string {
  const [one] = clusterFolders(home);
  const session = one && readSession(one.folder, one.name);
  if (!one || !session?.choices) throw new Error('no cluster');
  const { folder } = one;
  const remembered = { choices: session.choices, session, folder, readFile: (file: Parameters<typeof readStoreFile>[1]) => readStoreFile(folder, file) };
  return bashOf(remembered, readJournal(folder).events, { madeBy: 'rank0', withAddresses, redact: (text) => text });
}

export interface FakeNode {
  readonly name: string;
  readonly privateAddress: string;
  readonly publicAddress: string;
  /** Of a scale set. */
  readonly instance?: number;
  readonly serialLog: string;
}

/** A folder in which an exported script runs against a fake az. */
export function scriptSeat(folder: string, script: string) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'cluster.sh');
  writeFileSync(file, script, { mode: 0o755 });
  const read = (name: string): string[] => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').trim().split('\n') : []);
  return {
    file,
    /** What the script keeps. */
    kept: join(folder, 'kept'),
    env: { FAKE_AZ: folder, FOLDER: join(folder, 'kept') },
    /** Machines that az lists, and what their consoles show. */
    setNodes: (nodes: readonly FakeNode[]): void => {
      const lines = nodes.map(({ name, privateAddress, publicAddress, instance }) => [name, privateAddress, publicAddress, instance ?? ''].join(' ').trim());
      writeFileSync(join(folder, 'nodes'), `${lines.join('\n')}\n`);
      for (const { name, serialLog } of nodes) writeFileSync(join(folder, `${name}.log`), serialLog);
    },
    /** Every call of az so far, as words. */
    calls: (): string[][] => read('calls').map((line) => JSON.parse(line) as string[]),
    /** Every line that went to ssh. */
    lines: (): string[] => read('lines'),
    run: (words: readonly string[], { programs, input = '', env = {} }: { programs: readonly string[]; input?: string; env?: Record<string, string> }) =>
      new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
        const child: ChildProcess = spawn('bash', [file, ...words], {
          env: { ...process.env, PATH: `${programs.join(':')}:${process.env['PATH']}`, FAKE_AZ: folder, FOLDER: join(folder, 'kept'), ...env },
          stdio: ['pipe', 'pipe', 'pipe'],
        });
        let [stdout, stderr] = ['', ''];
        child.stdout?.on('data', (data) => {
          stdout += String(data);
        });
        child.stderr?.on('data', (data) => {
          stderr += String(data);
        });
        child.stdin?.on('error', () => {}); // it may end without reading
        child.stdin?.end(input);
        child.once('close', (code) => resolve({ exitCode: code ?? 255, stdout, stderr }));
      }),
  };
}
