import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeOut } from '../../../src/cli/write-out.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rank0-out-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const problemIn = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('a file that was asked for', () => {
  it('is written whole, with nothing left beside it', () => {
    const file = join(folder, 'figures.csv');
    expect(writeOut(file, 'a,b\n', false)).toBe(file);
    expect(readFileSync(file, 'utf8')).toBe('a,b\n');
    expect(readdirSync(folder)).toEqual(['figures.csv']);
  });

  it('is not written over, unless one says so', () => {
    const file = join(folder, 'figures.csv');
    writeFileSync(file, 'old');
    expect(problemIn(() => writeOut(file, 'new', false))).toMatchObject({ problem: { code: 'output-exists' }, exitCode: 2 });
    expect(readFileSync(file, 'utf8')).toBe('old');
    writeOut(file, 'new', true);
    expect(readFileSync(file, 'utf8')).toBe('new');
  });

  it('is a usage error where its folder is not there', () => {
    expect(problemIn(() => writeOut(join(folder, 'none', 'x.csv'), 'a', false))).toMatchObject({ problem: { code: 'output-unwritable' }, exitCode: 2 });
  });

  it.runIf(process.platform === 'linux')('is an error where the disk is full', () => {
    expect(problemIn(() => writeOut('/dev/full', 'a', true))).toMatchObject({ problem: { code: 'disk-full' }, exitCode: 1 });
  });
});
