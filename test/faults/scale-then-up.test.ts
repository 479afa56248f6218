import { afterAll, describe, expect, it } from 'vitest';
import { childEnvironment, rank0, startRank0 } from '../support/rank0.ts';
import { killScaling, type ScaleCase, scaleGround } from '../support/scale-kills.ts';

const cases: readonly ScaleCase[] = [
  { network: 'infiniband', from: 4, to: 2 },
  { network: 'ethernet', from: 4, to: 2 },
  { network: 'infiniband', from: 2, to: 4 },
  { network: 'ethernet', from: 2, to: 4 },
];
const grounds = await Promise.all(cases.map(scaleGround));
afterAll(() => {
  for (const ground of grounds) ground.dispose();
});

const points = grounds.flatMap((ground) =>
  ground.writing.filter((task) => /^(remove\/|down\/virtualMachines|scale-set$|machine\/)/.test(task)).map((at) => ({ ground, at, ...ground.one })),
);

describe.concurrent('a scaling that was killed is finished by `up`: what was to go is not built again', () => {
  it.each(points)('$network $from to $to, at $at', async ({ ground, at }) =>
    expect(await killScaling(ground, at, 'up')).toEqual({ at, killed: true, faults: [] }),
  );
});

it('one to 0 is not: `up` says that it was not finished, and how one goes on', async () => {
  const ground = await scaleGround({ network: 'infiniband', from: 2, to: 0 });
  try {
    const env = childEnvironment(ground.home, { RANK0_PRACTICE_QUOTA: 'standardHBv3Family=1200,cores=1200' });
    const first = startRank0(['scale', '0', '--yes', '--json'], env, (line) => {
      if (line.includes('"task":"remove/instances","state":"making"')) first.child.kill('SIGKILL');
    });
    await first.ended;
    const up = await rank0(['up', '--cloud', 'practice', '--yes', '--json'], env);
    expect([up.exitCode, up.lines.at(-1)?.['error']]).toMatchObject([
      2,
      {
        code: 'scaling-unfinished',
        next: [{ command: 'rank0 scale glocluster 0' }, { command: 'rank0 scale glocluster 4' }, { command: 'rank0 down glocluster' }],
      },
    ]);
    const again = await rank0(['scale', '0', '--yes', '--json'], env);
    expect(again.lines.at(-1)).toMatchObject({ result: 'scaled', count: 0, nodes: [] });
  } finally {
    ground.dispose();
  }
});
