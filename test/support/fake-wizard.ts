import { allDrills } from '../../src/cli/drill-life.ts';
import type { WizardServices, WizardWalk } from '../../src/cli/wizard/services.ts';
import { glossary } from '../../src/stages/glossary.ts';
import { fakeCloud } from './fake-cloud.ts';
import { fakeCluster } from './fake-cluster.ts';
import type { FakeOptions } from './fake-options.ts';
import { fakeWalk } from './fake-walk.ts';
import { fakeWorld } from './fake-world.ts';

export type { FakeOptions } from './fake-options.ts';

export interface FakeServices extends WizardServices {
  /** What was called, in order. */
  readonly calls: string[];
  readonly walks: WizardWalk[];
}

/** In-memory services of the wizard: nothing leaves the process, events have the shapes of the real ones. */
export function fakeServices(options: FakeOptions = {}): FakeServices {
  const world = fakeWorld(options);
  const { calls } = world;
  const walks: WizardWalk[] = [];
  return {
    calls,
    walks,
    clusters: () => options.clusters ?? [],
    sshInstalled: () => options.ssh !== 'missing',
    glossary,
    bug: () => {},
    drills: async () => allDrills(),
    ways: options.broken
      ? (undefined as never)
      : [
          { way: 'cli', title: 'Azure CLI login', explain: 'Takes the sign-in of az.' },
          { way: 'browser', title: 'browser', explain: 'Opens a page.' },
          { way: 'device-code', title: 'device code', explain: 'Shows a code.' },
        ],
    azureLogin: async () => options.azureUser,
    open: async (request) => {
      calls.push(`open ${request.cloud}${request.way ? ` ${request.way}` : ''}${request.drill ? ` with ${request.drill}` : ''}`);
      world.drill = allDrills().find(({ name }) => name === request.drill) ?? world.drill;
      return fakeCloud(world, request.cloud, (choices, cluster) => {
        const walk = fakeWalk(fakeCluster(world, choices, cluster));
        walks.push(walk);
        return walk;
      });
    },
  };
}
