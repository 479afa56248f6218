import { appendFileSync, existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { type Meta, readEntry, setTime, writeEntry } from './host-store.ts';

/** Where a disk keeps which of its host files were made without content, a path a line. */
const listOf = (host: string): string => join(host, '.allocated');

/** Makes an entry of that many zeros. The host keeps none of them: the file has a hole. */
export function allocateEntry(file: string, meta: Meta, bytes: number, mtime: number): void {
  writeEntry(file, meta, '', mtime);
  truncateSync(file, statSync(file).size + bytes);
  setTime(file, mtime);
}

export function noteAllocated(host: string, file: string): void {
  appendFileSync(listOf(host), `${file}\n`, { mode: 0o600 });
}

/** Bytes of the files of a disk that were made so and are still there. */
export function allocatedIn(host: string): number {
  if (!existsSync(listOf(host))) return 0;
  const files = new Set(
    readFileSync(listOf(host), 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  );
  return [...files].reduce((sum, file) => sum + (readEntry(file)?.size ?? 0), 0);
}
