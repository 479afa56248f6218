import type { NetworkInterface } from '@azure/arm-network';
import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import type { ClusterNode } from '../../state/events.ts';
import type { Problem } from '../../state/problem.ts';
import type { Azure } from '../azure.ts';
import { type NodeNames, type Owner, resourceIds, resourceNames, sameId, tagsOf } from '../blueprint.ts';
import { askAzure, askAzureIfThere } from '../errors.ts';
import { carryOut } from '../operation.ts';
import { pruneCommands } from '../prune-commands.ts';

/** What is known of the nodes whose addresses go or come. */
export interface PruneParts {
  readonly needs: readonly string[];
  /** Names of the nodes that it is done to; the head is none of them. */
  readonly names: readonly string[];
  known(name: string): ClusterNode | undefined;
}

/** What one node's tasks are made of. */
interface Card {
  readonly azure: Azure;
  readonly owner: Owner;
  readonly node: NodeNames;
  readonly parts: PruneParts;
}

const cardOf = ({ azure, owner, node }: Card, signal: AbortSignal): Promise<NetworkInterface | undefined> =>
  askAzureIfThere(`network card ${node.nic}`, signal, () =>
    azure.network.networkInterfaces.get(owner.choices.resourceGroup, node.nic, { abortSignal: signal }),
  );

/**
 * The card is looked at itself before anything is cut: it must be on the machine that it is taken for, and never on the head, whatever
 * its name says (azure-facts 6.3).
 */
function notItsOwn({ azure, owner, node }: Card, card: NetworkInterface): Problem | undefined {
  const { choices } = owner;
  const ids = resourceIds(azure.subscriptionId, choices.resourceGroup);
  const on = card.virtualMachine?.id;
  if (sameId(on, ids.machine(node.machine))) return undefined;
  const head = resourceNames(choices.name, choices.count).nodes[0]?.machine ?? '';
  const isHead = sameId(on, ids.machine(head));
  return {
    code: isHead ? 'head-not-pruned' : 'other-card',
    message: `network card ${node.nic} is on ${on?.split('/').at(-1) ?? 'no machine'}, not on ${node.machine}`,
    means: isHead
      ? `That machine is the head, the one way in to all others. Its address is never taken away.`
      : 'Somebody moved the card. Its address is left as it is, because it may be in use there.',
    next: [{ label: 'See what exists', command: `rank0 status ${choices.name}` }],
  };
}

const boundTo = (card: NetworkInterface): string[] => (card.ipConfigurations ?? []).flatMap(({ publicIPAddress }) => publicIPAddress?.id ?? []);

/** The node as it is from now on goes to the journal, so that it is reached the right way. */
function learnAddress({ parts, node }: Card, run: TaskRun, publicAddress: string | undefined): void {
  const before = parts.known(node.machine);
  if (!before || before.publicAddress === publicAddress) return;
  const { publicAddress: _, ...rest } = before;
  run.learn({ type: 'node', node: { ...rest, ...(publicAddress === undefined ? {} : { publicAddress }) } });
}

/** Takes the public addresses of these machines away: off the card first, then the address itself is deleted. */
export function pruneNodeTasks(azure: Azure, owner: Owner, parts: PruneParts): Task[] {
  return nodesOf(owner, parts).flatMap((node) => {
    const card: Card = { azure, owner, node, parts };
    /** Addresses that were found on the card, whatever their names are. */
    const found = new Set<string>();
    return [unbindTask(card, found), deleteAddressTask(card, found)];
  });
}

