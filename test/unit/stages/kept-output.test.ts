import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { outputFiles, outputKeeper, shareOf } from '../../../src/stages/kept-output.ts';

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'rank0-kept-'));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const one of folders.splice(0)) rmSync(one, { recursive: true, force: true });
});

describe('what a command prints', () => {
  it('is kept whole where it is short, and nothing of it is written to a file', () => {
    let spilled = '';
    const keeper = outputKeeper({ lines: 100, characters: 10_000 }, (text) => {
      spilled += text;
    });
    for (const line of ['one', 'two']) keeper.add(line);
    expect(keeper.kept()).toMatchObject({ first: ['one', 'two'], last: [], left: 0, count: 2 });
    expect(spilled).toBe('');
  });

  it('of 100 000 lines is kept in bounds: beginning and end here, all of it in a file', () => {
    const place = folder();
    const files = outputFiles(place, '2026-11-24T12-00-00');
    const keeper = outputKeeper(shareOf(64), (text) => files.write('node7', 'stdout', text));
    const all = Array.from({ length: 100_000 }, (_, index) => `line ${index}`);
    for (const line of all) keeper.add(line);
    const kept = keeper.kept();
    expect(kept.first.length + kept.last.length).toBeLessThanOrEqual(shareOf(64).lines);
    expect([kept.first[0], kept.last.at(-1), kept.count]).toEqual(['line 0', 'line 99999', 100_000]);
    expect(kept.first.length + kept.last.length + kept.left).toBe(100_000);
    const whole = files.close();
    expect(whole).toEqual({ folder: join(place, 'runs', '2026-11-24T12-00-00') });
    const file = join(whole?.folder ?? '', 'node7.stdout');
    expect(readFileSync(file, 'utf8')).toBe(`${all.join('\n')}\n`);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('has the same sum where it is the same, though it came in other pieces', () => {
    const sums = [3, 40_000].map((count) => {
      const keeper = outputKeeper({ lines: 10, characters: 1000 });
      for (let line = 0; line < count; line += 1) keeper.add(`line ${line % 3}`);
      keeper.kept();
      return keeper;
    });
    const again = outputKeeper({ lines: 10, characters: 1000 });
    for (let line = 0; line < 3; line += 1) again.add(`line ${line}`);
    expect(again.kept().sum).toBe(sums[0]?.kept().sum);
    expect(again.kept().sum).not.toBe(sums[1]?.kept().sum);
  });

  it.each([1, 2, 3, 5, 64, 100])('is lost nowhere, whatever the share of %i nodes comes to', (nodes) => {
    let spilled = '';
    const bounds = shareOf(nodes);
    const keeper = outputKeeper({ lines: Math.floor(bounds.lines / 10) + 1, characters: Math.floor(bounds.characters / 10) + 1 }, (text) => {
      spilled += text;
    });
    const all = Array.from({ length: 5_000 }, (_, index) => `${'x'.repeat(index % 90)}${index}`);
    for (const [index, line] of all.entries()) {
      keeper.add(line);
      if (keeper.kept().left > 0 && index % 97 === 0) expect(spilled).toBe(`${all.slice(0, index + 1).join('\n')}\n`);
    }
    expect(keeper.kept().left === 0 ? spilled : `${all.join('\n')}\n`).toBe(spilled);
  });

  it('has a line that is too long cut here and whole in the file', () => {
    let spilled = '';
    const keeper = outputKeeper({ lines: 100, characters: 100_000 }, (text) => {
      spilled += text;
    });
    keeper.add('before');
    keeper.add('x'.repeat(5_000));
    expect(keeper.kept().first[1]).toMatch(/^x{2000} … \(5000 characters\)$/);
    expect(spilled).toBe(`before\n${'x'.repeat(5_000)}\n`);
  });

  it('of old runs is removed when a newer one is written, but for the last few', () => {
    const place = folder();
    for (let run = 1; run <= 8; run += 1) {
      const files = outputFiles(place, `run-${run}`);
      files.write('node0', 'stderr', 'text\n');
      files.close();
    }
    expect(readdirSync(join(place, 'runs'))).toEqual(['run-4', 'run-5', 'run-6', 'run-7', 'run-8']);
  });

  it('that cannot be written is said, and the run goes on', () => {
    const files = outputFiles('/dev/null', 'run');
    files.write('node0', 'stdout', 'text\n');
    expect(files.close()).toMatchObject({ problem: expect.stringContaining('nothing of it could be written') });
    expect(existsSync('/dev/null/runs')).toBe(false);
  });
});
