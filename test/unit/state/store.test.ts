import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clusterFolder, clusterFolders, putAway } from '../../../src/state/home.ts';
import { openStore, readSession } from '../../../src/state/store.ts';
import { begun, ownFolder, someChoices, task } from './support.ts';

it('keeps a session between runs', () => {
  const folder = clusterFolder(ownFolder(), 'practice', 'glocluster');
  const first = openStore(folder, 'glocluster', 'test');
  first.append(begun);
  first.append(task('done'));
  first.close();
  expect(readSession(folder, 'glocluster')).toMatchObject({ choices: someChoices, folded: 2 });
  const second = openStore(folder, 'glocluster', 'test');
  expect(second.session.folded).toBe(2);
  second.close();
});

it('makes folders 0700 and files 0600 whatever the umask', () => {
  const before = process.umask(0);
  try {
    const home = join(ownFolder(), 'home');
    const folder = clusterFolder(home, 'practice', 'glocluster');
    const store = openStore(folder, 'glocluster', 'test');
    store.append(begun);
    store.writeFile('login_key', 'secret');
    for (const name of readdirSync(folder)) expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
    store.close();
    for (const path of [home, join(home, 'clusters'), folder]) expect(statSync(path).mode & 0o777).toBe(0o700);
  } finally {
    process.umask(before);
  }
});

it.each(['[1]', '7', '', '{"session":{"version":0}}', 'not json'])('keeps a snapshot that cannot be read (%s) and rebuilds it from the journal', (content) => {
  const folder = ownFolder();
  const first = openStore(folder, 'glocluster', 'test');
  first.append(begun);
  first.close();
  writeFileSync(join(folder, 'session.json'), content);
  const second = openStore(folder, 'glocluster', 'test');
  expect(second.session.choices).toEqual(someChoices);
  second.close();
  const kept = readdirSync(folder).find((name) => name.startsWith('session.json.damaged'));
  expect(readFileSync(join(folder, kept as string), 'utf8')).toBe(content);
  expect(JSON.parse(readFileSync(join(folder, 'session.json'), 'utf8'))).toMatchObject({ session: { folded: 1 } });
});

it('sweeps what killed writers left, and nothing else', () => {
  const folder = ownFolder();
  openStore(folder, 'glocluster', 'test').close();
  writeFileSync(join(folder, 'session.json.tmp-1'), 'x');
  writeFileSync(join(folder, 'login_key'), 'x');
  openStore(folder, 'glocluster', 'test').close();
  expect(readdirSync(folder)).toContain('login_key');
  expect(readdirSync(folder)).not.toContain('session.json.tmp-1');
});

it('names the folder that cannot be written', () => {
  const home = join(ownFolder(), 'file');
  writeFileSync(home, '');
  chmodSync(home, 0o600);
  expect(() => openStore(clusterFolder(home, 'practice', 'x'), 'x', 'test')).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'home-not-writable' }) }),
  );
});

it('puts a deleted cluster away, so that its name is free and nothing is lost', () => {
  const home = ownFolder();
  const store = openStore(clusterFolder(home, 'practice', 'glocluster'), 'glocluster', 'test');
  store.append(begun);
  store.close();
  expect(clusterFolders(home)).toHaveLength(1);
  const place = putAway(home, 'practice', 'glocluster', new Date('2026-11-24T12:00:00Z'));
  expect(clusterFolders(home)).toHaveLength(0);
  expect(readdirSync(place)).toContain('journal.ndjson');
});
