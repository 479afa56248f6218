import { statSync } from 'node:fs';
import { type GetEnd, getFile } from '../../remote/files/get.ts';
import { foldNames } from '../../state/node-set.ts';
import { usageError } from '../../state/problem.ts';
import { clusterAndFiles, filesSize, problemAsError } from '../files-words.ts';
import { problemText } from '../output.ts';
import { loginNodes, openRemembered } from '../remembered.ts';
import { silenceOf } from '../silence.ts';
import type { Surroundings } from '../surroundings.ts';

/**
 * `rank0 get [NAME] FILE… [--node NODE] [--to DIR] [--force]`: files from all nodes or one into a folder here; from several each under its node's
 * name too, `out.txt.glocluster0`. What is the same on several nodes comes once. Exit code 1 where one did not come.
 */
export async function get(around: Surroundings): Promise<number> {
  const { words, home, output, signal, stderr } = around;
  const { cluster, paths } = clusterAndFiles(home, 'get', words);
  const targets = loginNodes({ cluster }, words.flags.node);
  const to = words.flags.to ?? '.';
  if (!statSync(to, { throwIfNoEntry: false })?.isDirectory()) {
    throw usageError('folder-missing', `--to ${to}: there is no such folder here`, 'What comes from the nodes is put into a folder that exists.', [
      { label: 'Make it', command: `mkdir -p ${to}` },
    ]);
  }
  const open = await openRemembered(around, cluster);
  const silence = silenceOf(open);
  let failures = 0;
  try {
    for (const path of paths) {
      const told: Promise<void>[] = [];
      const tell = async ({ problem, ...end }: GetEnd): Promise<void> => {
        const error = problem && (await silence.explained(problemAsError(problem), signal));
        output.object({ ...end, file: path, ...(error ? { error } : {}) });
        if (error && !output.json) stderr.write(`${end.node}: ${problemText(error)}`);
      };
      const ends = await getFile({
        nodes: open.nodes,
        targets,
        path,
        to,
        byNode: words.flags.node === undefined && targets.length > 1,
        force: words.flags.force,
        signal,
        ended: (end) => void told.push(tell(end)),
      });
      await Promise.all(told);
      const failed = ends.filter(({ state }) => state === 'failed').length;
      failures += failed;
      const here = ends.filter(({ state }) => state !== 'failed');
      if (here.length > 0) {
        const bytes = here.reduce((sum, end) => sum + (end.bytes ?? 0), 0);
        const place = here.length === 1 ? (here[0]?.path ?? to) : `${to} as ${path.split('/').at(-1)}.NODE`;
        output.say(`${path} (${filesSize(bytes)}) from ${foldNames(here.map(({ node }) => node))} is in ${place} (sha256 compared)`);
      }
    }
    output.object({
      result: failures > 0 ? 'failed' : 'got',
      cluster: cluster.name,
      simulated: open.world.simulated,
      files: paths.length,
      nodes: targets.length,
    });
    return failures > 0 ? 1 : 0;
  } finally {
    await open.close();
  }
}
