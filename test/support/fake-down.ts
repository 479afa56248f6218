import type { WizardWalk } from '../../src/cli/wizard/services.ts';
import type { FakeCluster } from './fake-cluster.ts';

/** How a fake cluster ends. */
export function fakeDown(cluster: FakeCluster): Pick<WizardWalk, 'deletion' | 'doomedContents' | 'down'> {
  const { world } = cluster;
  return {
    deletion: async () => ({
      whole: true,
      resources: [`Microsoft.Compute/virtualMachines ${cluster.choices.name}0`, `Microsoft.Network/virtualNetworks ${cluster.choices.name}VNET`],
      foreign: [],
    }),
    doomedContents: async () => '',
    down: async (signal) => {
      world.calls.push('down');
      const task = { id: 'down/group', title: `resource group ${cluster.choices.resourceGroup}`, commands: [], needs: [] };
      await cluster.runTask('your-cluster', task, signal);
      const proof = { left: world.options.left ?? [], group: 'gone', others: [], askedAt: '2026-01-05T13:04:05.000Z' } as const;
      return { outcome: { result: 'done' }, proof: { ...proof, putAway: '/home/ada/.config/rank0/put-away/glocluster' } };
    },
  };
}
