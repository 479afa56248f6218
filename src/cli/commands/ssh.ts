import { openWalk } from '../../stages/walk.ts';
import type { Choices } from '../../state/choices.ts';
import { usageError } from '../../state/problem.ts';
import { ask, canAsk } from '../ask.ts';
import { clusterAndNode, type KnownCluster } from '../cluster-choice.ts';
import { loginNodes, openRemembered } from '../remembered.ts';
import { runShell, type ShellEnd, shellLine } from '../shell.ts';
import { closedNote, silenceOf } from '../../stages/silence.ts';
import type { Surroundings } from '../surroundings.ts';
import { changeEntry } from '../ssh-entry.ts';
import { followed } from './address.ts';

/** What ssh says where nobody answered; of a simulated node it says nothing of the kind, as a port of this machine lies between. */
const unanswered = /timed out|no route to host|unreachable/i;

/** `rank0 ssh [NAME] [NODE] [-- COMMAND]`: the system's own ssh with the cluster's own configuration. Returns ssh's exit code. */
export async function ssh(around: Surroundings): Promise<number> {
  const { words, home } = around;
  const { cluster, node: named } = clusterAndNode(home, words.names, words.choices.cloud);
  if (words.flags.entry !== undefined) return changeEntry(around, cluster, words.flags.entry);
  const [node, second] = loginNodes({ cluster }, named);
  if (!node) return 1;
  if (named !== undefined && second) {
    throw usageError('one-node', `${named} are several nodes`, 'A shell is on one node; a command runs on many.', [
      { label: 'A shell on one of them', command: `rank0 ssh ${cluster.name} ${node.name}` },
      { label: 'A command on all of them', command: `rank0 run ${cluster.name} '${named}' -- uptime` },
    ]);
  }
  const end = await shellOn(around, cluster, node.name);
  const simulated = cluster.session.choices?.cloud === 'practice';
  if (end.exitCode !== 255 || !(simulated || unanswered.test(end.said))) return end.exitCode;
  return (await openedToMe(around, cluster)) ? (await shellOn(around, cluster, node.name)).exitCode : end.exitCode;
}

async function shellOn(around: Surroundings, cluster: KnownCluster, name: string): Promise<ShellEnd> {
  const { words, stdin } = around;
  const [node] = loginNodes({ cluster }, name);
  if (!node) throw new Error(`${name} is not known any more`);
  const target = {
    folder: cluster.folder,
    node,
    options: words.rest.length === 0 || stdin.isTTY ? [] : ['-T'],
    more: words.rest,
  };
  if (cluster.session.choices?.cloud !== 'practice') return runShell(await shellLine(target), { listen: true });
  const open = await openRemembered(around, cluster);
  try {
    const line = await shellLine({ ...target, simulated: () => open.nodes.reach(node) });
    return await runShell(line).finally(line.close);
  } finally {
    await open.close();
  }
}

/** After a login that nobody answered: says where port 22 is closed to one, and opens it where that is agreed to. */
async function openedToMe(around: Surroundings, cluster: KnownCluster): Promise<boolean> {
  const { signal, stderr, home } = around;
  const open = await openRemembered(around, cluster);
  try {
    const note = closedNote(await silenceOf(open).door(signal), open);
    if (note === undefined) return false;
    stderr.write(`${note}\n`);
    if (!canAsk(around)) return false;
    const answer = await ask(around, 'Open it now, and log in again? [Y/n] ', { flag: '--yes', means: 'The rule for port 22 is changed.' });
    if (!/^(y(es)?)?$/i.test(answer)) return false;
    const walk = openWalk({ home, world: open.world, choices: cluster.session.choices as Choices, command: 'rank0 ssh' });
    try {
      return (await followed(around, walk, undefined, signal)) === 0;
    } finally {
      await walk.close();
    }
  } finally {
    await open.close();
  }
}
