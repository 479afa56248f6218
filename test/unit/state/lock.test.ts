import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { lockHolder, takeLock } from '../../../src/state/lock.ts';
import { ProblemError } from '../../../src/state/problem.ts';
import { isRunning, thisProcess } from '../../../src/state/process-identity.ts';
import { ownFolder } from './support.ts';

const holder = (more: object) => JSON.stringify({ host: hostname(), pid: process.pid, command: 'rank0 up', since: '2026-11-24T12:00:00Z', ...more });

it('is held by one program at a time and names its holder', () => {
  const folder = ownFolder();
  const lock = takeLock(folder, 'rank0 up');
  expect(lockHolder(folder)).toMatchObject({ pid: process.pid, command: 'rank0 up' });
  expect(() => takeLock(folder, 'rank0 down')).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'cluster-in-use', message: expect.stringContaining(`process ${process.pid}`) }) }),
  );
  lock.release();
  expect(lockHolder(folder)).toBeUndefined();
  takeLock(folder, 'rank0 down').release();
  expect(existsSync(join(folder, 'lock'))).toBe(false);
});

it('is taken over from a process that has ended', () => {
  const folder = ownFolder();
  const dead = Number(execFileSync(process.execPath, ['-e', 'process.stdout.write(String(process.pid))'], { encoding: 'utf8' }));
  writeFileSync(join(folder, 'lock'), holder({ pid: dead, started: 'then' }));
  takeLock(folder, 'rank0 up').release();
});

it('is taken over from an earlier process that had the number of a living one', () => {
  const folder = ownFolder();
  writeFileSync(join(folder, 'lock'), holder({ started: 'another-boot/1' }));
  takeLock(folder, 'rank0 up').release();
});

it('is not taken over from another host, and says how to free it', () => {
  const folder = ownFolder();
  writeFileSync(join(folder, 'lock'), holder({ host: 'elsewhere', started: 'x' }));
  try {
    takeLock(folder, 'rank0 up');
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(ProblemError);
    expect((error as ProblemError).problem.next.at(-1)?.command).toContain(join(folder, 'lock'));
  }
  expect(readFileSync(join(folder, 'lock'), 'utf8')).toContain('elsewhere');
});

it('goes to exactly one of many that find a dead holder at once', async () => {
  const folder = ownFolder();
  writeFileSync(join(folder, 'lock'), holder({ pid: 2 ** 22 + 1, started: 'then' }));
  const script = `import { takeLock } from ${JSON.stringify(join(import.meta.dirname, '../../../src/state/lock.ts'))};
    try { takeLock(${JSON.stringify(folder)}, 'race'); console.log('mine'); } catch (error) { console.log(error.problem.code); }
    process.stdin.resume(); process.stdin.on('end', () => process.exit(0)); setTimeout(() => process.exit(0), 1500);`;
  const run = promisify(execFile);
  const outs = await Promise.all(Array.from({ length: 6 }, () => run(process.execPath, ['--input-type=module', '-e', script])));
  expect(outs.map(({ stdout }) => stdout.trim()).sort()).toEqual([
    'cluster-in-use',
    'cluster-in-use',
    'cluster-in-use',
    'cluster-in-use',
    'cluster-in-use',
    'mine',
  ]);
});

it('knows this process from a later one of the same number', () => {
  const me = thisProcess();
  expect(isRunning(me)).toBe(true);
  expect(isRunning({ ...me, started: 'other' })).toBe(false);
  expect(isRunning({ ...me, host: 'elsewhere' })).toBe('unknown');
});
