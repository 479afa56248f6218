import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import { type Access, headOf } from '../access.ts';
import { lookedUp, peerProblem } from '../peers.ts';
import { clush, clushSeconds, mustRun, nodeSet, showFile, shownFile } from '../shell.ts';

/** Debian's and Ubuntu's clustershell reads this file by itself. */
const groups = '/etc/clustershell/groups.d/local.cfg';

/** clush reaches every node from the head by name, and `clush -a` means all of them. */
export function clushTask(access: Access, needs: readonly string[]): Task {
  const head = headOf(access);
  const set = nodeSet(access.names);
  const groupLine = `all: ${set.slice(1, -1)}`;
  const write = `sudo touch ${groups} && sudo sed -i '/^all:/d' ${groups} && echo '${groupLine}' | sudo tee -a ${groups} > /dev/null`;
  const ask = `${clush(access.names.length)} -w ${set} uname -n`;
  return {
    id: 'clush',
    stage: 'cluster-ssh',
    title: `clush from ${head}`,
    node: head,
    needs,
    lane: 'head',
    explain:
      'clush runs one line on many machines over SSH, all at the same time. If it works without a question, so will mpirun. ' +
      '-S gives the worst exit code (without it clush says 0 even if nodes failed), -n leaves the keyboard alone.',
    commands: [write, ask],
    usualSeconds: [1, 6],
    observe: async (run) => {
      const { stdout } = await access.nodes.exec(access.node(head), showFile(groups), { signal: run.signal });
      const lines = shownFile(stdout)
        .split('\n')
        .filter((line) => line.startsWith('all:'));
      return lines.length === 1 && lines[0] === groupLine ? answered(access, ask, run) : { is: 'absent' };
    },
    make: async (run) => {
      await mustRun(access, head, write, { signal: run.signal });
    },
  };
}

async function answered(access: Access, ask: string, run: TaskRun): Promise<Observation> {
  const result = await lookedUp(access, ask, run, { timeoutSeconds: clushSeconds(access.names.length) + 6 });
  const silent = access.names.filter(
    (name) => !result.stdout.split(/\r?\n/).some((line) => line === `${name}: ${name}` || line.startsWith(`${name}: ${name}.`)),
  );
  if (silent.length === 0) return { is: 'so', message: access.names.map((name) => `${name}: ${name}`).join('\n') };
  const first = silent[0] as string;
  const about = linesAbout(first, result.stderr);
  const error = peerProblem(access, first, ask, { ...result, stderr: about || result.stderr });
  if (error.stopsRun) throw error;
  return {
    is: 'wrong',
    problem: { ...error.problem, message: silent.length === 1 ? error.problem.message : `${error.problem.message} (and ${silent.slice(1).join(', ')})` },
  };
}

/** What clush passed on of one node: `NAME: ssh: connect to host …`, `clush: NAME: exited with exit code 255`. */
export const linesAbout = (name: string, stderr: string): string =>
  stderr
    .split(/[\r\n]+/)
    .filter((line) => line.startsWith(`${name}: `) || line.startsWith(`clush: ${name}: `))
    .map((line) => line.replace(/^(clush: )?[^:]+: /, ''))
    .join('\n');
