import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Finished, type Lab, startLab } from './support/lab.ts';
import { lastOf, messageOf, upIn } from './support/up.ts';

describe('the whole program on real machines behind ARM', () => {
  let lab: Lab;
  let up: Finished;
  beforeAll(async () => {
    lab = await startLab({ arm: true });
    up = await lab.rank0(upIn(lab, '--count', '3', '--prune'));
  });
  afterAll(() => lab?.end());

  it('prunes at the end of the road, works through the head alone, and gives other addresses back', async () => {
    expect(up.exitCode, up.stderr.slice(-2000)).toBe(0);
    expect(lastOf(up)).toMatchObject({ result: 'ready', pruned: true });
    expect(messageOf(up, 'prune/way-out')).toMatch(/^no way out from glocluster1, glocluster2/);
    const before = (lastOf(up)['nodes'] as { publicAddress?: string }[]).map(({ publicAddress }) => publicAddress);
    expect(before.slice(1)).toEqual([undefined, undefined]);

    const run = await lab.rank0(['run', '--', 'hostname']);
    expect([run.exitCode, run.stdout.trim().split('\n').sort()]).toEqual([0, [0, 1, 2].map((index) => `glocluster${index}: glocluster${index}`)]);
    const ssh = await lab.rank0(['ssh', 'glocluster2', '--', 'hostname']);
    expect([ssh.exitCode, ssh.stdout.trim()], ssh.stderr).toEqual([0, 'glocluster2']);

    const restored = await lab.rank0(['prune', '--restore', '--yes', '--json']);
    expect(restored.exitCode, restored.stderr.slice(-1000)).toBe(0);
    for (const { publicAddress } of lastOf(restored)['nodes'] as { publicAddress: string }[]) (await lab.dial(publicAddress, 22)).destroy();
  });
});
