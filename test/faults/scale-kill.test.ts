import { expect, it } from 'vitest';
import { describeKills } from '../support/describe-kills.ts';
import { childEnvironment, rank0 } from '../support/rank0.ts';
import { finishedByUp, scaling, scalings } from '../support/scale-kills.ts';
import { copied, quota, standing, startAndKill } from '../support/standing-kills.ts';

await describeKills('SIGKILL of a scaling is survived: the same nodes at the end, nothing made twice, nothing left over', scalings, { writes: 1, events: 0 });
await describeKills('a scaling that was killed is finished by `up`: what was to go is not built again', finishedByUp, { writes: 1, events: 0 });

it('one to 0 is not: `up` says that it was not finished, and how one goes on', async () => {
  const { before, words } = scaling('infiniband', 2, 0);
  await copied((await standing(before)).home, async (home) => {
    const env = childEnvironment(home, quota);
    expect(await startAndKill(words, env, 'remove/instances')).toBe(true);
    const up = await rank0(['up', '--cloud', 'practice', '--yes', '--json'], env);
    expect([up.exitCode, up.lines.at(-1)?.['error']]).toMatchObject([
      2,
      {
        code: 'scaling-unfinished',
        next: [{ command: 'rank0 scale glocluster 0' }, { command: 'rank0 scale glocluster 4' }, { command: 'rank0 down glocluster' }],
      },
    ]);
    const again = await rank0(words, env);
    expect(again.lines.at(-1)).toMatchObject({ result: 'scaled', count: 0, nodes: [] });
  });
});
