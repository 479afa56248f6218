import { ProblemError, usageError } from '../../state/problem.ts';
import { practiceFolder } from '../practice-folder.ts';
import type { Surroundings } from '../surroundings.ts';

/** `rank0 practice --by-hand [SHAPE]`: a cluster as the old how-to makes it, inside the practice cloud. Returns the exit code. */
export async function byHand({ home, env, output, signal }: Surroundings, shape: string): Promise<number> {
  const [{ openPractice }, { buildByHand, handMadeShapes }] = await Promise.all([import('../../practice/open.ts'), import('../../practice/by-hand/build.ts')]);
  const wanted = handMadeShapes.find((one) => one === shape);
  if (!wanted) {
    throw usageError('unknown-shape', `--by-hand ${shape}: there is no such shape`, `Shapes: ${handMadeShapes.join(', ')}.`);
  }
  const folder = practiceFolder(home);
  const practice = await openPractice({ folder, env });
  try {
    output.say('Building it in the practice cloud as the old how-to does, command by command. That takes a few minutes of its time.');
    const { group, nodes, keyFile } = await buildByHand(practice, folder, wanted, signal);
    output.object({ result: 'made', group, shape: wanted, nodes, sshKey: keyFile });
    output.say(
      `${nodes.length} nodes stand in ${group} (simulated), made by hand: ${nodes.map(({ name }) => name).join(', ')}.\n` +
        `  the key that stands for the one that you use at home: ${keyFile}\n  take it over: rank0 adopt ${group} --cloud practice`,
    );
    return 0;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ProblemError || !(error instanceof Error)) throw error;
    throw new ProblemError(
      {
        code: 'by-hand-failed',
        message: error.message,
        means: 'The simulated Azure refused a command of the how-to, as the real one would.',
        next: [
          { label: 'Where it was quota: more of it', command: `RANK0_PRACTICE_QUOTA=cores=1000,standardHBv3Family=1000 rank0 practice --by-hand ${shape}` },
          { label: 'Begin with a new practice cloud', command: 'rank0 practice --reset' },
        ],
      },
      { cause: error },
    );
  } finally {
    await practice.close();
  }
}
