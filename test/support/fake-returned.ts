import { resourceNames } from '../../src/azure/blueprint.ts';
import type { Looked } from '../../src/stages/differences.ts';
import type { Choices } from '../../src/state/choices.ts';
import type { Session } from '../../src/state/session.ts';

/** What Azure shows where nothing has changed since the session was left. */
export function unchangedSince(session: Session, choices: Choices, now: number): Looked {
  const { placementGroup, securityGroup, network, nodes } = resourceNames(choices.name, choices.count);
  const known = nodes.filter(({ machine }) => session.nodes.some(({ name }) => name === machine));
  const made = (task: string): boolean => session.tasks[task]?.state === 'done' || session.tasks[task]?.state === 'unchanged';
  return {
    at: now,
    subscription: { is: 'usable', words: 'Practice subscription is Enabled' },
    group: made('group') ? 'ours' : 'absent',
    machines: new Map(known.map(({ machine }) => [machine, { power: 'running', provisioning: 'Succeeded' }])),
    addresses: new Map(
      session.nodes.map(({ name, privateAddress, publicAddress }) => [name, { privateAddress, ...(publicAddress === undefined ? {} : { publicAddress }) }]),
    ),
    own: made('network') ? [placementGroup, securityGroup, network, ...known.flatMap(({ machine, nic, address }) => [machine, nic, address])] : [],
    foreign: [],
    ...(made('security-group') ? { source: choices.sshSource } : {}),
    caller: '198.51.100.24',
  };
}
