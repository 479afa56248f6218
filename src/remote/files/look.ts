import { existsSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import type { ClusterNode } from '../../state/events.ts';
import { ProblemError } from '../../state/problem.ts';
import type { Nodes } from '../nodes.ts';
import { sumOfFile } from './local-file.ts';
import { sumLine } from './scripts.ts';
import { fileProblem, mark, marked, remotePath, shownPath, word } from './place.ts';

/** What is under a path on a node. */
export type FileThere =
  | { readonly is: 'missing' | 'folder' }
  /** `mode`: its permission bits. */
  | { readonly is: 'file'; readonly size: number; readonly mode: number; readonly sha256: string };

/** Asks a node what is under a path, as a person writes it. @throws ProblemError `node-not-permitted`, `node-file-failed`; what `exec` throws. */
export async function lookAtFile(nodes: Nodes, node: ClusterNode, path: string, signal: AbortSignal): Promise<FileThere> {
  const file = word(remotePath(path));
  const line = [
    `if [ -d ${file} ]; then echo ${mark} folder; exit 0; fi`,
    `if [ ! -e ${file} ]; then echo ${mark} missing; exit 0; fi`,
    `SUM=${sumLine(file)} || exit 1`,
    `echo ${mark} file $(stat -c '%s %a' "$(realpath ${file})") $SUM`,
  ].join('\n');
  const { stdout, stderr } = await nodes.exec(node, line, { signal, timeoutSeconds: 600 });
  const [state, size = '', mode = '', sha256 = ''] = marked(stdout) ?? [];
  if (state === 'file' && /^[0-9a-f]{64}$/.test(sha256)) return { is: 'file', size: Number(size), mode: Number.parseInt(mode, 8) & 0o777, sha256 };
  if (state === 'missing' || state === 'folder') return { is: state };
  throw fileProblem(node.name, remotePath(path), stderr || stdout);
}

/** That there is no file to fetch. */
export function notAFile(node: string, path: string, is: 'missing' | 'folder'): ProblemError {
  const shown = shownPath(remotePath(path));
  if (is === 'missing') {
    return new ProblemError({
      code: 'node-file-missing',
      message: `${node}: there is no ${shown}`,
      means: 'Names without a slash before them are looked for in the home folder there.',
      next: [{ label: 'See what is there', command: `rank0 run ${node} -- ls -l ${posix.dirname(remotePath(path))}` }],
    });
  }
  return new ProblemError({
    code: 'node-file-is-folder',
    message: `${node}: ${shown} is a folder`,
    means: 'Files are fetched one by one, so that each is checked by its sum. A folder comes as one archive.',
    next: [{ label: 'Pack it there', command: `rank0 run ${node} -- tar -czf ${posix.basename(path) || 'home'}.tar.gz ${remotePath(path)}` }],
  });
}

/** What lies here under a path: nothing, that very file, another one, or something that is no file. */
export async function lookHere(
  path: string,
  file: { readonly size: number; readonly sha256: string },
  signal: AbortSignal,
): Promise<'free' | 'same' | 'other' | 'no-file'> {
  if (!existsSync(path)) return 'free';
  const stats = statSync(path);
  if (!stats.isFile()) return 'no-file';
  return stats.size === file.size && (await sumOfFile(path, signal)) === file.sha256 ? 'same' : 'other';
}
