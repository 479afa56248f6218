import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { fileProblem, privateFolder } from './home.ts';
import { ProblemError } from './problem.ts';
import { isRunning, thisProcess } from './process-identity.ts';

const holderSchema = z.object({
  host: z.string(),
  pid: z.number(),
  started: z.string().optional(),
  command: z.string(),
  since: z.string(),
});

/** Who holds a cluster's lock. */
export type LockHolder = z.infer<typeof holderSchema>;

export interface Lock {
  release(): void;
}

/**
 * Takes the one writer's place of a cluster's folder. A lock left by a crash is taken over: its holder's host,
 * process and start time are checked.
 * @throws ProblemError `cluster-in-use`, exit code 1, naming the holder; `home-not-writable`, `disk-full`.
 */
export function takeLock(folder: string, command: string): Lock {
  privateFolder(folder);
  const file = join(folder, 'lock');
  const mine = JSON.stringify({ ...thisProcess(), command, since: new Date().toISOString() } satisfies LockHolder);
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (place(file, mine)) return { release: () => drop(file, mine) };
    const there = read(file);
    if (there === undefined) continue;
    const holder = parse(there);
    if (holder && isRunning(holder) !== false) throw inUse(holder, file);
    takeAway(file, there);
  }
  throw new ProblemError({
    code: 'cluster-in-use',
    message: `${file} changes hands too fast`,
    means: 'Several rank0 programs want to write to this cluster at once.',
    next: [{ label: 'Wait for one to end and try again' }],
  });
}

/** Who holds the lock now; undefined where nobody does. */
export function lockHolder(folder: string): LockHolder | undefined {
  const there = read(join(folder, 'lock'));
  const holder = there === undefined ? undefined : parse(there);
  return holder && isRunning(holder) !== false ? holder : undefined;
}

/** Who left a lock behind that holds nothing any more, as its process is gone; undefined where there is none. The next writer takes it over. */
export function staleLock(folder: string): LockHolder | undefined {
  const there = read(join(folder, 'lock'));
  const holder = there === undefined ? undefined : parse(there);
  return holder && isRunning(holder) === false ? holder : undefined;
}

/** Creates the file with its content in one step (a hard link), so that nobody ever reads half a lock. */
function place(file: string, content: string): boolean {
  const own = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(own, content, { mode: 0o600, flag: 'wx' });
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fileProblem(error, file);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Removes a dead holder's lock, but never one that another program placed meanwhile. */
function takeAway(file: string, expected: string): void {
  const aside = `${file}.stale.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw fileProblem(error, file);
  }
  const taken = read(aside);
  if (taken !== undefined && taken !== expected) place(file, taken);
  rmSync(aside, { force: true });
}

function drop(file: string, mine: string): void {
  if (read(file) === mine) rmSync(file, { force: true });
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileProblem(error, file);
  }
}

function parse(text: string): LockHolder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    // A lock that nobody can read holds nothing: it was not written by `place`.
    return undefined;
  }
}

function inUse(holder: LockHolder, file: string): ProblemError {
  return new ProblemError({
    code: 'cluster-in-use',
    message: `${holder.command} (process ${holder.pid} on ${holder.host}) has been working on this cluster since ${holder.since}`,
    means: 'One program at a time may change a cluster. Others may look: `rank0 status` works meanwhile.',
    next: [
      { label: 'Wait for it, or end it there' },
      { label: 'Look meanwhile', command: 'rank0 status' },
      ...(isRunning(holder) === 'unknown'
        ? [{ label: `It runs on another machine. If you know that it has ended, remove the lock`, command: `rm '${file}'` }]
        : []),
    ],
  });
}
