import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { simulatedAz, tableText } from '../../../../src/cli/wizard/az-simulated.ts';
import { lineFor, lookByAz } from '../../../../src/cli/wizard/look.ts';
import type { World } from '../../../../src/engine/world.ts';

const real = { simulated: false } as World;
const subscription = '11111111-2222-4333-8444-555555555555';
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rank0-az-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a script named az before all others. */
function azIs(script: string): void {
  writeFileSync(join(folder, 'az'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'az'), 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH']}`);
}

async function look(command: string, signal = new AbortController().signal) {
  const told: string[] = [];
  const answer = await lookByAz(real, { command, subscription, signal, tell: (text) => told.push(text) });
  return { ...answer, output: told.join('') };
}

describe("an az line, by this computer's az", () => {
  it('is run for the subscription that pays, and its output and exit code are told', async () => {
    azIs('for word in "$@"; do echo "[$word]"; done; echo careful >&2; exit 3');
    const { output, exitCode, by } = await look("az group show --name 'Our_group_(shared)' --query tags");
    for (const word of ['group', 'show', '--name', 'Our_group_(shared)', '--query', 'tags', '--subscription', subscription])
      expect(output).toContain(`[${word}]\n`);
    expect(output).toContain('careful\n');
    expect(exitCode).toBe(3);
    expect(by).toBeUndefined();
  });

  it('is not limited to one subscription where it lists them', async () => {
    azIs('echo "$@"');
    expect((await look('az account list --output table')).output).toBe('account list --output table\n');
  });

  it('is searched as grep does: only lines with the word, and exit code 1 where there is none', async () => {
    azIs('printf "one\\nssh-ed25519 AAAA\\ntwo ssh-ed25519"');
    expect(await look('az vm boot-diagnostics get-boot-log --resource-group g --name n | grep ssh-ed25519')).toEqual({
      exitCode: 0,
      output: 'ssh-ed25519 AAAA\ntwo ssh-ed25519\n',
    });
    expect(await look('az vm boot-diagnostics get-boot-log --resource-group g --name n | grep rsa')).toEqual({ exitCode: 1, output: '' });
  });

  it('is a problem with a way on where there is no az', async () => {
    vi.stubEnv('PATH', folder);
    await expect(look('az account list')).rejects.toMatchObject({
      problem: { code: 'az-missing', next: [{ label: expect.stringContaining('install-azure-cli') }, {}] },
    });
  });

  it('is ended with all that it started, when one goes back', async () => {
    const began = join(folder, 'began');
    const late = join(folder, 'late');
    azIs(`(touch '${began}'; sleep 1; touch '${late}') & wait`);
    const abort = new AbortController();
    const looked = look('az account list', abort.signal);
    looked.catch(() => {});
    for (let tries = 0; tries < 200 && !existsSync(began); tries += 1) await pause(20);
    abort.abort(new Error('gone back'));
    await expect(looked).rejects.toThrow('gone back');
    await pause(1200);
    expect(existsSync(late)).toBe(false);
  });
});

describe('the line that is shown', () => {
  it('names the subscription where az would take another by itself', () => {
    expect(lineFor(real, 'az resource list --resource-group g', subscription)).toBe(`az resource list --resource-group g --subscription ${subscription}`);
    expect(lineFor(real, 'az vm boot-diagnostics get-boot-log --name n | grep x', subscription)).toBe(
      `az vm boot-diagnostics get-boot-log --name n --subscription ${subscription} | grep x`,
    );
  });

  it('stays as it is where that says nothing', () => {
    expect(lineFor(real, 'az account list --output table', subscription)).toBe('az account list --output table');
    expect(lineFor(real, 'rank0 status glocluster', subscription)).toBe('rank0 status glocluster');
    expect(lineFor({ simulated: true }, 'az group show --name g', subscription)).toBe('az group show --name g');
    expect(lineFor(real, 'az group show --name g', undefined)).toBe('az group show --name g');
  });
});

describe('an az line, by the simulated Azure', () => {
  it('says which lines it knows where it does not know one', async () => {
    const told: string[] = [];
    const exitCode = await simulatedAz({
      world: { simulated: true } as World,
      subscription,
      words: ['vm', 'create', '--name', 'x'],
      tell: (text) => told.push(text),
      signal: new AbortController().signal,
    });
    expect(exitCode).toBe(2);
    expect(told.join('')).toMatch(/only the az lines of its lessons.*resource list/);
  });

  it('prints tables as az does: columns two blanks apart, no blanks at the ends', () => {
    const rows = [
      { Name: 'gloclusterNSG', Type: 'Microsoft.Network/networkSecurityGroups', Status: '' },
      { Name: 'g', Type: 'x', Status: '' },
    ];
    // What knack's table output of azure-cli 2.45 prints for these rows.
    expect(tableText(rows)).toBe(readFileSync(join(import.meta.dirname, '../../../data/az-table.txt'), 'utf8'));
    expect(tableText([])).toBe('');
  });
});
