import { clusterAndNode } from '../cluster-choice.ts';
import { loginNodes, openRemembered } from '../remembered.ts';
import { runShell, shellLine } from '../shell.ts';
import type { Surroundings } from '../surroundings.ts';

/** `rank0 ssh [NAME] [NODE] [-- COMMAND]`: the system's own ssh with the cluster's own configuration. Returns ssh's exit code. */
export async function ssh(around: Surroundings): Promise<number> {
  const { words, home, stdin } = around;
  const { cluster, node: named } = clusterAndNode(home, words.names, words.choices.cloud);
  const [node] = loginNodes({ cluster }, named);
  if (!node) return 1;
  const target = {
    folder: cluster.folder,
    node,
    options: words.rest.length === 0 || stdin.isTTY ? [] : ['-T'],
    more: words.rest,
  };
  if (cluster.session.choices?.cloud !== 'practice') return (await runShell(await shellLine(target))).exitCode;
  const open = await openRemembered(around, cluster);
  try {
    const line = await shellLine({ ...target, simulated: () => open.nodes.reach(node) });
    return (await runShell(line).finally(line.close)).exitCode;
  } finally {
    await open.close();
  }
}
