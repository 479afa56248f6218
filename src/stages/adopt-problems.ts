import { az } from '../azure/commands.ts';
import type { StandingCluster } from '../azure/standing-cluster.ts';
import type { Choices } from '../state/choices.ts';
import type { Problem } from '../state/problem.ts';

/** A machine that printed nothing that is a host key. */
export const noHostKeys = (name: string, printed: string): Problem => ({
  code: 'no-host-keys',
  message: `${name} printed no host key: ${printed.trim().slice(0, 120) || 'nothing'}`,
  means: 'Without the keys of the machine itself rank0 does not log in: whoever answers could be anybody.',
  next: [{ label: 'Look at the machine', command: `az vm show --name ${name} --resource-group GROUP --show-details` }],
});

/** Nodes that are off cannot be logged in to. */
export const notRunning = ({ resourceGroup, nodes, network, name }: StandingCluster, stopped: readonly string[]): Problem => ({
  code: 'nodes-not-running',
  message: `${stopped.length} of ${nodes.length} nodes do not run: ${stopped.slice(0, 5).join(', ')}`,
  means: 'A node is adopted by logging in to it, so all of them have to run once. Nothing was changed.',
  next: [
    network === 'infiniband'
      ? { label: 'Start them', command: az('vmss', 'start', '--name', name, '--resource-group', resourceGroup) }
      : { label: 'Start them', command: stopped.map((one) => az('vm', 'start', '--name', one, '--resource-group', resourceGroup)).join(' && ') },
    { label: 'Then adopt it', command: `rank0 adopt ${resourceGroup}` },
  ],
});

/** The head cannot be reached from outside. */
export const noWayIn = ({ resourceGroup, nodes }: StandingCluster): Problem => ({
  code: 'head-without-address',
  message: `${nodes[0]?.name} has no public address`,
  means: 'rank0 reaches a cluster through its first node, the head. Without an address there is no way in. Nothing was changed.',
  next: [
    { label: 'Give it one', command: `az network public-ip create --name ${nodes[0]?.name}IP --resource-group ${resourceGroup} --sku Standard` },
    { label: 'Then adopt it', command: `rank0 adopt ${resourceGroup}` },
  ],
});

/** None of the person's keys opens a node, and Azure does not let them put one there. */
export const noKeyOpens = ({ adminUsername, resourceGroup }: Pick<Choices, 'adminUsername' | 'resourceGroup'>, name: string, why: Problem): Problem => ({
  code: 'no-key-opens',
  message: `none of your keys opens ${name}, and Azure refuses to put one there: ${why.message}`,
  means: `Where no key is accepted, rank0 has Azure’s agent put its own beside the others. That needs the right to run a command on a virtual machine (Virtual Machine Contributor). Nothing was changed on ${name}.`,
  next: [
    { label: 'Name the private key that opens it', command: `rank0 adopt ${resourceGroup} --ssh-key ~/.ssh/id_rsa` },
    {
      label: 'Or let somebody who may put yours there',
      command: az(
        'vm',
        'user',
        'update',
        '--name',
        name,
        '--resource-group',
        resourceGroup,
        '--username',
        adminUsername,
        '--ssh-key-value',
        '~/.ssh/id_ed25519.pub',
      ),
    },
  ],
});
