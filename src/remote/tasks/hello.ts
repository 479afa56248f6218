import { createHash } from 'node:crypto';
import type { Task, TaskRun } from '../../engine/task.ts';
import { ProblemError } from '../../state/problem.ts';
import { type Access, headOf } from '../access.ts';
import { openMpiVersion } from '../open-mpi.ts';
import { lookedUp, peerProblem } from '../peers.ts';
import { clush, clushSeconds, commandFailed, lastLines, mustRun, nodeSet, sshOptions, sumsIn } from '../shell.ts';
import { linesAbout } from './clush.ts';
import { fabricTask } from './fabric.ts';
import { helloRunTask, type OpenMpiInUse } from './hello-run.ts';

const compileLine = ({ mpi }: Access): string => mpi.line('mpicc hello.c -o hello');
const versionLine = ({ mpi }: Access): string => mpi.line('mpirun --version');
/** What was compiled from what, so that a later run sees whether it is still so. */
const record = 'mkdir -p ~/.rank0 && sha256sum hello.c hello > ~/.rank0/compiled';
const separator = '=== rank0 now';
const recorded = `cat ~/.rank0/compiled 2>/dev/null; echo; echo '${separator}'; sha256sum hello.c hello 2>/dev/null`;

/**
 * Stage 7: the fabric looked at on every node where there is one, hello.c compiled on the head, copied to all, run with one rank a node, every rank and host seen once.
 * @param helloSource text of assets/hello.c.
 */
export function helloTasks(access: Access, needs: readonly string[], helloSource: string, how: { readonly transports?: boolean } = {}): Task[] {
  const version: OpenMpiInUse = {};
  const fabric = access.mpi.fabric ? access.names.map((name) => fabricTask(access, name, needs)) : [];
  const ready = [...needs, ...fabric.map(({ id }) => id)];
  return [
    ...fabric,
    sourceTask(access, ready, helloSource),
    compileTask(access, ['hello/source'], version),
    ...(access.names.length > 1 ? [copyTask(access, ['hello/compile'])] : []),
    helloRunTask(access, [access.names.length > 1 ? 'hello/copy' : 'hello/compile'], version, how),
  ];
}

function sourceTask(access: Access, needs: readonly string[], source: string): Task {
  const head = headOf(access);
  const wanted = createHash('sha256').update(source).digest('hex');
  return {
    id: 'hello/source',
    stage: 'hello-mpi',
    title: `hello.c on ${head}`,
    node: head,
    needs,
    lane: 'head',
    explain: 'Thirty lines of C: start MPI, ask for the own number and the count, say both and the name of the machine, stop MPI.',
    commands: ['cat > hello.c'],
    usualSeconds: [1, 2],
    observe: async ({ signal }) => {
      const { stdout } = await access.nodes.exec(access.node(head), 'sha256sum hello.c 2>/dev/null', { signal });
      return sumsIn(stdout).get('hello.c') === wanted ? { is: 'so', message: 'as rank0 brings it' } : { is: 'absent' };
    },
    make: async ({ signal }) => {
      await mustRun(access, head, 'cat > hello.c', { stdin: source, signal });
    },
  };
}

function compileTask(access: Access, needs: readonly string[], version: OpenMpiInUse): Task {
  const head = headOf(access);
  const compile = compileLine(access);
  return {
    id: 'hello/compile',
    stage: 'hello-mpi',
    title: `compile hello on ${head}`,
    node: head,
    needs,
    lane: 'head',
    explain:
      'mpicc is the C compiler, told where MPI is. It does not make the program parallel: the program is the same one everywhere, and starts once for each rank.',
    commands: [versionLine(access), compile],
    usualSeconds: [1, 3],
    observe: async ({ signal }) => {
      const node = access.node(head);
      const [look, about] = await Promise.all([access.nodes.exec(node, recorded, { signal }), access.nodes.exec(node, versionLine(access), { signal })]);
      version.found = openMpiVersion(about.stdout);
      const [then = '', now = ''] = look.stdout.split(separator);
      const [before, current] = [sumsIn(then), sumsIn(now)];
      const same = ['hello.c', 'hello'].every((file) => current.has(file) && current.get(file) === before.get(file));
      return same ? { is: 'so', message: `with Open MPI ${version.found.text}` } : { is: 'absent' };
    },
    make: async ({ signal }) => {
      const result = await access.nodes.exec(access.node(head), compile, { signal, timeoutSeconds: 60 });
      if (result.exitCode !== 0)
        throw new ProblemError({
          ...commandFailed(head, compile, result, 'The compiler did not accept the program, or is not there.'),
          code: 'compile-failed',
        });
      await mustRun(access, head, record, { signal });
    },
  };
}

function copyTask(access: Access, needs: readonly string[]): Task {
  const head = headOf(access);
  const others = access.names.slice(1);
  const copy = `${clush(others.length)} -w ${nodeSet(others)} -c hello`;
  const different = async ({ signal }: TaskRun): Promise<string[]> => {
    const sums = await Promise.all(
      access.names.map(async (name) => sumsIn((await access.nodes.exec(access.node(name), 'sha256sum hello 2>/dev/null', { signal })).stdout).get('hello')),
    );
    return others.filter((_, index) => sums[0] === undefined || sums[index + 1] !== sums[0]);
  };
  return {
    id: 'hello/copy',
    stage: 'hello-mpi',
    title: `copy hello to ${others.length === 1 ? others[0] : `the other ${others.length} nodes`}`,
    node: head,
    needs,
    lane: 'head',
    explain: 'MPI does not copy programs: each node starts the file of that name which it has itself. (Shared files, a later stage, make this unnecessary.)',
    commands: [copy],
    usualSeconds: [1, 6],
    observe: async (run) =>
      (await different(run)).length === 0 ? { is: 'so', message: `the same on all ${access.names.length} nodes (sha256)` } : { is: 'absent' },
    make: async (run) => {
      const result = await lookedUp(access, copy, run, { timeoutSeconds: clushSeconds(others.length) + 6 });
      for (const name of await different(run)) await copyOne(access, name, copy, result, run);
    },
  };
}

/**
 * What clush could not copy. A `.bashrc` that prints breaks scp's protocol (lab 14) and not ssh's; a program that still runs
 * there, left by a job that lost its head, cannot be written over, but put in its place: those cases have a way. Any other is a
 * problem that names the node.
 */
async function copyOne(access: Access, name: string, line: string, said: { exitCode: number; stdout: string; stderr: string }, run: TaskRun): Promise<void> {
  const about = linesAbout(name, said.stderr) || said.stderr;
  const hasWay = /received message too long|lost connection|connection closed|dest open .*: Failure|text file busy/i.test(about);
  if (!hasWay) throw peerProblem(access, name, line, { ...said, stderr: about });
  const plain = `timeout -k 2 20 ssh ${sshOptions} ${name} 'cat > hello.rank0 && chmod +x hello.rank0 && mv hello.rank0 hello' < hello`;
  const result = await access.nodes.exec(access.node(headOf(access)), plain, { signal: run.signal });
  if (result.exitCode === 0) return;
  throw peerProblem(access, name, plain, { ...result, stderr: lastLines(result.stderr, 3) });
}
