import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** What one node printed on one stream, in bounds: its beginning and its end. */
export interface KeptOutput {
  /** The first lines, and where some are left out the last ones. */
  readonly first: readonly string[];
  readonly last: readonly string[];
  /** Lines between them that are not kept here. */
  readonly left: number;
  /** All lines there were. */
  readonly count: number;
  /** Equal where the whole output was. */
  readonly sum: string;
}

/** Takes the lines of one stream of one node. */
export interface OutputKeeper {
  add(line: string): void;
  /** What is kept so far. */
  kept(): KeptOutput;
}

/** Bounds of what is kept in memory of a stream. */
export interface KeptBounds {
  readonly lines: number;
  readonly characters: number;
}

/** The most that is kept of all streams of a run together: a node's share is what it comes to. */
const together: KeptBounds = { lines: 100_000, characters: 12_000_000 };

/** The share of one stream where so many nodes run. */
export const shareOf = (nodes: number): KeptBounds => ({
  lines: Math.max(200, Math.min(4_000, Math.floor(together.lines / (2 * nodes)))),
  characters: Math.max(20_000, Math.floor(together.characters / (2 * nodes))),
});

/** Longest line that is shown whole, in characters. */
const longestLine = 2_000;

/** @param spill takes all of it, from the first line on, as soon as something of it is no more kept here. */
export function outputKeeper({ lines: most, characters: mostCharacters }: KeptBounds, spill: (text: string) => void = () => {}): OutputKeeper {
  const hash = createHash('sha256');
  const first: string[] = [];
  let last: string[] = [];
  let [firstCharacters, lastCharacters, left, count] = [0, 0, 0, 0];
  let spilling = false;
  let unhashed = '';
  const whole = (): string => [...first, ...last].map((line) => `${line}\n`).join('');
  const add = (line: string): void => {
    count += 1;
    unhashed += `${line}\n`;
    if (unhashed.length > 65_536) {
      hash.update(unhashed);
      unhashed = '';
    }
    const long = line.length > longestLine;
    if (spilling) spill(`${line}\n`);
    else if (long) {
      spilling = true;
      spill(`${whole()}${line}\n`);
    }
    const text = long ? `${line.slice(0, longestLine)} … (${line.length} characters)` : line;
    if (last.length === 0 && first.length < most / 2 && firstCharacters + text.length < mostCharacters / 2) {
      first.push(text);
      firstCharacters += text.length;
      return;
    }
    last.push(text);
    lastCharacters += text.length;
    // Dropped by quarters: to take one from the front of a long list again and again is slow.
    while (last.length > most / 2 || (lastCharacters > mostCharacters / 2 && last.length > 1)) {
      if (!spilling) {
        spilling = true;
        spill(whole());
      }
      const gone = Math.max(1, Math.floor(last.length / 4));
      for (const one of last.slice(0, gone)) lastCharacters -= one.length;
      last = last.slice(gone);
      left += gone;
    }
  };
  return {
    add,
    kept: () => ({ first: [...first], last: [...last], left, count, sum: hash.copy().update(unhashed).digest('hex') }),
  };
}

/** Where the output of a run is kept whole, a file for each node and stream that printed more than is kept in memory. */
export interface OutputFiles {
  /** Appends to a node's file. */
  write(node: string, stream: 'stdout' | 'stderr', text: string): void;
  /** Writes what is still held back. Returns the folder, where anything was written, and what is to be said of it. */
  close(): { readonly folder: string; readonly problem?: string } | undefined;
}

/** Runs whose files are kept, with the one that is going on. */
const runsKept = 5;

/** The most that the files of one run may hold together, in bytes. */
const mostBytes = 512_000_000;

/** What is written at once, in characters. */
const batch = 262_144;

/** @param place the folder of the cluster. @param name of this run, as a folder: it sorts by time. */
export function outputFiles(place: string, name: string): OutputFiles {
  const folder = join(place, 'runs', name);
  const open = new Map<string, { handle: number; held: string }>();
  let written = 0;
  let problem: string | undefined;

  const flush = (file: { handle: number; held: string }): void => {
    if (problem !== undefined) file.held = '';
    if (file.held === '') return;
    const bytes = Buffer.from(file.held);
    file.held = '';
    try {
      if (written + bytes.length > mostBytes) {
        problem = `the files end at ${mostBytes / 1e6} MB together`;
        return;
      }
      for (let at = 0; at < bytes.length; ) at += writeSync(file.handle, bytes, at);
      written += bytes.length;
    } catch (error) {
      problem = `they end early: ${(error as Error).message}`;
    }
  };
  const fileOf = (node: string, stream: 'stdout' | 'stderr'): { handle: number; held: string } | undefined => {
    const key = `${node}.${stream}`;
    const found = open.get(key);
    if (found) return found;
    try {
      if (open.size === 0) {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const runs = readdirSync(join(place, 'runs')).sort();
        for (const old of runs.slice(0, Math.max(0, runs.length - runsKept))) rmSync(join(place, 'runs', old), { recursive: true, force: true });
      }
      const file = { handle: openSync(join(folder, key), 'a', 0o600), held: '' };
      open.set(key, file);
      return file;
    } catch (error) {
      problem = `nothing of it could be written: ${(error as Error).message}`;
      return undefined;
    }
  };
  return {
    write: (node, stream, text) => {
      if (problem !== undefined) return;
      const file = fileOf(node, stream);
      if (!file) return;
      file.held += text;
      if (file.held.length > batch) flush(file);
    },
    close: () => {
      for (const file of open.values()) {
        flush(file);
        closeSync(file.handle);
      }
      const any = open.size > 0 || problem !== undefined;
      open.clear();
      return any ? { folder, ...(problem === undefined ? {} : { problem }) } : undefined;
    },
  };
}
