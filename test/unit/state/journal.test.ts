import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openJournal, readJournal } from '../../../src/state/journal.ts';
import { begun, ownFolder, task } from './support.ts';

it('gives back what was appended, in files that only their owner can read', () => {
  const folder = ownFolder();
  const { writer } = openJournal(folder);
  writer.append(begun);
  writer.append(task('done'));
  writer.close();
  expect(readJournal(folder).events).toEqual([begun, task('done')]);
  expect(statSync(join(folder, 'journal.ndjson')).mode & 0o777).toBe(0o600);
});

it('tolerates a torn last line and writes the next event on a line of its own', () => {
  const folder = ownFolder();
  const first = openJournal(folder);
  first.writer.append(begun);
  first.writer.close();
  appendFileSync(join(folder, 'journal.ndjson'), '{"type":"task","ti');
  expect(readJournal(folder)).toMatchObject({ events: [begun], damagedLines: [] });
  const second = openJournal(folder);
  second.writer.append(task('done'));
  second.writer.close();
  expect(readJournal(folder).events).toEqual([begun, task('done')]);
});

it('keeps a damaged journal under another name and goes on with what could be read', () => {
  const folder = ownFolder();
  const damaged = `${JSON.stringify(begun)}\n\0\0\0garbage\n${JSON.stringify(task('done'))}\n`;
  writeFileSync(join(folder, 'journal.ndjson'), damaged);
  expect(readJournal(folder).damagedLines).toEqual([2]);
  const { writer, kept, content } = openJournal(folder);
  writer.close();
  expect(content.events).toEqual([begun, task('done')]);
  expect(readFileSync(kept as string, 'utf8')).toBe(damaged);
  expect(readJournal(folder)).toMatchObject({ events: [begun, task('done')], damagedLines: [] });
  expect(readdirSync(folder)).toHaveLength(2);
});
