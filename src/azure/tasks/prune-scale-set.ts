import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import type { ClusterNode } from '../../state/events.ts';
import type { Azure } from '../azure.ts';
import { type Owner, resourceNames } from '../blueprint.ts';
import { askAzure, askAzureIfThere } from '../errors.ts';
import { instanceAddresses, listInstances } from '../instances.ts';
import { carryOut } from '../operation.ts';
import { pruneCommands } from '../prune-commands.ts';
import { instanceAddressConfiguration } from '../scale-set-body.ts';
import { headAmong, type KnownNodes } from './instances.ts';

export interface ScaleSetPruneParts {
  readonly needs: readonly string[];
  readonly known: KnownNodes;
  /** Instances get addresses again, instead of losing them. */
  readonly restore: boolean;
}

/** The model's one address configuration; undefined where its instances get no public address. */
const configurationIn = (set: VirtualMachineScaleSet | undefined) =>
  set?.virtualMachineProfile?.networkProfile?.networkInterfaceConfigurations?.[0]?.ipConfigurations?.[0]?.publicIPAddressConfiguration;

/**
 * The addresses of a scale set's instances, taken away or given back: in the model first, so that new instances are as the others, then
 * in every instance but the head. The head stays on the earlier model and keeps its way in (azure-facts 6.3).
 */
export function pruneScaleSetTasks(azure: Azure, owner: Owner, parts: ScaleSetPruneParts): Task[] {
  return [modelTask(azure, owner, parts), instancesTask(azure, owner, parts)];
}

function modelTask(azure: Azure, owner: Owner, { needs, restore }: ScaleSetPruneParts): Task {
  const { resourceGroup, name: cluster, count } = owner.choices;
  const { scaleSet: name } = resourceNames(cluster, count);
  const sets = azure.compute.virtualMachineScaleSets;
  const title = `scale set ${name}`;
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const seen = await askAzureIfThere(title, signal, () => sets.get(resourceGroup, name, { abortSignal: signal }));
    if (!seen) return { is: 'so', message: 'none' };
    if (/^(Updating|Creating)$/i.test(seen.provisioningState ?? '')) return { is: 'pending', waitingFor: `Azure: ${title} is ${seen.provisioningState}` };
    return (configurationIn(seen) !== undefined) === restore ? { is: 'so' } : { is: 'absent' };
  };
  return {
    id: 'prune/model',
    stage: 'prune',
    title: `model of ${name}, ${restore ? 'with' : 'without'} public addresses`,
    needs,
    lane: 'machine',
    explain: restore
      ? 'New instances get a public address of their own again. Those that are there keep what they have until they are brought to this model.'
      : 'From now on new instances get no public address. Those that are there keep theirs until they are brought to this model: the upgrade policy is Manual.',
    commands: restore ? pruneCommands(owner).modelWith() : pruneCommands(owner).modelWithout(),
    usualSeconds: [3, 15],
    observe: look,
    make: async (run) => {
      const seen = await askAzure(title, run.signal, () => sets.get(resourceGroup, name, { abortSignal: run.signal }));
      await carryOut(azure, title, run, (options) => sets.createOrUpdate(resourceGroup, name, withAddresses(seen, restore), options));
      return look(run);
    },
  };
}

/** The whole model again, with or without the one configuration. What Azure keeps secret (the user data) it keeps where it is left out. */
function withAddresses(seen: VirtualMachineScaleSet, restore: boolean): VirtualMachineScaleSet {
  const { virtualMachineProfile: profile } = seen;
  const [card, ...otherCards] = profile?.networkProfile?.networkInterfaceConfigurations ?? [];
  const [first, ...others] = card?.ipConfigurations ?? [];
  if (!profile || !card || !first) return seen;
  const { publicIPAddressConfiguration: _, ...without } = first;
  const configuration = restore ? { ...without, publicIPAddressConfiguration: instanceAddressConfiguration } : without;
  return {
    ...seen,
    virtualMachineProfile: {
      ...profile,
      networkProfile: {
        ...profile.networkProfile,
        networkInterfaceConfigurations: [{ ...card, ipConfigurations: [configuration, ...others] }, ...otherCards],
      },
    },
  };
}

function instancesTask(azure: Azure, owner: Owner, { known, restore }: ScaleSetPruneParts): Task {
  const { resourceGroup, name: cluster, count } = owner.choices;
  const { scaleSet } = resourceNames(cluster, count);
  const title = restore ? 'instances with public addresses' : 'instances without public addresses, all but the head';
  let toChange: readonly string[] = [];
  const look = async (run: TaskRun): Promise<Observation> => {
    const all = await listInstances(azure, resourceGroup, scaleSet, run.signal);
    const head = headAmong(all, known());
    const addresses = await instanceAddresses(azure, resourceGroup, scaleSet, run.signal);
    const has = ({ machineId }: { machineId: string }): boolean => addresses.get(machineId.toLowerCase())?.publicAddress !== undefined;
    const changing = all.find(({ provisioning }) => /^(Updating|Creating)$/i.test(provisioning));
    if (changing) return { is: 'pending', waitingFor: `Azure: ${changing.name} is ${changing.provisioning}` };
    const others = all.filter((one) => one !== head && !/^delet/i.test(one.provisioning));
    toChange = others.filter((one) => has(one) !== restore).map(({ instanceId }) => instanceId);
    if (head && !has(head) && !restore && toChange.length > 0) return { is: 'wrong', problem: headWithoutAddress(cluster, head.name) };
    if (toChange.length > 0) return { is: 'absent' };
    for (const node of known()) learnNode(run, node, addresses);
    return { is: 'so', message: restore ? `${others.length + 1} with an address` : `${others.length} reached through ${head?.name ?? 'the head'}` };
  };
  return {
    id: 'prune/instances',
    stage: 'prune',
    title,
    needs: ['prune/model'],
    lane: 'machine',
    explain: restore
      ? 'Each instance is brought to the model, which gives it a new address. The head is not touched: it has one.'
      : 'Each instance but the head is brought to the model without addresses. The head is never brought to it: it keeps its address, and Azure lists it as not of the latest model. Whoever updates it by hand cuts the cluster off.',
    get commands() {
      return pruneCommands(owner).updateInstances(toChange.length > 0 ? toChange : ['1']);
    },
    usualSeconds: [5, 30],
    observe: look,
    make: async (run) => {
      const instanceIds = [...toChange];
      await carryOut(azure, title, run, (options) => azure.compute.virtualMachineScaleSets.updateInstances(resourceGroup, scaleSet, { instanceIds }, options));
      return look(run);
    },
  };
}

function learnNode(run: TaskRun, node: ClusterNode, addresses: Awaited<ReturnType<typeof instanceAddresses>>): void {
  const now = addresses.get(node.machineId.toLowerCase());
  if (!now || (now.publicAddress === node.publicAddress && now.privateAddress === node.privateAddress)) return;
  const { publicAddress: _, ...rest } = node;
  run.learn({ type: 'node', node: { ...rest, ...now } });
}

const headWithoutAddress = (cluster: string, head: string) => ({
  code: 'head-without-address',
  message: `the head ${head} has no public address itself`,
  means: 'The head is the one way in. Without an address of its own nobody would reach any node any more, so nothing is taken away.',
  next: [{ label: 'Give all nodes addresses again', command: `rank0 prune ${cluster} --restore` }],
});
