import { closeSync, copyFileSync, chmodSync, existsSync, openSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import type { ClusterNode } from '../../state/events.ts';
import { ProblemError, problemOf, usageError } from '../../state/problem.ts';
import type { Nodes } from '../nodes.ts';
import { sumOfFile } from './local-file.ts';
import { lookAtFile, lookHere, notAFile } from './look.ts';
import { fileProblem, mark, remotePath, shownPath, word } from './place.ts';
import { counting, type FileEnd, type FileListener } from './steps.ts';

/** How a node's file came here, or did not. */
export interface GetEnd extends FileEnd {
  /** Where it is here. */
  readonly path?: string;
  readonly bytes?: number;
  readonly sha256?: string;
}

/** Fetches one file from nodes. */
export interface GetOptions extends FileListener<GetEnd> {
  readonly nodes: Nodes;
  readonly targets: readonly ClusterNode[];
  /** The file on the nodes, as a person writes it. */
  readonly path: string;
  /** The folder here, which exists. */
  readonly to: string;
  /** Each under its name and its node's, as `clush --rcopy` names them: `out.txt.glocluster0`. */
  readonly byNode: boolean;
  /** Other files of these names here are written over. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

/** What lies on a node. */
interface There {
  readonly node: ClusterNode;
  readonly size: number;
  readonly mode: number;
  readonly sha256: string;
}

/**
 * Fetches one file from all targets, checks its sum here and keeps its mode. What is the same on several nodes comes once. Cut off at any moment,
 * the same call goes on behind what is here.
 * @returns how it ended for each. @throws the signal's reason; whatever stops a run.
 */
export async function getFile(options: GetOptions): Promise<GetEnd[]> {
  const { targets, signal } = options;
  const ends: GetEnd[] = [];
  const end = (one: GetEnd): void => {
    ends.push(one);
    options.ended(one);
  };
  const failed = (node: ClusterNode, error: unknown): void => {
    if (signal.aborted || (error instanceof ProblemError && error.stopsRun)) throw error;
    end({ node: node.name, state: 'failed', problem: problemOf(error) });
  };
  const bySum = new Map<string, There[]>();
  await Promise.all(
    targets.map(async (node) => {
      try {
        const there = await look(options, node);
        bySum.set(there.sha256, [...(bySum.get(there.sha256) ?? []), there]);
      } catch (error) {
        failed(node, error);
      }
    }),
  );
  await Promise.all(
    [...bySum.values()].map(async (same) => {
      // The first that is here, or comes, is copied here for the others.
      let source: string | undefined;
      for (const there of same) {
        const path = placeHere(options, there.node);
        const done = (state: 'copied' | 'unchanged'): void => end({ node: there.node.name, state, path, bytes: there.size, sha256: there.sha256 });
        try {
          if (await isHere(path, there, options)) done('unchanged');
          else {
            if (source === undefined) await fetchOne(options, there, path);
            else copyHere(source, path, there);
            done('copied');
          }
          source ??= path;
        } catch (error) {
          failed(there.node, error);
        }
      }
    }),
  );
  return ends;
}

/** Where a node's file comes to lie here. */
export const placeHere = ({ path, to, byNode }: Pick<GetOptions, 'path' | 'to' | 'byNode'>, node: Pick<ClusterNode, 'name'>): string =>
  join(to, `${posix.basename(path)}${byNode ? `.${node.name}` : ''}`);

/** @throws ProblemError `node-file-missing`, `node-file-is-folder`, `node-not-permitted`; what `exec` throws. */
async function look({ nodes, path, signal, step }: GetOptions, node: ClusterNode): Promise<There> {
  step?.({ node: node.name, state: 'looking', bytes: 0, size: 0 });
  const found = await lookAtFile(nodes, node, path, signal);
  if (found.is !== 'file') throw notAFile(node.name, path, found.is);
  const { size, mode, sha256 } = found;
  return { node, size, mode, sha256 };
}

/** Whether that very file is here. @throws ProblemError `file-exists`, where another is and may not be written over. */
async function isHere(path: string, there: There, { force, signal }: GetOptions): Promise<boolean> {
  const found = await lookHere(path, there, signal);
  if (found === 'free' || (found === 'other' && force)) return false;
  if (found === 'same') {
    chmodSync(path, there.mode);
    return true;
  }
  throw usageError(
    'file-exists',
    `${path} exists here, and is ${found === 'other' ? `not what ${there.node.name} has` : 'no file'}`,
    'What is here is not written over unless you say so.',
    [{ label: 'Add --force, or name another folder with --to' }],
  );
}

/** Behind what an earlier run left; what does not come to the sum is fetched once more, whole. */
async function fetchOne({ nodes, path, signal, step }: GetOptions, there: There, place: string): Promise<void> {
  const part = `${place}.${there.sha256.slice(0, 12)}.rank0-part`;
  const file = word(remotePath(path));
  try {
    dropOtherParts(place, part);
    for (let anew = false; ; anew = true) {
      if (anew) rmSync(part, { force: true });
      const from = Math.min(existsSync(part) ? statSync(part).size : 0, there.size);
      const count = counting({ node: there.node.name, state: 'copying', from: there.node.name, bytes: from, size: there.size }, step);
      const handle = openSync(part, 'a', 0o600);
      let full: Error | undefined;
      const enough = new AbortController();
      try {
        const bytes = decoder();
        const line = `echo ${mark} data; ${from === 0 ? `base64 -w 0 ${file}` : `tail -c +${from + 1} ${file} | base64 -w 0`}`;
        const result = await nodes.exec(there.node, line, {
          signal: AbortSignal.any([signal, enough.signal]),
          timeoutSeconds: 120 + Math.ceil(there.size / 50_000),
          onBytes: (chunk) => {
            if (full) return;
            try {
              const plain = bytes(chunk);
              writeWhole(handle, plain);
              count(plain.length);
            } catch (error) {
              // No more of it is wanted.
              full = error as Error;
              enough.abort(full);
            }
          },
        });
        if (result.exitCode !== 0) throw fileProblem(there.node.name, remotePath(path), result.stderr);
      } finally {
        closeSync(handle);
      }
      if ((await sumOfFile(part, signal)) === there.sha256) break;
      if (anew || from === 0) {
        rmSync(part, { force: true });
        throw changedThere(there, path);
      }
    }
    chmodSync(part, there.mode);
    renameSync(part, place);
  } catch (error) {
    throw unwritten(place, error);
  }
}

/** What fetches of another content that were cut off left beside it. */
function dropOtherParts(place: string, part: string): void {
  const mine = `${basename(place)}.`;
  for (const name of readdirSync(dirname(place))) {
    if (name.startsWith(mine) && /^[0-9a-f]{12}\.rank0-part$/.test(name.slice(mine.length)) && name !== basename(part)) rmSync(join(dirname(place), name));
  }
}

/** Bytes of what comes as base64 behind our mark: as they are they would stand behind whatever a `.bashrc` prints. */
function decoder(): (chunk: Buffer) => Buffer {
  const begin = `${mark} data\n`;
  let begun = false;
  let rest = '';
  return (chunk) => {
    rest += chunk.toString('latin1');
    if (!begun) {
      const at = rest.indexOf(begin);
      if (at < 0) return Buffer.alloc(0);
      begun = true;
      rest = rest.slice(at + begin.length);
    }
    const whole = rest.replaceAll('\n', '');
    const cut = whole.length - (whole.length % 4);
    rest = whole.slice(cut);
    return Buffer.from(whole.slice(0, cut), 'base64');
  };
}

function writeWhole(handle: number, chunk: Buffer): void {
  for (let at = 0; at < chunk.length; ) at += writeSync(handle, chunk, at);
}

function copyHere(source: string, place: string, { mode }: There): void {
  const part = `${place}.rank0-part`;
  try {
    copyFileSync(source, part);
    chmodSync(part, mode);
    renameSync(part, place);
  } catch (error) {
    rmSync(part, { force: true });
    throw unwritten(place, error);
  }
}

const changedThere = ({ node }: There, path: string): ProblemError =>
  new ProblemError({
    code: 'file-changed',
    message: `${node.name}: ${shownPath(remotePath(path))} changed while it was fetched`,
    means: 'What arrived has not the sum that the file had at the beginning, so it was not put in its place.',
    next: [{ label: 'Run the same command again when nothing writes to it' }],
  });

/** A failure of this machine's disk as a problem; any other error as it is. */
function unwritten(place: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new ProblemError(
      {
        code: 'disk-full',
        message: `${place}: ${message}`,
        means: 'There is no room for it here. What came so far is kept beside it, and the same command goes on from there.',
        next: [{ label: 'Make room, or name another folder with --to' }],
      },
      { cause: error },
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EISDIR')
    return usageError('output-unwritable', `${place}: ${message}`, 'It could not be written there.');
  return error;
}