function unbindTask(card: Card, found: Set<string>): Task {
  const { azure, owner, node, parts } = card;
  const { resourceGroup } = owner.choices;
  const look = async (run: TaskRun): Promise<Observation> => {
    const seen = await cardOf(card, run.signal);
    if (!seen) return { is: 'so', message: `no network card ${node.nic}` };
    if (seen.provisioningState === 'Updating') return { is: 'pending', waitingFor: `Azure: network card ${node.nic} is Updating` };
    const bound = boundTo(seen);
    for (const id of bound) found.add(id);
    if (bound.length > 0) {
      const problem = notItsOwn(card, seen);
      return problem ? { is: 'wrong', problem } : { is: 'absent' };
    }
    learnAddress(card, run, undefined);
    return { is: 'so', message: `${seen.ipConfigurations?.[0]?.privateIPAddress ?? ''}, reached through the head` };
  };
  return {
    id: `prune/${node.machine}`,
    stage: 'prune',
    title: `${node.machine} without a public address`,
    node: node.machine,
    needs: parts.needs,
    lane: 'network-write',
    explain:
      'The address is taken off the network card; the machine runs on, and its private address stays. From then on nobody outside reaches it, and it reaches nothing outside. ' +
      'Azure changes a card only as a whole, so all of it is read and sent again without the address.',
    commands: pruneCommands(owner).unbind(node),
    usualSeconds: [1, 5],
    observe: look,
    make: async (run) => {
      const seen = await askAzure(`network card ${node.nic}`, run.signal, () =>
        azure.network.networkInterfaces.get(resourceGroup, node.nic, { abortSignal: run.signal }),
      );
      const problem = notItsOwn(card, seen);
      if (problem) return { is: 'wrong', problem };
      const body: NetworkInterface = { ...seen, ipConfigurations: (seen.ipConfigurations ?? []).map(({ publicIPAddress: _, ...one }) => one) };
      await carryOut(azure, `network card ${node.nic}`, run, (options) =>
        azure.network.networkInterfaces.createOrUpdate(resourceGroup, node.nic, body, options),
      );
      return look(run);
    },
  };
}

/** An address costs as long as it exists, whether or not a card has it. */
function deleteAddressTask({ azure, owner, node }: Card, found: ReadonlySet<string>): Task {
  const { resourceGroup } = owner.choices;
  const all = azure.network.publicIPAddresses;
  const names = (): string[] => [...new Set([node.address, ...[...found].map((id) => id.split('/').at(-1) as string)])];
  const look = async ({ signal }: TaskRun): Promise<Observation & { going?: readonly string[] }> => {
    const going: string[] = [];
    const kept: string[] = [];
    for (const name of names()) {
      const seen = await askAzureIfThere(`address ${name}`, signal, () => all.get(resourceGroup, name, { abortSignal: signal }));
      if (!seen) continue;
      if (seen.provisioningState === 'Deleting') return { is: 'pending', waitingFor: `Azure: address ${name} is being deleted` };
      if (seen.tags?.['rank0-id'] !== owner.clusterId) kept.push(`${name}, which is not this cluster's`);
      else if (seen.ipConfiguration?.id !== undefined || seen.natGateway?.id !== undefined) kept.push(`${name}, which is in use elsewhere`);
      else going.push(name);
    }
    if (going.length > 0) return { is: 'absent', going };
    return { is: 'so', message: kept.length > 0 ? `left alone: ${kept.join('; ')}` : 'gone' };
  };
  return {
    id: `prune-address/${node.machine}`,
    stage: 'prune',
    title: `no address ${node.address}`,
    node: node.machine,
    needs: [`prune/${node.machine}`],
    lane: 'write',
    explain: 'The address itself is deleted: it costs half a cent an hour as long as it exists, bound or not. If the node gets one again, it will be another.',
    commands: pruneCommands(owner).deleteAddress(node),
    usualSeconds: [4, 15],
    observe: look,
    make: async (run) => {
      const { going = [] } = await look(run);
      for (const name of going) await carryOut(azure, `deletion of ${name}`, run, (options) => all.delete(resourceGroup, name, options));
      return look(run);
    },
  };
}

/** Gives these machines public addresses again: new ones, as the old ones are gone. */
export function restoreNodeTasks(azure: Azure, owner: Owner, parts: PruneParts): Task[] {
  return nodesOf(owner, parts).flatMap((node) => {
    const card: Card = { azure, owner, node, parts };
    return [makeAddressTask(card), bindTask(card)];
  });
}

