import { quote } from 'shell-quote';
import { nodeWork } from '../../stages/node-work.ts';
import { usageError } from '../../state/problem.ts';
import { clusterAndNode } from '../cluster-choice.ts';
import { type Gathering, gatheredText } from '../../stages/gathered.ts';
import { problemText } from '../output.ts';
import { loginNodes, openRemembered } from '../remembered.ts';
import type { Surroundings } from '../surroundings.ts';

/**
 * `rank0 run [NAME] [NODE] [--each|--gather] -- COMMAND`: on every node at once. Lines come as they are printed, each after its node's
 * name as clush does; gathered, what they print on stdout is shown when all have ended, and stderr all the same as it comes. The exit
 * code is the largest of all.
 */
export async function run(around: Surroundings): Promise<number> {
  const { words, home, output, signal, stdout, stderr } = around;
  if (words.rest.length === 0) {
    throw usageError('command-missing', 'no command after --', 'What stands after -- is run on every node.', [
      { label: 'For example', command: 'rank0 run -- uname -n' },
    ]);
  }
  const gathering = gatheringOf(around);
  const { cluster, node } = clusterAndNode(home, words.names, words.choices.cloud);
  const targets = loginNodes({ cluster }, node);
  // One word is a shell line; several are an argv, quoted so that they arrive as they are.
  const command = words.rest.length === 1 ? (words.rest[0] as string) : quote([...words.rest]);
  const open = await openRemembered(around, cluster);
  const work = nodeWork({ connections: () => open.nodes, known: () => targets, azure: () => open.azure, choices: () => open.choices });
  const line = (name: string, text: string, stream: 'stdout' | 'stderr'): void => {
    if (stream === 'stderr') stderr.write(`${name}: ${text}\n`);
    else if (gathering === 'live') stdout.write(`${name}: ${text}\n`);
  };
  try {
    const ends = await work.command(command, {
      signal,
      ...(output.json ? {} : { line }),
      ended: ({ node, exitCode, stdout: printed, stderr: said, problem }) => {
        output.object({ node, exitCode, stdout: printed, stderr: problem?.message ?? said, ...(problem ? { error: problem } : {}) });
        if (problem && !output.json) stderr.write(`${node}: ${problemText(problem)}`);
      },
    });
    if (gathering !== 'live' && !output.json) {
      stdout.write(
        gatheredText(
          ends.filter(({ problem }) => problem === undefined),
          gathering === 'gather',
        ),
      );
      // Live lines come with their node; here what a code belongs to has to be said.
      for (const { node: name, exitCode } of ends) if (exitCode !== 0) stderr.write(`${name}: ended with exit code ${exitCode}\n`);
    }
    return Math.max(...ends.map(({ exitCode }) => exitCode));
  } finally {
    await open.close();
  }
}

function gatheringOf({ words: { flags } }: Surroundings): Gathering {
  if (flags.each && flags.gather) {
    throw usageError('flags-exclude', '--each and --gather exclude each other', '--gather shows equal output once; --each shows every node by itself.', [
      { label: 'Equal output once', command: 'rank0 run --gather -- uname -r' },
      { label: 'Every node by itself', command: 'rank0 run --each -- uptime' },
    ]);
  }
  if (flags.gather) return 'gather';
  return flags.each ? 'each' : 'live';
}
