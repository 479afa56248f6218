import type { ClusterNode } from '../../state/events.ts';
import { ProblemError } from '../../state/problem.ts';
import { fileProblem, marked } from './place.ts';
import { patience, type PutOptions } from './put-options.ts';
import { askLine, type Target } from './scripts.ts';

/** `part`: bytes of it that an earlier run left. */
export type Answer = { readonly is: 'same' } | { readonly is: 'room'; readonly part: number };

/** What a node says of its place for the file. @throws ProblemError `node-disk-full`, `node-not-permitted`, `node-target-is-folder`; what `exec` throws. */
export async function ask({ nodes, signal, step }: PutOptions, target: Target, node: ClusterNode): Promise<Answer> {
  const { size } = target.file;
  step?.({ node: node.name, state: 'looking', bytes: 0, size });
  const { stdout, stderr } = await nodes.exec(node, askLine(target, node.name), { signal, timeoutSeconds: patience(size / 100) });
  const [state, free = '', part = ''] = marked(stdout) ?? [];
  if (state === 'same') return { is: 'same' };
  if (state === 'folder') throw folderThere(target, node.name);
  if (state !== 'room') throw fileProblem(node.name, target.path, stderr || stdout);
  const there = Math.min(Number(part) || 0, size);
  const bytes = Number(free) * 1024;
  if (free !== '' && Number.isFinite(bytes) && bytes < size - there) throw fileProblem(node.name, target.path, '', bytes);
  return { is: 'room', part: there };
}

/** That a folder is where the file should go. */
export const folderThere = ({ path, file }: Target, node: string): ProblemError =>
  new ProblemError({
    code: 'node-target-is-folder',
    message: `${node}: ${path} is a folder there`,
    means: 'A file of that name cannot be put where a folder is.',
    next: [{ label: 'Put it into that folder', command: `rank0 put ${file.name} --to ${path.replace(/^\.\//, '')}` }],
  });
