import { posix } from 'node:path';
import { keptRun } from '../../src/cli/wizard/kept-run.ts';
import type { WizardWalk } from '../../src/cli/wizard/services.ts';
import type { CommandEnd, GetEnd, NodeFile, PutEnd } from '../../src/stages/node-work.ts';
import type { Problem } from '../../src/state/problem.ts';
import { usageError } from '../../src/state/problem.ts';
import type { FakeCluster } from './fake-cluster.ts';

/** What nodes print and have, where it is not what all of them do. */
export interface WorkOptions {
  /** What a command prints on a node, and how it ends. Without it every node prints the same line, and one of its own for `uname -n`. */
  readonly prints?: (node: string, command: string) => { readonly stdout?: readonly string[]; readonly stderr?: readonly string[]; readonly exitCode?: number };
  /** Nodes that do not answer. */
  readonly silent?: readonly string[];
  /** Nodes on which a command goes on though it was told to end. */
  readonly deaf?: readonly string[];
  /** Nodes that have another file of any name already. */
  readonly having?: readonly string[];
  /** Names in the folder here. */
  readonly filesHere?: readonly string[];
  /** Here, other files of the names that come. */
  readonly inTheWay?: boolean;
}

const sum = 'ab54d286cf1d9a1e2b1b1c8f3d2e4c5a6b7081929394a5b6c7d8e9f001122334'.padEnd(64, '7');
const otherSum = sum.replaceAll('a', '0');
const size = 2_100_000;

const silence = (node: string): Problem => ({
  code: 'ssh-timeout',
  message: `${node} (203.0.113.12): no answer on port 22`,
  means: 'The machine did not answer: it is off, frozen, or something between you and it drops the connection.',
  next: [{ label: 'See whether the machine runs', command: 'rank0 status' }],
});

/** A command on nodes, and files, of the fake walk. `sleep` never ends by itself. */
export function fakeWork(cluster: FakeCluster): Pick<WizardWalk, 'work' | 'here' | 'keepRun'> {
  const { world } = cluster;
  const { calls, options, step } = world;
  const silent = (node: string): boolean => options.silent?.includes(node) ?? false;
  const work: WizardWalk['work'] = {
    command: async (line, { nodes = cluster.names, signal, stop, line: told, ended }) => {
      calls.push(`command ${line} on ${nodes.join(' ')}`);
      return Promise.all(
        nodes.map(async (node): Promise<CommandEnd> => {
          await step(signal, 100);
          const end = (one: CommandEnd): CommandEnd => {
            ended?.(one);
            return one;
          };
          const none = { node, stdout: '', stderr: '' };
          if (silent(node)) return end({ ...none, exitCode: 255, problem: silence(node) });
          const { stdout = [line === 'uname -n' ? node : '6.8.0-1021-azure'], stderr = [], exitCode = 0 } = options.prints?.(node, line) ?? {};
          for (const text of stdout) told?.(node, text, 'stdout');
          for (const text of stderr) told?.(node, text, 'stderr');
          if (!line.startsWith('sleep')) return end({ ...none, exitCode });
          await new Promise<void>((resolve, reject) => {
            stop?.addEventListener('abort', () => resolve(), { once: true });
            signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
          });
          calls.push(`told ${node} to end`);
          if (options.deaf?.includes(node)) {
            const problem = { code: 'command-goes-on', message: `${node}: it did not end when it was told to`, means: 'It was sent TERM and KILL.', next: [] };
            return end({ ...none, exitCode: 255, problem });
          }
          return end({ ...none, exitCode: 143, stopped: true });
        }),
      );
    },
    file: async (path, signal) => {
      await step(signal, 10);
      if (path.includes('missing')) throw usageError('file-missing', `${path}: there is no such file here`, 'Nothing was sent.');
      return { path, name: posix.basename(path), size, mode: '644', sha256: sum };
    },
    there: async (path, { nodes = cluster.names, signal }) => {
      calls.push(`there ${path} on ${nodes.join(' ')}`);
      await step(signal, 10);
      return nodes.map((node): NodeFile => {
        if (silent(node)) return { node, is: 'problem', problem: silence(node) };
        const has = options.having?.includes(node) ?? path.startsWith('results');
        return has ? { node, is: 'file', size, mode: 0o644, sha256: path.startsWith('results') ? sum : otherSum } : { node, is: 'missing' };
      });
    },
    places: async (path, files, to) =>
      files
        .filter(({ is }) => is === 'file')
        .map(({ node }) => ({ node, path: `${to}/${posix.basename(path)}.${node}`, is: options.inTheWay ? 'other' : 'free' })),
    put: async (file, { nodes = cluster.names, to, signal, step: told, ended, sent }) => {
      calls.push(`put ${file.path} to ${to} on ${nodes.join(' ')}`);
      const ends: PutEnd[] = [];
      for (const [index, node] of nodes.entries()) {
        await step(signal, 100);
        const from = index === 0 ? 'laptop' : (nodes[index - 1] ?? '');
        told?.({ node, state: 'copying', from, bytes: size / 2, size });
        if (index === 0) sent?.(size / 2);
        await world.held(`put/${node}`, signal);
        if (index === 0) sent?.(size / 2);
        const end: PutEnd = silent(node) ? { node, state: 'failed', problem: silence(node) } : { node, state: 'copied', from };
        ends.push(end);
        ended(end);
      }
      return ends;
    },
    get: async (path, { nodes = cluster.names, to, force, signal, ended }) => {
      calls.push(`get ${path} to ${to} from ${nodes.join(' ')}${force ? ' by force' : ''}`);
      const ends: GetEnd[] = [];
      for (const node of nodes) {
        await step(signal, 100);
        const end: GetEnd = silent(node)
          ? { node, state: 'failed', problem: silence(node) }
          : { node, state: 'copied', path: `${to}/${posix.basename(path)}.${node}`, bytes: size, sha256: sum };
        ends.push(end);
        ended(end);
      }
      return ends;
    },
  };
  return {
    work,
    here: {
      path: (text) => (text.startsWith('/') ? text : `/home/ada/${text === '.' ? 'work' : text.replace(/^~\//, '')}`),
      complete: (text) => {
        const names = (options.filesHere ?? ['hello.c', 'hello.txt', 'notes/']).filter((name) => name.startsWith(text));
        const [first = text] = names;
        return names.length > 1 ? { text: first.slice(0, Math.max(text.length, 6)), choices: names } : { text: first, choices: [] };
      },
    },
    keepRun: (nodes) => {
      let written = false;
      const folder = `/home/ada/.config/rank0/clusters/practice/${cluster.choices.name}/runs/2026-11-24T12-00-00-000Z`;
      const write = (): void => {
        written = true;
      };
      return keptRun(nodes.length, { write, close: () => (written ? { folder } : undefined) });
    },
  };
}
