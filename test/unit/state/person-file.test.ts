import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { changePersonFile, readPersonFile } from '../../../src/state/person-file.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'rank0-person-'));
  folders.push(made);
  return made;
};
const modeOf = (file: string): number => statSync(file).mode & 0o777;

it('makes a file that is for its owner alone, and its folder', () => {
  const file = join(folder(), '.ssh', 'config');
  expect(changePersonFile(file, (text) => `${text}a\n`)).toBe(true);
  expect([readFileSync(file, 'utf8'), modeOf(file), modeOf(join(file, '..'))]).toEqual(['a\n', 0o600, 0o700]);
});

it('keeps mode and bytes of one that is there, leaves nothing beside it, and writes nothing where nothing changes', () => {
  const at = folder();
  const file = join(at, 'config');
  writeFileSync(file, Buffer.from([0xff, 0x0a]));
  chmodSync(file, 0o640);
  const before = statSync(file).ino;
  expect(changePersonFile(file, (text) => text)).toBe(false);
  expect(statSync(file).ino).toBe(before);
  expect(changePersonFile(file, (text) => `x\n${text}`)).toBe(true);
  expect([[...readFileSync(file)], modeOf(file), readdirSync(at)]).toEqual([[0x78, 0x0a, 0xff, 0x0a], 0o640, ['config']]);
});

it('writes through a symbolic link into the file that it leads to, one that is not there yet too', () => {
  const at = folder();
  mkdirSync(join(at, 'dotfiles'));
  writeFileSync(join(at, 'dotfiles', 'ssh'), 'a\n');
  symlinkSync('dotfiles/ssh', join(at, 'config'));
  symlinkSync('dotfiles/new', join(at, 'later'));
  for (const name of ['config', 'later']) changePersonFile(join(at, name), (text) => `b\n${text}`);
  expect([lstatSync(join(at, 'config')).isSymbolicLink(), readFileSync(join(at, 'dotfiles', 'ssh'), 'utf8')]).toEqual([true, 'b\na\n']);
  expect([lstatSync(join(at, 'later')).isSymbolicLink(), readFileSync(join(at, 'dotfiles', 'new'), 'utf8')]).toEqual([true, 'b\n']);
});

it('makes its change anew where somebody wrote meanwhile, and loses nothing of theirs', () => {
  const file = join(folder(), 'config');
  writeFileSync(file, 'a\n');
  let times = 0;
  changePersonFile(file, (text) => {
    times += 1;
    if (times === 1) writeFileSync(file, 'theirs\n');
    return `b\n${text}`;
  });
  expect(readFileSync(file, 'utf8')).toBe('b\ntheirs\n');
});

it('leaves the file as it was where it cannot be written', () => {
  const at = folder();
  writeFileSync(join(at, 'blocked'), 'a file, where a folder should be');
  const file = join(at, 'blocked', 'config');
  expect(() => changePersonFile(file, () => 'x')).toThrow(expect.objectContaining({ problem: expect.objectContaining({ code: 'own-file-not-written' }) }));
  mkdirSync(join(at, 'config'));
  expect(() => readPersonFile(join(at, 'config'))).toThrow(expect.objectContaining({ problem: expect.objectContaining({ code: 'own-file-unreadable' }) }));
  expect(existsSync(join(at, 'config'))).toBe(true);
});
