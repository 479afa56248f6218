import type { WizardWalk } from '../../src/cli/wizard/services.ts';
import type { FakeCluster } from './fake-cluster.ts';

/** How a fake cluster ends. */
export function fakeDown(cluster: FakeCluster): Pick<WizardWalk, 'deletion' | 'doomedContents' | 'down' | 'door' | 'entry'> {
  const { world } = cluster;
  return {
    deletion: async () => ({
      whole: true,
      resources: [`Microsoft.Compute/virtualMachines ${cluster.choices.name}0`, `Microsoft.Network/virtualNetworks ${cluster.choices.name}VNET`],
      foreign: [],
    }),
    doomedContents: async () => '',
    door: async () => undefined,
    entry: (wanted) => {
      if (wanted !== undefined) world.calls.push(`entry ${wanted}`);
      return {
        file: '/home/ada/.ssh/config',
        there: world.calls.findLast((one) => one.startsWith('entry ')) === 'entry true',
        lines: [
          `# rank0: the nodes of ${cluster.choices.name}. \`rank0 ssh ${cluster.choices.name} --no-entry\` takes these two lines out again, and so does deleting it.`,
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
