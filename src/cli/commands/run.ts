import { quote } from 'shell-quote';
import { problemOf, usageError } from '../../state/problem.ts';
import { clusterAndNode } from '../cluster-choice.ts';
import { problemText } from '../output.ts';
import { loginNodes, openRemembered } from '../remembered.ts';
import type { Surroundings } from '../surroundings.ts';

/**
 * `rank0 run [NAME] [NODE] -- COMMAND`: on every node at once. Lines come as they are printed, each after its node's name as
 * clush does; the exit code is the largest of all.
 */
export async function run(around: Surroundings): Promise<number> {
  const { words, home, output, signal, stdout, stderr } = around;
  if (words.rest.length === 0) {
    throw usageError('command-missing', 'no command after --', 'What stands after -- is run on every node.', [
      { label: 'For example', command: 'rank0 run -- uname -n' },
    ]);
  }
  const { cluster, node } = clusterAndNode(home, words.names, words.choices.cloud);
  const targets = loginNodes({ cluster }, node);
  // One word is a shell line; several are an argv, quoted so that they arrive as they are.
  const command = words.rest.length === 1 ? (words.rest[0] as string) : quote([...words.rest]);
  const open = await openRemembered(around, cluster);
  try {
    const codes = await Promise.all(
      targets.map(async (target) => {
        try {
          const result = await open.nodes.exec(target, command, {
            signal,
            ...(output.json ? {} : { onLine: (line, stream) => void (stream === 'stderr' ? stderr : stdout).write(`${target.name}: ${line}\n`) }),
          });
          output.object({ node: target.name, exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr });
          return result.exitCode;
        } catch (error) {
          if (signal.aborted) throw error;
          const problem = problemOf(error);
          output.object({ node: target.name, exitCode: 255, stdout: '', stderr: problem.message, error: problem });
          if (!output.json) stderr.write(`${target.name}: ${problemText(problem)}`);
          // 255 is what ssh itself ends with when it did not get as far as the command.
          return 255;
        }
      }),
    );
    return Math.max(...codes);
  } finally {
    await open.close();
  }
}
