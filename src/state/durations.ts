import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Newest journals that are read, and the largest of them, in bytes: a few builds tell enough, and reading must not be felt. */
const mostJournals = 12;
const largestJournal = 4_000_000;
/** Fewer times than this say nothing of a spread. */
const leastTimes = 5;

interface Line {
  readonly type?: unknown;
  readonly task?: unknown;
  readonly state?: unknown;
  readonly spentSeconds?: unknown;
  readonly choices?: { readonly cloud?: unknown };
}

/**
 * How many seconds the tasks of each kind took that earlier clusters of this cloud made, from their journals. A line that cannot be
 * read, and a journal that cannot, is left out: this is for an estimate.
 * @param folders folders with journals, newest first.
 */
export function recordedDurations(folders: readonly string[], cloud: string, kindOf: (task: string) => string): ReadonlyMap<string, readonly number[]> {
  const durations = new Map<string, number[]>();
  for (const folder of folders.slice(0, mostJournals)) {
    const lines = linesOf(join(folder, 'journal.ndjson'));
    if (!lines.some(({ type, choices }) => type === 'begun' && choices?.cloud === cloud)) continue;
    const making = new Set<string>();
    for (const { type, task, state, spentSeconds } of lines) {
      if (type !== 'task' || typeof task !== 'string') continue;
      if (state === 'making') making.add(task);
      // What was there already, or was begun by a run that ended, took its time unseen.
      if (state === 'done' && making.has(task) && typeof spentSeconds === 'number') {
        const kind = kindOf(task);
        durations.set(kind, [...(durations.get(kind) ?? []), spentSeconds]);
      }
      if (state !== 'making') making.delete(task);
    }
  }
  return durations;
}

function linesOf(file: string): readonly Line[] {
  try {
    if (statSync(file).size > largestJournal) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => {
        try {
          return line === '' ? [] : [JSON.parse(line) as Line];
        } catch {
          // A torn line tells nothing.
          return [];
        }
      });
  } catch {
    // There is none, or it is not ours to read.
    return [];
  }
}

/** The spread of durations: what eight of ten lie between; undefined where there are too few to say. */
export function spreadOf(durations: readonly number[] = []): [number, number] | undefined {
  if (durations.length < leastTimes) return undefined;
  const sorted = [...durations].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number;
  return [at(0.1), at(0.9)];
}
