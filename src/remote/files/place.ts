import { ProblemError } from '../../state/problem.ts';

/** A word that a shell takes as it is. */
export const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** A path on a node as a shell line there can have it: what begins with ~/ or without a slash lies in the home folder, where every login begins. */
export function remotePath(path: string): string {
  const bare = path.replace(/^~(?:\/+|$)/, '');
  if (bare === '') return '.';
  return bare.startsWith('/') ? bare.replace(/(.)\/+$/, '$1') : `./${bare.replace(/^(\.\/+)+/, '').replace(/\/+$/, '')}`;
}

/** Such a path for eyes: `~/hello.c`. */
export const shownPath = (path: string): string => (path === '.' ? '~' : path.replace(/^\.\//, '~/'));

/** What lies in the folder of that name there. */
export const inFolder = (folder: string, name: string): string => (folder === '/' ? `/${name}` : `${folder}/${name}`);

/** Lines that our scripts print begin so: what a `.bashrc` prints before them is not taken for one. */
export const mark = 'rank0-file';

/** The words behind the mark in what a script printed; undefined where it printed none. */
export const marked = (stdout: string): string[] | undefined =>
  stdout
    .split(/\r?\n/)
    .findLast((line) => line.startsWith(`${mark} `))
    ?.split(' ')
    .slice(1);

/** Why a file could not be written or read on a node, from what the system there said. */
export function fileProblem(node: string, path: string, said: string, free?: number): ProblemError {
  const line = said.split(/\r?\n/).findLast((each) => each.trim() !== '') ?? 'it ended without a word';
  const shown = shownPath(path);
  if (free !== undefined || /no space left|quota exceeded/i.test(said)) {
    return new ProblemError({
      code: 'node-disk-full',
      message: `${node}: no room for ${shown}${free === undefined ? `: ${line.trim()}` : `: ${Math.floor(free / 1e6)} MB are free there`}`,
      means: 'The disk of that node is full. What was there before is as it was; the other nodes go on.',
      next: [
        { label: 'See what fills it', command: `rank0 run ${node} -- 'df -h . ; du -xsh ~'` },
        { label: 'Make room, or name another place with --to, and run the same command again' },
      ],
    });
  }
  if (/permission denied|read-only file system/i.test(said)) {
    return new ProblemError({
      code: 'node-not-permitted',
      message: `${node}: ${line.trim()}`,
      means: 'The user you log in as may not do that there. Files are put and read as that user, not as root.',
      next: [{ label: 'Take a folder of your own: the home folder, or /scratch/USER', command: `rank0 run ${node} -- 'ls -ld ~ /scratch/*'` }],
    });
  }
  return new ProblemError({
    code: 'node-file-failed',
    message: `${node}: ${line.trim()}`,
    means: `${shown} is as it was before on that node.`,
    next: [{ label: 'Look for yourself', command: `rank0 ssh ${node}` }, { label: 'Run the same command again: it goes on from what exists' }],
  });
}
