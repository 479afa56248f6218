import type { WizardWalk } from '../../src/cli/wizard/services.ts';
import type { DoorView } from '../../src/screens/model/door.ts';
import { ProblemError } from '../../src/state/problem.ts';
import type { FakeCluster } from './fake-cluster.ts';

/** What is otherwise at the end of a cluster, and on the way in. */
export interface DownOptions {
  /** Port 22 is closed to the person. */
  readonly door?: DoorView;
  /** Locks that keep it from being deleted, in words. */
  readonly locks?: readonly string[];
  /** What lies in the shared files, in a sentence. */
  readonly doomed?: string;
}

/** How a fake cluster ends. */
export function fakeDown(cluster: FakeCluster): Pick<WizardWalk, 'deletion' | 'doomedContents' | 'down' | 'door' | 'entry'> {
  const { world } = cluster;
  return {
    deletion: async (_signal, how) => {
      const { locks } = world.options;
      if (locks && !how?.unlock)
        throw new ProblemError({
          code: 'ScopeLocked',
          message: `locked: ${locks.join()}`,
          means: 'A lock.',
          next: [{ label: 'Unlock', command: 'rank0 down --unlock' }],
        });
      return {
        whole: true,
        resources: [`Microsoft.Compute/virtualMachines ${cluster.choices.name}0`, `Microsoft.Network/virtualNetworks ${cluster.choices.name}VNET`],
        foreign: [],
        ...(locks ? { locks } : {}),
      };
    },
    doomedContents: async () => world.options.doomed ?? '',
    door: async () => world.options.door,
    entry: (wanted) => {
      if (wanted !== undefined) world.calls.push(`entry ${wanted}`);
      return {
        file: '/home/ada/.ssh/config',
        there: world.calls.findLast((one) => one.startsWith('entry ')) === 'entry true',
        lines: [
          `# rank0: nodes of ${cluster.choices.name}; taken out by: rank0 ssh ${cluster.choices.name} --no-entry`,
          `Include "/home/ada/.config/rank0/clusters/practice/${cluster.choices.name}/ssh_config"`,
        ],
        shadows: [],
      };
    },
    down: async (signal) => {
      world.calls.push('down');
      const task = { id: 'down/group', title: `resource group ${cluster.choices.resourceGroup}`, commands: [], needs: [] };
      await cluster.runTask('your-cluster', task, signal);
      const proof = { left: world.options.left ?? [], group: 'gone', others: [], askedAt: '2026-01-05T13:04:05.000Z' } as const;
      return { outcome: { result: 'done' }, proof: { ...proof, putAway: '/home/ada/.config/rank0/put-away/glocluster' } };
    },
  };
}
