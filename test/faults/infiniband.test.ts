import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check, type Exchange } from '../contract/practice-arm-support.ts';
import { eventsOfAWalk, infinibandRoad, killAndResume, type KillPoint } from '../support/kills.ts';
import { childEnvironment, rank0, temporaryHome } from '../support/rank0.ts';
import { sampleOf, seedOfRun, takesAll } from '../support/sample.ts';

const up = ['up', '--cloud', 'practice', '--yes', '--json', '--admin-username', 'glock', '--network', 'infiniband'];

describe('the InfiniBand road', () => {
  it('is refused to a new subscription before anything is made, with need against limit', async () => {
    const { home, dispose } = temporaryHome();
    try {
      const { exitCode, lines } = await rank0(up, childEnvironment(home));
      expect(exitCode).toBe(3);
      expect(lines.at(-1)).toMatchObject({
        result: 'failed',
        task: 'plan/quota',
        error: { code: 'quota-exceeded', message: expect.stringMatching(/HBv3 Family vCPUs: 480 needed, 0 left \(limit 0, 0 used\)/) },
      });
    } finally {
      dispose();
    }
  });

  it('ends at hello on nodes that Azure named, says what they do by one call, runs on all, and goes whole', async () => {
    const { home, dispose } = temporaryHome();
    const folder = mkdtempSync(join(tmpdir(), 'rank0-infiniband-'));
    const trace = join(folder, 'trace.ndjson');
    const env = childEnvironment(home, { ...infinibandRoad.env, RANK0_TRACE: trace });
    try {
      const walk = await rank0(up, env);
      expect(walk.exitCode).toBe(0);
      const { nodes } = walk.lines.at(-1) as { nodes: { name: string; role: string }[] };
      const names = nodes.map(({ name }) => name);
      expect(names).toHaveLength(4);
      expect(names.every((name) => /^glocluster[0-9a-z]{6}$/.test(name))).toBe(true);
      expect(nodes.map(({ role }) => role)).toEqual(['head', 'node', 'node', 'node']);
      const hello = walk.lines.filter(({ task }) => task === 'hello/run').at(-1);
      for (const name of names) expect(hello?.['message']).toContain(`running on ${name}`);
      const status = (await rank0(['status', '--json'], env)).lines.at(-1) as { nodes: { name: string; power: string; ssh: { state: string } }[] };
      expect(status.nodes.map(({ name, power, ssh }) => [name, power, ssh.state])).toEqual(names.map((name) => [name, 'running', 'ok']));
      const run = await rank0(['run', '--', 'uname -n'], env);
      expect(run.stdout.split('\n').sort()).toEqual(names.map((name) => `${name}: ${name}`).sort());
      const down = await rank0(['down', '--yes', '--json'], env);
      expect(down.lines.at(-1)).toMatchObject({ result: 'deleted', left: [] });
      const { violations, summary } = check(
        readFileSync(trace, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Exchange),
      );
      expect(violations).toEqual([]);
      expect(summary).toMatch(/ 0 violations$/);
    } finally {
      dispose();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("stops before MPI where somebody's packages took the drivers out, and says which", async () => {
    const { home, dispose } = temporaryHome();
    const env = childEnvironment(home, infinibandRoad.env);
    try {
      const folder = mkdtempSync(join(tmpdir(), 'rank0-user-data-'));
      const file = join(folder, 'own.yaml');
      writeFileSync(file, '#cloud-config\npackages: [openmpi-bin, libopenmpi-dev]\n');
      const { exitCode, lines } = await rank0([...up, '--count', '2', '--custom-data', file], env);
      rmSync(folder, { recursive: true, force: true });
      expect(exitCode).toBe(1);
      expect(lines.at(-1)).toMatchObject({ result: 'failed', error: { code: 'fabric-missing', means: expect.stringContaining('openmpi') } });
    } finally {
      dispose();
    }
  });
});

const { most, writing } = await eventsOfAWalk(4, infinibandRoad);
const seed = seedOfRun();
// At every write on the first road (kill.test.ts); on this one, whose later stages are the same, at a sample of them.
const writes = sampleOf(writing.length, takesAll ? writing.length : 4, seed).map((number) => writing[number - 1] as string);
const events = sampleOf(most, takesAll ? most : 2, seed);
console.log(
  `kills on the InfiniBand road (seed ${seed}, RANK0_SEED replays it): as ${writes.length} of ${writing.length} tasks begin to write, and after ${events.length} of ${most} events`,
);
const survived = async (at: KillPoint): Promise<void> => expect(await killAndResume(at, 4, infinibandRoad)).toEqual({ at, killed: true, faults: [] });

describe.concurrent('SIGKILL on the InfiniBand road is survived', () => {
  it.each(writes)('as %s begins to write', survived);
  it.each(events)('after event %i', survived);
});
