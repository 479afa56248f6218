import { listSubscriptions } from '../azure/accounts.ts';
import type { Azure } from '../azure/azure.ts';
import { resourceNames } from '../azure/blueprint.ts';
import { deletions, kindOf } from '../azure/down-kinds.ts';
import { askAzureIfThere } from '../azure/errors.ts';
import { groupState } from '../azure/group-state.ts';
import { listGroup, listTagged, ownOf, type ResourceRef } from '../azure/live.ts';
import { nodeAddresses } from '../azure/node-addresses.ts';
import { nodeStates } from '../azure/node-states.ts';
import { sshRule } from '../azure/ssh-rule.ts';
import type { Choices } from '../state/choices.ts';
import { ProblemError } from '../state/problem.ts';
import type { Session } from '../state/session.ts';
import type { Looked } from './differences.ts';

/**
 * Looks at everything of a cluster that somebody may have changed meanwhile: its subscription, its group, machines by one
 * call, cards and addresses by one each, resources by their tag, the rule for port 22, and the caller's own address.
 * Nothing is written.
 */
export async function lookAgain(azure: Azure, choices: Choices, session: Session, signal: AbortSignal): Promise<Looked> {
  const at = azure.world.clock.now();
  const lost = (subscription: Looked['subscription']): Looked => ({
    at,
    subscription,
    group: 'absent',
    machines: new Map(),
    addresses: new Map(),
    own: [],
    foreign: [],
  });
  const subscription = await subscriptionNow(azure, choices, signal);
  if (subscription.is !== 'usable') return lost(subscription);
  try {
    return await everything(azure, choices, session, { at, subscription }, signal);
  } catch (error) {
    // Seen, and yet not to be read: a role that was taken away, a tenant that was left.
    if (!(error instanceof ProblemError) || !notAllowed.test(error.problem.code)) throw error;
    return lost({ is: 'unseen', words: `Azure refuses to show it (${error.problem.code})` });
  }
}

const notAllowed = /^(AuthorizationFailed|LinkedAuthorizationFailed|SubscriptionNotFound|InvalidSubscriptionId|InvalidAuthenticationTokenTenant)$/;

async function everything(azure: Azure, choices: Choices, session: Session, known: Pick<Looked, 'at' | 'subscription'>, signal: AbortSignal): Promise<Looked> {
  const { world } = azure;
  const { resourceGroup, name, count } = choices;
  const group = await askAzureIfThere(`resource group ${resourceGroup}`, signal, () =>
    azure.resources.resourceGroups.get(resourceGroup, { abortSignal: signal }),
  );
  const { nodes } = resourceNames(name, count);
  const clusterId = session.clusterId ?? group?.tags?.['rank0-id'];
  const [machines, addresses, inside, tagged, rule, caller] = await Promise.all([
    nodeStates(
      azure,
      choices,
      nodes.map(({ machine }) => machine),
      signal,
    ),
    group ? nodeAddresses(azure, choices, session.nodes, signal) : new Map(),
    group ? listGroup(azure, resourceGroup, signal) : [],
    clusterId === undefined ? [] : listTagged(azure, clusterId, signal),
    group ? sshRule(azure, resourceGroup, name, signal) : { nsg: false },
    world.callerAddress(signal).catch(() => undefined),
  ]);
  const own = clusterId === undefined ? [] : ownOf(inside, clusterId);
  const outside = tagged.filter((one) => one.group.toLowerCase() !== resourceGroup.toLowerCase());
  const foreign = inside.filter((one) => !own.includes(one));
  // ARM's listing lags behind deletions. Where the machines are gone, the rest may be too: then each is asked for itself.
  const reallyThere = async (listed: readonly ResourceRef[]): Promise<string[]> =>
    machines.size > 0 ? listed.map((one) => one.name) : thereByName(azure, listed, signal);
  return {
    ...known,
    group: group?.properties?.provisioningState === 'Deleting' ? 'deleting' : groupState(group?.tags, group !== undefined, name),
    machines,
    addresses,
    own: [...(await reallyThere([...own, ...outside])), ...(await unlisted(azure, choices, session, own, signal))],
    foreign: foreign.map((one) => `${one.type.split('/').at(-1)} ${one.name}`),
    ...('source' in rule && rule.source !== undefined ? { source: rule.source } : {}),
    ...(caller === undefined ? {} : { caller }),
  };
}

async function subscriptionNow({ world }: Azure, choices: Choices, signal: AbortSignal): Promise<Looked['subscription']> {
  const all = await listSubscriptions(world, signal);
  const found = all.find(({ id }) => id.toLowerCase() === choices.subscription.toLowerCase());
  if (!found) {
    const others = all.map(({ name }) => name);
    return { is: 'unseen', words: `this sign-in does not see it${others.length > 0 ? `; it sees ${others.slice(0, 3).join(', ')}` : ''}` };
  }
  const usable = found.state === 'Enabled' || found.state === 'Warned' || found.state === 'PastDue';
  return { is: usable ? 'usable' : 'disabled', words: `${found.name} is ${found.state}` };
}

/** Names of those that are there when each is asked for itself. */
async function thereByName(azure: Azure, listed: readonly ResourceRef[], signal: AbortSignal): Promise<string[]> {
  const there = await Promise.all(listed.map((one) => isThere(azure, one, signal)));
  return listed.filter((_, index) => there[index]).map(({ name }) => name);
}

/** The listing lags behind creations, too: what the journal says was made and the list does not show is asked for itself. */
async function unlisted(
  azure: Azure,
  { resourceGroup, name, network: road }: Choices,
  session: Session,
  listed: readonly ResourceRef[],
  signal: AbortSignal,
): Promise<string[]> {
  const { placementGroup, securityGroup, network, scaleSet, loadBalancer, balancerAddress } = resourceNames(name, 0);
  const shared = [
    ...(road === 'infiniband'
      ? ([
          ['scale-set', 'Microsoft.Compute/virtualMachineScaleSets', scaleSet],
          ['load-balancer', 'Microsoft.Network/loadBalancers', loadBalancer],
          ['balancer-address', 'Microsoft.Network/publicIPAddresses', balancerAddress],
        ] as const)
      : ([['placement-group', 'Microsoft.Compute/proximityPlacementGroups', placementGroup]] as const)),
    ['security-group', 'Microsoft.Network/networkSecurityGroups', securityGroup],
    ['network', 'Microsoft.Network/virtualNetworks', network],
  ] as const;
  const missing = shared.filter(([task, , one]) => session.tasks[task] !== undefined && !listed.some((seen) => seen.name.toLowerCase() === one.toLowerCase()));
  return thereByName(
    azure,
    missing.map(([, type, one]) => ({ id: '', type, name: one, group: resourceGroup })),
    signal,
  );
}

async function isThere(azure: Azure, one: ResourceRef, signal: AbortSignal): Promise<boolean> {
  const kind = deletions[kindOf(one)];
  return !kind || (await askAzureIfThere(one.name, signal, () => kind.get(azure, one, signal))) !== undefined;
}
