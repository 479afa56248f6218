import type { Task, TaskRun } from '../../engine/task.ts';
import { headOf } from '../access.ts';
import { lookedUp, peerProblem } from '../peers.ts';
import { buildFolder, type OsuTasks, workFolder } from '../osu/place.ts';
import { clush, clushSeconds, mustRun, nodeSet, sumsIn } from '../shell.ts';

/** The programs on every other node, at the same path and with the same bytes. With shared files there is nothing to copy, only to see. */
export function osuCopyTask(tasks: OsuTasks, needs: readonly string[]): Task {
  const { access, source, inUse, shared } = tasks;
  const head = headOf(access);
  const others = access.names.slice(1);
  const folder = buildFolder(tasks);
  const programs = Object.values(source.programs);
  const sums = `cd ${folder}/install 2>/dev/null && sha256sum ${programs.join(' ')} 2>/dev/null`;
  const archive = `${workFolder}/install.tar.gz`;
  const lines = [
    `tar -czf ${archive} -C ${folder} install`,
    `${clush(others.length)} -w ${nodeSet(others)} mkdir -p ${workFolder} ${folder}`,
    `${clush(others.length)} -w ${nodeSet(others)} -c ${archive}`,
    `${clush(others.length)} -w ${nodeSet(others)} tar -xzf ${archive} -C ${folder}`,
  ];
  /** Nodes whose programs are not those of the head. */
  const different = async ({ signal }: TaskRun): Promise<string[]> => {
    const all = await Promise.all(access.names.map(async (name) => sumsIn((await access.nodes.exec(access.node(name), sums, { signal })).stdout)));
    const [ours] = all;
    const same = (theirs: ReadonlyMap<string, string> | undefined): boolean =>
      programs.every((path) => {
        const name = path.split('/').at(-1) as string;
        return ours?.has(name) === true && ours.get(name) === theirs?.get(name);
      });
    return others.filter((_, index) => !same(all[index + 1]));
  };
  return {
    id: 'osu/copy',
    stage: 'benchmark',
    title: shared ? 'the programs on all nodes' : `copy them to ${others.length === 1 ? others[0] : `the other ${others.length} nodes`}`,
    node: head,
    needs,
    lane: 'head',
    explain: shared
      ? 'They were built in the shared files, where every node sees them at the same path.'
      : 'MPI starts the file of that path which each node has itself, so the path is the same everywhere.',
    commands: shared ? [sums] : lines,
    usualSeconds: [1, 8],
    observe: async (run) => {
      if (inUse.ofImage !== undefined) return { is: 'so', message: 'not needed: every node has the same image' };
      return (await different(run)).length === 0 ? { is: 'so', message: `the same on all ${access.names.length} nodes (sha256)` } : { is: 'absent' };
    },
    make: async (run) => {
      if (shared) return;
      const [pack = '', ...spread] = lines;
      await mustRun(access, head, pack, { signal: run.signal, timeoutSeconds: 60 });
      for (const line of spread) {
        const result = await lookedUp(access, line, run, { timeoutSeconds: clushSeconds(others.length) + 6 });
        if (result.exitCode === 0) continue;
        const [first] = await different(run);
        if (first !== undefined) throw peerProblem(access, first, line, result);
      }
    },
  };
}
