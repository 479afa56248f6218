import { foldNames } from '../state/node-set.ts';
import { ProblemError } from '../state/problem.ts';
import type { Access } from './access.ts';
import type { ExecOptions, ExecResult } from './nodes.ts';

/** Options of an ssh that nobody answers questions of, and that ends where the other side is dead (lab: 5 s instead of 100). */
export const sshOptions = '-o BatchMode=yes -o ConnectTimeout=5 -o ServerAliveInterval=5 -o ServerAliveCountMax=2';

/** How long, in seconds, a line through clush may take on so many nodes (64 take 4 on a head that has nothing else to do). */
export const clushSeconds = (nodes: number): number => 17 + Math.ceil(nodes / 6);

/**
 * clush as it can be used by a program: exit code of the worst node (-S), no progress on stderr (-q), stdin left alone (-n), a dead
 * node given up after 5 s instead of 15, a frozen one after `clushSeconds` (-u, so that the others' answers are kept). Should clush
 * itself not end, `timeout` ends it 3 s later.
 */
export const clush = (nodes: number): string =>
  `timeout -k 2 ${clushSeconds(nodes) + 3} clush -S -n -q -u ${clushSeconds(nodes)} -o '-oBatchMode=yes -oConnectTimeout=5'`;

/** A set of names as clush reads and writes it: `glocluster[0-3]`. In single quotes: a shell reads brackets too. */
export const nodeSet = (names: readonly string[]): string => `'${foldNames(names)}'`;

const marks = { begin: '=== rank0 begin', end: '=== rank0 end' } as const;

/** A line that prints a file between marks, so that what a `.bashrc` prints before it is not taken for it. */
export const showFile = (path: string): string => `echo '${marks.begin}'; cat ${path} 2>/dev/null; echo; echo '${marks.end}'`;

/** The file's content in what `showFile` printed; empty where it is not there. */
export function shownFile(stdout: string): string {
  const text = stdout.replaceAll('\r\n', '\n');
  const from = text.indexOf(`${marks.begin}\n`);
  const to = text.indexOf(`\n${marks.end}`, from);
  return from < 0 || to < 0 ? '' : text.slice(from + marks.begin.length + 1, to);
}

/** A line that replaces a file by what it reads, at once: nobody sees half of it, and only its owner sees it at all. */
export const replaceFile = (path: string): string => `touch ${path}.rank0 && chmod 600 ${path}.rank0 && cat > ${path}.rank0 && mv ${path}.rank0 ${path}`;

/** A person's ssh folder, made with the mode that ssh wants. */
export const sshFolder = 'mkdir -p ~/.ssh && chmod 700 ~/.ssh';

/** Runs a line that must succeed. @throws ProblemError `command-failed`, and whatever `Nodes.exec` throws. */
export async function mustRun(access: Access, name: string, command: string, options: ExecOptions = {}): Promise<ExecResult> {
  const result = await access.nodes.exec(access.node(name), command, options);
  if (result.exitCode !== 0) throw new ProblemError(commandFailed(name, command, result));
  return result;
}

/** What a line that failed comes to. */
export function commandFailed(name: string, command: string, { exitCode, stdout, stderr }: ExecResult, means = 'The step was not carried out on that node.') {
  const said = lastLines(stderr, 3) || lastLines(stdout, 3);
  return {
    code: 'command-failed',
    message: `${name}: \`${command.split('\n')[0]}\` ended with exit code ${exitCode}${said === '' ? '' : `: ${said}`}`,
    means,
    next: [{ label: 'Run the same command again: it goes on from what exists' }, { label: 'Look for yourself', command: `rank0 ssh ${name}` }],
  };
}

/** The last lines that say something, joined. Open MPI's frames and its harmless warning about setpgid say nothing. */
export function lastLines(text: string, count: number): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && !/^-+$/.test(line) && !line.includes('setpgid('))
    .slice(-count)
    .join(' | ');
}

/** What `sha256sum` printed: sums by the last part of their paths. */
export function sumsIn(stdout: string): ReadonlyMap<string, string> {
  const sums = new Map<string, string>();
  for (const match of stdout.matchAll(/^\\?([0-9a-f]{64}) [ *](.+?)\r?$/gm)) sums.set((match[2] as string).split('/').at(-1) as string, match[1] as string);
  return sums;
}
