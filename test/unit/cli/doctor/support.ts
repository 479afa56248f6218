import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Check, DoctorWorld, Finding } from '../../../../src/cli/doctor/check.ts';
import { runChecks } from '../../../../src/cli/doctor/run-checks.ts';
import { terminalOf } from '../../../../src/terminal/terminal.ts';

export const now = Date.parse('2026-11-25T12:00:00Z');

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rank0-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A doctor's world in which everything is well; nothing of it leaves the process. */
export function doctorWorld(more: Partial<DoctorWorld> & { tty?: { columns: number; rows: number } } = {}): DoctorWorld {
  const { tty = { columns: 120, rows: 40 }, ...given } = more;
  const stream = { isTTY: true, ...tty };
  const env = { TERM: 'xterm-256color', LANG: 'C.UTF-8', ...given.env };
  return {
    home: temporaryFolder(),
    cloud: 'public',
    colourBits: 8,
    now: () => now,
    send: async () => ({ status: 401, headers: { date: new Date(now).toUTCString() }, body: '' }),
    dial: async () => {
      throw Object.assign(new Error('connect ENOTFOUND'), { code: 'ENOTFOUND' });
    },
    run: async (program) =>
      program === 'ssh' ? { exitCode: 0, output: 'OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.15\n' } : { exitCode: 0, output: '{ "azure-cli": "2.80.0" }' },
    world: async () => {
      throw new Error('no world here');
    },
    ...given,
    env,
    terminal: given.terminal ?? terminalOf({ stdin: stream, stdout: stream, env }),
  };
}

/** What one check finds. */
export async function found(check: Check, more: Parameters<typeof doctorWorld>[0] = {}): Promise<Finding> {
  const [finding] = await runChecks(doctorWorld(more), new AbortController().signal, [check]);
  return finding as Finding;
}
