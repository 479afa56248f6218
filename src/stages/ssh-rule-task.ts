import type { Azure } from '../azure/azure.ts';
import { networkPlan, resourceNames } from '../azure/blueprint.ts';
import { az } from '../azure/commands.ts';
import { setSshSource, sshRule } from '../azure/ssh-rule.ts';
import type { Task } from '../engine/task.ts';
import type { Choices } from '../state/choices.ts';

/** Port 22 of a cluster is open to one source alone: there is one rule for it, so whom it let in before is shut out by the same write. */
export function sshRuleTask(azure: Azure, choices: Choices, source: string, how: Pick<Task, 'id' | 'needs' | 'explain' | 'usualSeconds'>): Task {
  const { resourceGroup, name } = choices;
  const rule = ['--nsg-name', resourceNames(name, 0).securityGroup, '--name', networkPlan.rule];
  return {
    ...how,
    stage: 'your-cluster',
    title: `port 22 open to ${source} alone`,
    lane: 'network-write',
    commands: [az('network', 'nsg', 'rule', 'update', '--resource-group', resourceGroup, ...rule, '--source-address-prefixes', source)],
    observe: async ({ signal }) => ((await sshRule(azure, resourceGroup, name, signal)).source === source ? { is: 'so' } : { is: 'absent' }),
    make: ({ signal }) => setSshSource(azure, choices, source, signal),
  };
}
