import { statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { Conf } from '../../../src/state/conf.ts';
import { homeFolder, privateFolder } from '../../../src/state/home.ts';
import { ownFolder } from './support.ts';

it('is where conf would keep things', () => {
  expect(homeFolder({})).toBe(dirname(new Conf({ projectName: 'rank0', projectSuffix: '' }).path));
});
it('is RANK0_HOME where that is set', () => expect(homeFolder({ RANK0_HOME: '/somewhere/else' })).toBe('/somewhere/else'));

it.runIf(process.platform === 'linux')('says at once that a folder cannot be made, also where the kernel has none', () => {
  expect(() => privateFolder('/proc/nowhere/rank0')).toThrow(expect.objectContaining({ problem: expect.objectContaining({ code: 'home-not-writable' }) }));
});
it('says so where a file stands in the way', () => {
  const file = join(ownFolder(), 'file');
  writeFileSync(file, '');
  expect(() => privateFolder(join(file, 'rank0'))).toThrow(expect.objectContaining({ problem: expect.objectContaining({ code: 'home-not-writable' }) }));
});
it('makes folders that only their owner can enter, whatever the umask', () => {
  const before = process.umask(0);
  try {
    const folder = privateFolder(join(ownFolder(), 'a', 'b'));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(dirname(folder)).mode & 0o777).toBe(0o700);
  } finally {
    process.umask(before);
  }
});
