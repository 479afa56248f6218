import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { enterWorld } from '../../../src/practice/presence.ts';
import { openWorldStore, resetPractice } from '../../../src/practice/store.ts';
import { ownFolder } from './support.ts';

const limit = (folder: string, cores: number): void =>
  openWorldStore(folder).change((state) => {
    state.limits['cores'] = cores;
    return { changed: true, value: undefined };
  });

it('is in the file when a change returns, for its owner alone', () => {
  const folder = ownFolder();
  limit(folder, 7);
  expect(openWorldStore(folder).look().limits).toEqual({ cores: 7 });
  expect(statSync(join(folder, 'world.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['world.json']);
});

it('goes on with the newer world where a program was killed between writing it and putting it in place', () => {
  const folder = ownFolder();
  limit(folder, 7);
  const newer = readFileSync(join(folder, 'world.json'), 'utf8').replace('"cores":7', '"cores":8');
  writeFileSync(join(folder, 'world.json.next'), newer);
  expect(openWorldStore(folder).look().limits).toEqual({ cores: 8 });
  renameSync(join(folder, 'world.json'), join(folder, 'world.json.next'));
  limit(folder, 9);
  expect(openWorldStore(folder).look().limits).toEqual({ cores: 9 });
});

it('sees what another program changed, and forgets what it changed itself and did not save', () => {
  const folder = ownFolder();
  const one = openWorldStore(folder);
  one.look();
  limit(folder, 7);
  expect(one.look().limits).toEqual({ cores: 7 });
  expect(() =>
    one.change((state) => {
      state.limits['cores'] = 1;
      throw new Error('midway');
    }),
  ).toThrow('midway');
  expect(one.look().limits).toEqual({ cores: 7 });
});

it('takes no clock that was read while it was being written', () => {
  const folder = ownFolder();
  const store = openWorldStore(folder);
  expect(store.readAnchor()).toBeUndefined();
  store.saveAnchor({ sim: 1000.5, real: 2000, speed: 60 });
  store.saveAnchor({ sim: 1, real: 2, speed: 0 });
  expect(openWorldStore(folder).readAnchor()).toEqual({ sim: 1, real: 2, speed: 0 });
  const text = readFileSync(join(folder, 'clock.json'), 'utf8');
  writeFileSync(join(folder, 'clock.json'), text.replace('"sim":1', '"sim":9'));
  expect(store.readAnchor()).toEqual({ sim: 1, real: 2, speed: 0 });
  expect(openWorldStore(folder).readAnchor()).toBeUndefined();
});

it('forgets everything where that is asked', () => {
  const folder = ownFolder();
  limit(folder, 7);
  openWorldStore(folder).saveAnchor({ sim: 1, real: 2, speed: 0 });
  resetPractice(folder);
  expect(openWorldStore(folder).look().limits).toEqual({});
  expect(openWorldStore(folder).readAnchor()).toBeUndefined();
});

it('knows which programs have the world open, and strikes off those that died', () => {
  const folder = ownFolder();
  const first = enterWorld(folder);
  expect([first.others, first.lastAlive]).toEqual([false, undefined]);
  const second = enterWorld(folder);
  expect([second.others, typeof second.lastAlive]).toEqual([true, 'number']);
  first.leave();
  second.leave();
  writeFileSync(join(folder, 'open', '1-dead'), JSON.stringify({ host: 'elsewhere' }));
  writeFileSync(join(folder, 'open', '2-torn'), '{"host');
  const third = enterWorld(folder);
  expect(readdirSync(join(folder, 'open'))).not.toContain('2-torn');
  third.leave();
});