function makeAddressTask(card: Card): Task {
  const { azure, owner, node, parts } = card;
  const { resourceGroup, location, name } = owner.choices;
  const all = azure.network.publicIPAddresses;
  const title = `address ${node.address}`;
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const seen = await askAzureIfThere(title, signal, () => all.get(resourceGroup, node.address, { abortSignal: signal }));
    if (!seen) {
      // One of another name that somebody gave it does as well.
      const has = await cardOf(card, signal);
      return has && boundTo(has).length > 0 ? { is: 'so', message: 'it has one' } : { is: 'absent' };
    }
    if (seen.provisioningState === 'Deleting') return { is: 'pending', waitingFor: `Azure: ${title} is being deleted` };
    if (seen.provisioningState === 'Updating' || !seen.ipAddress) return { is: 'pending', waitingFor: `Azure to give ${node.address} its address` };
    return { is: 'so', message: seen.ipAddress };
  };
  return {
    id: `restore-address/${node.machine}`,
    stage: 'prune',
    title,
    node: node.machine,
    needs: parts.needs,
    lane: 'write',
    explain: 'A new public address, about half a cent an hour. It is not the one that the node had: that one may be somebody else’s by now.',
    commands: pruneCommands(owner).makeAddress(node),
    usualSeconds: [2, 6],
    observe: look,
    make: async (run) => {
      const body = { location, tags: tagsOf(name, owner.clusterId), sku: { name: 'Standard' }, publicIPAllocationMethod: 'Static' };
      await carryOut(azure, title, run, (options) => all.createOrUpdate(resourceGroup, node.address, body, options));
      return look(run);
    },
  };
}

function bindTask(card: Card): Task {
  const { azure, owner, node } = card;
  const { resourceGroup } = owner.choices;
  const look = async (run: TaskRun): Promise<Observation> => {
    const seen = await cardOf(card, run.signal);
    if (!seen) return { is: 'so', message: `no network card ${node.nic}` };
    if (seen.provisioningState === 'Updating') return { is: 'pending', waitingFor: `Azure: network card ${node.nic} is Updating` };
    const [bound] = boundTo(seen);
    if (bound === undefined) return { is: 'absent' };
    const name = bound.split('/').at(-1) as string;
    const address = await askAzure(`address ${name}`, run.signal, () => azure.network.publicIPAddresses.get(resourceGroup, name, { abortSignal: run.signal }));
    if (!address.ipAddress) return { is: 'pending', waitingFor: `Azure to give ${name} its address` };
    learnAddress(card, run, address.ipAddress);
    return { is: 'so', message: address.ipAddress };
  };
  return {
    id: `restore/${node.machine}`,
    stage: 'prune',
    title: `${node.machine} with a public address`,
    node: node.machine,
    needs: [`restore-address/${node.machine}`],
    lane: 'network-write',
    explain:
      'The new address goes onto the network card, with everything else of the card as it is. The rule of the security group is on the card still, so port 22 is open to you alone.',
    commands: pruneCommands(owner).bind(node),
    usualSeconds: [1, 5],
    observe: look,
    make: async (run) => {
      const seen = await askAzure(`network card ${node.nic}`, run.signal, () =>
        azure.network.networkInterfaces.get(resourceGroup, node.nic, { abortSignal: run.signal }),
      );
      const publicIPAddress = { id: resourceIds(azure.subscriptionId, resourceGroup).address(node.address), deleteOption: 'Delete' };
      const body: NetworkInterface = {
        ...seen,
        ipConfigurations: (seen.ipConfigurations ?? []).map((one, index) => (index === 0 ? { ...one, publicIPAddress } : one)),
      };
      await carryOut(azure, `network card ${node.nic}`, run, (options) =>
        azure.network.networkInterfaces.createOrUpdate(resourceGroup, node.nic, body, options),
      );
      return look(run);
    },
  };
}

const nodesOf = ({ choices }: Owner, { names }: PruneParts): NodeNames[] =>
  resourceNames(choices.name, choices.count).nodes.filter(({ machine }, index) => index > 0 && names.includes(machine));
