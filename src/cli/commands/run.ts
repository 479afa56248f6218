import { quote } from 'shell-quote';
import { usageError } from '../../state/problem.ts';
import { clusterAndNode } from '../cluster-choice.ts';
import { type Gathering, gatheredText, type NodeOutput } from '../gathered.ts';
import { problemText } from '../output.ts';
import { loginNodes, openRemembered } from '../remembered.ts';
import { silenceOf } from '../silence.ts';
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
  const silence = silenceOf(open);
  const outputs: NodeOutput[] = [];
  const line = (name: string, text: string, stream: 'stdout' | 'stderr'): void => {
    if (stream === 'stderr') stderr.write(`${name}: ${text}\n`);
    else if (gathering === 'live') stdout.write(`${name}: ${text}\n`);
  };
  try {
    const codes = await Promise.all(
      targets.map(async (target) => {
        try {
          const result = await open.nodes.exec(target, command, {
            signal,
            // As long as the person wants: a node that died is noticed by its connection.
            timeoutSeconds: 7 * 24 * 3600,
            ...(output.json ? {} : { onLine: (text, stream) => line(target.name, text, stream) }),
          });
          outputs.push({ node: target.name, stdout: result.stdout });
          output.object({ node: target.name, exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr });
          return result.exitCode;
        } catch (error) {
          if (signal.aborted) throw error;
          const problem = await silence.explained(error, signal);
          output.object({ node: target.name, exitCode: 255, stdout: '', stderr: problem.message, error: problem });
          if (!output.json) stderr.write(`${target.name}: ${problemText(problem)}`);
          // 255 is what ssh itself ends with when it did not get as far as the command.
          return 255;
        }
      }),
    );
    if (gathering !== 'live' && !output.json) {
      stdout.write(gatheredText(outputs, gathering === 'gather'));
      // Live lines come with their node; here what a code belongs to has to be said.
      const ended = targets.map(({ name }, index) => ({ name, code: codes[index] ?? 0 }));
      for (const { name, code } of ended) if (code !== 0) stderr.write(`${name}: ended with exit code ${code}\n`);
    }
    return Math.max(...codes);
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
