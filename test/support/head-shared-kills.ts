import { killAndResume, type KillReport, leftOver, type Road } from './kills.ts';
import { childEnvironment, rank0, startRank0, temporaryHome } from './rank0.ts';

/** A road on which the head's folder is shared. */
export const sharedRoad: Road = { flags: ['--shared-files', 'head'], env: {} };

const nodes = 2;
const up = ['up', '--cloud', 'practice', '--yes', '--json', '--admin-username', 'glock', '--count', String(nodes)];

/** Names of tasks of the stage that write something while what is shared is made, and while it is taken away. */
export async function sharedWrites(): Promise<{ readonly making: readonly string[]; readonly removing: readonly string[] }> {
  const { home, dispose } = temporaryHome();
  const env = childEnvironment(home);
  try {
    const writes = async (flags: readonly string[]): Promise<string[]> => {
      const walk = await rank0([...up, ...flags], env);
      if (walk.exitCode !== 0) throw new Error(`the walk without a kill ended with ${walk.exitCode}: ${walk.stderr.slice(-2000)}`);
      return [...new Set(walk.lines.filter((line) => line['stage'] === 'shared-files' && line['state'] === 'making').map((line) => String(line['task'])))];
    };
    return { making: await writes(sharedRoad.flags), removing: await writes(['--shared-files', 'none']) };
  } finally {
    dispose();
  }
}

/** Kills the walk as this task begins to write, and resumes it. */
export const killMaking = (task: string): Promise<KillReport> => killAndResume(task, nodes, sharedRoad);

/** Builds, writes a file, kills the taking away as this task begins to write, and takes it away again: nothing is left but the file. */
export async function killRemoving(task: string): Promise<KillReport> {
  const { home, dispose } = temporaryHome();
  const env = childEnvironment(home);
  const faults: string[] = [];
  try {
    const built = await rank0([...up, ...sharedRoad.flags], env);
    if (built.exitCode !== 0) faults.push(`up ended with ${built.exitCode}: ${built.stderr.slice(-600)}`);
    await rank0(['run', 'glocluster1', '--', 'echo kept > /scratch/glock/file'], env);
    let killed = false;
    const first = startRank0([...up, '--shared-files', 'none'], env, (line) => {
      if (!killed && line.includes(`"task":"${task}","state":"making"`)) killed = first.child.kill('SIGKILL');
    });
    await first.ended;
    const again = await rank0([...up, '--shared-files', 'none'], env);
    const last = again.lines.at(-1);
    if (again.exitCode !== 0 || JSON.stringify(last?.['sharedFiles']) !== '{"kind":"none"}')
      faults.push(`resume ended with ${again.exitCode}: ${JSON.stringify(last)} ${again.stderr.slice(-600)}`);
    const left = await rank0(
      ['run', '--', 'findmnt -n -M /scratch; grep scratch /etc/fstab; sudo exportfs -s 2> /dev/null; ls -d /scratch 2> /dev/null; true'],
      env,
    );
    if (left.stdout.trim() !== '') faults.push(`left on nodes: ${left.stdout}`);
    const kept = await rank0(['run', 'glocluster0', '--', 'cat /shared/glock/file'], env);
    if (!kept.stdout.includes('kept')) faults.push(`the file is gone: ${kept.stdout} ${kept.stderr}`);
    await rank0(['down', '--yes', '--json'], env);
    for (const name of await leftOver(home)) faults.push(`left over: ${name}`);
    return { at: task, killed, faults };
  } finally {
    dispose();
  }
}
