import { mustBeFolder, nodeWork } from '../../stages/node-work.ts';
import { foldNames } from '../../state/node-set.ts';
import { filesSize } from '../../state/words.ts';
import { filesProgress } from '../files-progress.ts';
import { clusterAndFiles } from '../files-words.ts';
import { problemText } from '../output.ts';
import { loginNodes, openRemembered } from '../remembered.ts';
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
  mustBeFolder(to);
  const open = await openRemembered(around, cluster);
  const work = nodeWork({ connections: () => open.nodes, known: () => targets, azure: () => open.azure, choices: () => open.choices });
  let failures = 0;
  try {
    for (const path of paths) {
      const progress = filesProgress(around, 'get', path, targets.length);
      const got = work.get(path, {
        to,
        force: words.flags.force,
        signal,
        step: progress.step,
        ended: ({ problem, ...end }) => {
          progress.ended();
          output.object({ ...end, file: path, ...(problem ? { error: problem } : {}) });
          if (problem && !output.json) stderr.write(`${end.node}: ${problemText(problem)}`);
        },
      });
      const ends = await got.finally(progress.clear);
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
