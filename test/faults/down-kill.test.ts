import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { clusterFolder } from '../../src/state/home.ts';
import { leftOver } from '../support/kills.ts';
import { meanwhile } from '../support/meanwhile.ts';
import { childEnvironment, rank0, temporaryHome } from '../support/rank0.ts';
import { sampleOf, seedOfRun } from '../support/sample.ts';
import { startAndKill } from '../support/standing-kills.ts';

/** A cluster whose group is locked, beside something that is not its own, with its entry in the ssh configuration of a person of its own. */
const { home: ground, dispose } = temporaryHome();
afterAll(dispose);
const words = ['down', '--unlock', '--yes', '--json'];
const envOf = (home: string) => childEnvironment(home, { HOME: join(home, 'person') });
await rank0(['up', '--cloud', 'practice', '--count', '2', '--yes', '--json'], envOf(ground));
await meanwhile(ground, async (put) => {
  await put('PUT', 'resourceGroups/glocluster-rg/providers/Microsoft.Network/networkSecurityGroups/thesis', { location: 'eastus' });
  await put('PUT', 'resourceGroups/glocluster-rg/providers/Microsoft.Authorization/locks/keep?api-version=2020-05-01', {
    properties: { level: 'CanNotDelete' },
  });
});

/** Does it in a home of its own. */
async function apart<T>(work: (home: string) => Promise<T>): Promise<T> {
  const { home, dispose: gone } = temporaryHome();
  try {
    cpSync(ground, home, { recursive: true });
    return await work(home);
  } finally {
    gone();
  }
}

const most = (await apart((home) => rank0(words, envOf(home)))).lines.length - 1;
const seed = seedOfRun();
const points = sampleOf(most, 4, seed);
console.log(`kills of a deletion: ${points.length} of ${most} (seed ${seed}, RANK0_SEED replays it)`);

it.each(points)(
  'SIGKILL of a deletion after event %i: the same line ends it, nothing is left, what is not its own stays, the folder is put away',
  async (at) => {
    await apart(async (home) => {
      const env = envOf(home);
      await rank0(['ssh', '--entry'], env);
      expect(readFileSync(join(home, 'person/.ssh/config'), 'utf8')).toContain('Include');
      expect(await startAndKill(words, env, at)).toBe(true);
      // Killed after the last event it may have been put away already: the name and the cloud find what Azure has then.
      const again = await rank0(
        existsSync(clusterFolder(home, 'practice', 'glocluster')) ? words : ['down', 'glocluster', '--cloud', 'practice', '--yes', '--json'],
        env,
      );
      expect([again.exitCode, again.lines.at(-1)]).toEqual([0, expect.objectContaining({ result: 'deleted', left: [], group: 'kept' })]);
      expect((await leftOver(home)).filter((name) => !/glocluster-rg$|thesis$/.test(name))).toEqual([]);
      expect(existsSync(clusterFolder(home, 'practice', 'glocluster'))).toBe(false);
      expect(readFileSync(join(home, 'person/.ssh/config'), 'utf8')).toBe('');
    });
  },
);
