import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalPaths, localPaths } from '../../../../src/cli/wizard/local-paths.ts';

let home = '';
let here: LocalPaths;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'rank0-paths-'));
  for (const name of ['hello.c', 'hello.txt', 'my file', '.hidden', 'Über.md']) writeFileSync(join(home, name), '');
  for (const name of ['work', 'thesis']) mkdirSync(join(home, name));
  writeFileSync(join(home, 'work', 'pi.c'), '');
  symlinkSync(join(home, 'nowhere'), join(home, 'work', 'broken'));
  here = localPaths(home, join(home, 'work'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('a path that is typed', () => {
  it('is whole: from where one is, from home, or from the root', () => {
    expect([here.path('pi.c'), here.path('~/hello.c'), here.path('~'), here.path('/etc/hosts'), here.path('../thesis/'), here.path(' . ')]).toEqual([
      join(home, 'work', 'pi.c'),
      join(home, 'hello.c'),
      home,
      '/etc/hosts',
      join(home, 'thesis'),
      join(home, 'work'),
    ]);
  });

  it('may be one that was dragged into the terminal, with quotes or backslashes', () => {
    expect([here.path(`'${home}/my file'`), here.path(`${home}/my\\ file`), here.path(`"${home}/my file"`)]).toEqual(Array(3).fill(join(home, 'my file')));
  });

  it('goes on with Tab as in a shell: to the end of the only name, else as far as all agree', () => {
    expect(here.complete('p', false)).toEqual({ text: 'pi.c', choices: [] });
    expect(here.complete('~/h', false)).toEqual({ text: '~/hello.', choices: ['hello.c', 'hello.txt'] });
    expect(here.complete('~/th', false)).toEqual({ text: '~/thesis/', choices: [] });
    expect(here.complete('~', false)).toEqual({ text: '~/', choices: [] });
    expect(here.complete('../Ü', false)).toEqual({ text: '../Über.md', choices: [] });
    expect(here.complete('~/.h', false)).toEqual({ text: '~/.hidden', choices: [] });
  });

  it('names folders only where one is asked for, and no hidden ones unasked', () => {
    expect(here.complete('~/', true)).toEqual({ text: '~/', choices: ['thesis/', 'work/'] });
    expect(here.complete('~/', false).choices).not.toContain('.hidden');
  });

  it('goes on with nothing where there is nothing', () => {
    expect(here.complete('~/no-such-folder/x', false)).toEqual({ text: '~/no-such-folder/x', choices: [] });
    expect(here.complete('zzz', false)).toEqual({ text: 'zzz', choices: [] });
  });
});
