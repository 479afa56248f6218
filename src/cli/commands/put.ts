import { nodeWork, type LocalFile, type PutEnd } from '../../stages/node-work.ts';
import { localFile } from '../../remote/files/local-file.ts';
import { foldNames } from '../../state/node-set.ts';
import { filesSize } from '../../state/words.ts';
import { filesProgress } from '../files-progress.ts';
import { clusterAndFiles } from '../files-words.ts';
import { problemText } from '../output.ts';
import { loginNodes, openRemembered } from '../remembered.ts';
import type { Surroundings } from '../surroundings.ts';

/**
 * `rank0 put [NAME] FILE… [--node NODE] [--to DIR]`: files to all nodes or one. Each leaves this machine once; the nodes hand it on. With
 * --json objects as bytes flow, one a node as it ends, and a last one. Exit code 1 where a node has not all of them.
 */
export async function put(around: Surroundings): Promise<number> {
  const { words, home, output, signal, stderr } = around;
  const { cluster, paths } = clusterAndFiles(home, 'put', words);
  const targets = loginNodes({ cluster }, words.flags.node);
  // All are looked at before the first is sent, so that bad input fails at once.
  const files: LocalFile[] = [];
  for (const path of paths) files.push(await localFile(path, signal));
  const to = words.flags.to ?? '~';
  const open = await openRemembered(around, cluster);
  const work = nodeWork({ connections: () => open.nodes, known: () => targets, azure: () => open.azure, choices: () => open.choices });
  const began = open.world.clock.now();
  let sent = 0;
  let incomplete = 0;
  try {
    for (const file of files) {
      const started = performance.now();
      const { name, size, mode, sha256 } = file;
      const progress = filesProgress(around, 'put', name, targets.length);
      const put = work.put(file, {
        to,
        signal,
        step: progress.step,
        ended: ({ node, state, from, problem }) => {
          progress.ended();
          output.object({ node, file: name, to, state, bytes: size, mode, sha256, ...(from ? { from } : {}), ...(problem ? { error: problem } : {}) });
          if (problem && !output.json) stderr.write(`${node}: ${problemText(problem)}`);
        },
        sent: (bytes) => {
          sent += bytes;
        },
      });
      const ends = await put.finally(progress.clear);
      output.say(putText(file, to, ends, (performance.now() - started) / 1000));
      if (ends.some(({ state }) => state === 'failed')) incomplete += 1;
    }
    output.object({
      result: incomplete > 0 ? 'failed' : 'put',
      cluster: cluster.name,
      simulated: open.world.simulated,
      files: files.length,
      nodes: targets.length,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      sent,
      seconds: Math.round((open.world.clock.now() - began) / 100) / 10,
    });
    return incomplete > 0 ? 1 : 0;
  } finally {
    await open.close();
  }
}

/** One line a file: where it is now, on which nodes, and where it is not. */
function putText(file: LocalFile, to: string, ends: readonly PutEnd[], seconds: number): string {
  const of = (state: PutEnd['state']): string[] => ends.filter((end) => end.state === state).map(({ node }) => node);
  const part = (names: readonly string[], what: string): string[] => (names.length > 0 ? [`${what} ${foldNames(names)}`] : []);
  const parts = [...part(of('copied'), 'copied to'), ...part(of('unchanged'), 'was already on'), ...part(of('failed'), 'NOT on')];
  return `${file.name} (${filesSize(file.size)}) in ${to}: ${parts.join('; ')} (${seconds.toFixed(1)} s, sha256 compared on each)`;
}
