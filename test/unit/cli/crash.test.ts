import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepStack, keptStacks } from '../../../src/cli/crash.ts';
import { ProblemError } from '../../../src/state/problem.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rank0-crash-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

it('what nobody caught ends the program with its message and what to do; its stack is kept and not shown', () => {
  const crash = pathToFileURL(fileURLToPath(new URL('../../../src/cli/crash.ts', import.meta.url))).href;
  const script = `const { tellCrashes } = await import(${JSON.stringify(crash)}); tellCrashes(${JSON.stringify(home)}); setTimeout(function whereItHappened() { undefined.nodes; }, 0);`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain("rank0: Cannot read properties of undefined (reading 'nodes')\n");
  expect(stderr).toContain('rank0 doctor --report');
  expect(stderr).not.toMatch(/^\s+at |whereItHappened/m);
  expect(keptStacks(home)).toMatch(/TypeError: Cannot read[\s\S]*at [\s\S]*whereItHappened/);
  expect(statSync(join(home, 'crash.log')).mode & 0o777).toBe(0o600);
});

it('an expected failure is no crash, and neither is an interruption', () => {
  keepStack(home, new ProblemError({ code: 'x', message: 'x', means: 'x', next: [] }));
  keepStack(home, Object.assign(new Error('stop'), { name: 'AbortError' }));
  expect(keptStacks(home)).toBe('');
});

it('only the newest are kept, and a home that cannot be written is no second crash', () => {
  for (let count = 0; count < 40; count += 1) keepStack(home, new Error(`number ${count} ${'x'.repeat(1000)}`));
  expect(readFileSync(join(home, 'crash.log'), 'utf8').length).toBeLessThanOrEqual(20_000);
  expect(keptStacks(home)).toContain('number 39 ');
  expect(keptStacks(home)).not.toContain('number 2 ');
  expect(() => keepStack('/proc/nowhere', new Error('x'))).not.toThrow();
});
