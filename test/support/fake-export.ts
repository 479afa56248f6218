import type { WizardWalk } from '../../src/cli/wizard/services.ts';
import { ProblemError } from '../../src/state/problem.ts';
import type { FakeCluster } from './fake-cluster.ts';

/** Writing what ran, of the fake walk: a file whose name has `there` in it exists, one with `full` finds no room. */
export function fakeExport({ world }: FakeCluster): Pick<WizardWalk, 'exporting'> {
  const { calls } = world;
  return {
    exporting: {
      standing: async (path) => (path.includes('there') ? { bytes: 12_345 } : undefined),
      write: async ({ form, path, withAddresses, force }) => {
        calls.push(`export ${form} to ${path}${withAddresses ? ' with addresses' : ''}${force ? ', forced' : ''}`);
        if (path.includes('full'))
          throw new ProblemError(
            {
              code: 'disk-full',
              message: `${path}: no space left on device`,
              means: 'There is no room for it there.',
              next: [{ label: 'Name another place' }],
            },
            { exitCode: 1 },
          );
        return { path, bytes: 162_000, open: `less ${path}` };
      },
    },
  };
}
