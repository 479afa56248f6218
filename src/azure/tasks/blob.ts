import type { StorageAccount } from '@azure/arm-storage';
import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import { ProblemError } from '../../state/problem.ts';
import type { Shared } from '../../state/events.ts';
import { accountNames, type BlobKind, blobHost, blobSkus, containerName } from '../blob-account.ts';
import { blobCommands } from '../blob-commands.ts';
import { freeName } from '../blob-name.ts';
import type { Azure } from '../azure.ts';
import { type Owner, resourceIds, resourceNames, sameId, tagsOf } from '../blueprint.ts';
import { askAzure, askAzureIfThere } from '../errors.ts';
import { carryOut } from '../operation.ts';
import { changeSubnet, subnetNow } from '../subnet.ts';
import { observeCommon } from './observing.ts';

/** What these tasks know of the cluster, beside Azure. */
export interface BlobPlan {
  readonly owner: Owner;
  readonly kind: BlobKind;
  /** What the journal says of shared files. */
  shared(): Shared | undefined;
  /** Tasks that come before all of these. */
  readonly needs?: readonly string[];
}

/** The container is there, and the account lets the subnet in. */
export const containerReady = 'shared/container';

const service = 'Microsoft.Storage';

/** The account of this kind that the journal names; the first of its names where it names none. */
export function accountOf({ owner, kind, shared }: BlobPlan): string {
  const names = accountNames(owner.choices, kind);
  return names.find((name) => name === shared()?.account) ?? (names[0] as string);
}

/**
 * A storage account with NFS and its container (azure-facts 11.1): the subnet's endpoint first, because the account's rule refers to it;
 * then the account with its rule in one write, because NFS cannot be turned on later; the container through the management plane,
 * which the account's own rules do not keep out.
 */
export function blobTasks(azure: Azure, plan: BlobPlan): Task[] {
  const { needs = [] } = plan;
  return [{ ...endpointTask(azure, plan.owner), needs }, { ...nameTask(azure, plan), needs }, accountTask(azure, plan), containerTask(azure, plan)];
}

const placeOf = ({ choices }: Owner) => {
  const { network, subnet } = resourceNames(choices.name, choices.count);
  return { resourceGroup: choices.resourceGroup, network, subnet };
};

function endpointTask(azure: Azure, owner: Owner): Task {
  const place = placeOf(owner);
  let services: readonly string[] = [service];
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const seen = await subnetNow(azure, place, signal);
    if (!seen) return { is: 'wrong', problem: noSubnet(owner, place.subnet) };
    if (seen.provisioningState === 'Updating') return { is: 'pending', waitingFor: `Azure: subnet ${place.subnet} is Updating` };
    const there = (seen.serviceEndpoints ?? []).flatMap((one) => one.service ?? []);
    services = [...new Set([...there, service])];
    return there.some((one) => one === service || one === `${service}.Global`) ? { is: 'so' } : { is: 'absent' };
  };
  return {
    id: 'shared/endpoint',
    stage: 'shared-files',
    title: `storage endpoint on subnet ${place.subnet}`,
    needs: [],
    lane: 'network-write',
    explain:
      'Traffic from the subnet to storage goes by a service endpoint, so that an account can tell the subnet from the rest of the world. It costs nothing. ' +
      'Azure replaces a subnet whole: all else that it has is sent again as it was.',
    commands: blobCommands(owner, '').endpoint(services),
    usualSeconds: [1, 10],
    observe: look,
    make: async (run) => {
      await changeSubnet(azure, place, (seen) => ({ ...seen, serviceEndpoints: [...(seen.serviceEndpoints ?? []), { service }] }), run);
      return look(run);
    },
  };
}

/** Chooses the account's name once, and has it in the journal before anything is made under it. */
function nameTask(azure: Azure, plan: BlobPlan): Task {
  const { owner, kind, shared } = plan;
  const account = accountOf(plan);
  return {
    id: 'shared/account-name',
    stage: 'shared-files',
    title: 'name of the storage account',
    needs: [],
    lane: 'free',
    explain:
      'Names of storage accounts are shared by the whole world, and have 3 to 24 lower-case letters and digits. This one is made from the name of the cluster, ' +
      'and Azure is asked whether it is free. It is written down before anything is made, so that a run that was cut off goes on with the same account.',
    commands: blobCommands(owner, account).name(),
    usualSeconds: [0, 2],
    observe: async () => (accountNames(owner.choices, kind).includes(shared()?.account ?? '') ? { is: 'so', message: accountOf(plan) } : { is: 'absent' }),
    make: async (run) => {
      const name = await freeName(azure, owner, kind, run.signal);
      run.learn({ type: 'shared', shared: { kind, account: name, container: containerName } });
      return { is: 'so', message: name };
    },
  };
}

function accountTask(azure: Azure, plan: BlobPlan): Task {
  const { owner, kind } = plan;
  const { choices, clusterId } = owner;
  const { resourceGroup, location } = choices;
  const names = resourceNames(choices.name, choices.count);
  const subnetId = resourceIds(azure.subscriptionId, resourceGroup).subnet(names.network, names.subnet);
  const { kind: accountKind, sku } = blobSkus[kind];
  const title = () => `storage account ${accountOf(plan)}`;
  let seen: StorageAccount | undefined;
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const { storageAccounts } = await azure.storage();
    seen = await askAzureIfThere(title(), signal, () => storageAccounts.getProperties(resourceGroup, accountOf(plan), { abortSignal: signal }));
    const common = observeCommon(title(), seen, owner);
    if (common || !seen) return common ?? { is: 'absent' };
    if (seen.enableNfsV3 !== true || seen.kind !== accountKind) return { is: 'wrong', problem: withoutNfs(owner, accountOf(plan), seen) };
    return letsIn(seen, subnetId) ? { is: 'so', message: seen.primaryEndpoints?.blob ?? blobHost(accountOf(plan), choices.cloud) } : { is: 'absent' };
  };
  const rule = { virtualNetworkResourceId: subnetId, action: 'Allow' } as const;
  return {
    id: 'shared/account',
    stage: 'shared-files',
    title: title(),
    needs: ['shared/endpoint', 'shared/account-name'],
    lane: 'write',
    explain:
      `One write makes the account (${accountKind}, ${sku}) with a hierarchical namespace and NFS 3.0, which cannot be turned on later, and closed to everything but the cluster's subnet. ` +
      'NFS 3.0 knows no passwords: who may reach the account may read it, so the rule for the subnet is the lock. What is in it is paid for by the GB and by the access, and stays when nodes are stopped.',
    commands: blobCommands(owner, accountOf(plan)).account(kind),
    usualSeconds: [15, 60],
    observe: look,
    make: async (run) => {
      const { storageAccounts } = await azure.storage();
      if (seen) {
        const others = (seen.networkRuleSet?.virtualNetworkRules ?? []).filter(
          (one) => one.state !== 'NetworkSourceDeleted' && !sameId(one.virtualNetworkResourceId, subnetId),
        );
        const { bypass = 'AzureServices', ipRules = [] } = seen.networkRuleSet ?? {};
        const networkRuleSet = { defaultAction: 'Deny' as const, bypass, ipRules, virtualNetworkRules: [...others.map(plain), rule] };
        await askAzure(title(), run.signal, () => storageAccounts.update(resourceGroup, accountOf(plan), { networkRuleSet }, { abortSignal: run.signal }));
        return look(run);
      }
      const body = {
        location,
        tags: tagsOf(choices.name, clusterId),
        kind: accountKind,
        sku: { name: sku },
        isHnsEnabled: true,
        enableNfsV3: true,
        enableHttpsTrafficOnly: true,
        minimumTlsVersion: 'TLS1_2',
        allowBlobPublicAccess: false,
        allowSharedKeyAccess: false,
        networkRuleSet: { defaultAction: 'Deny' as const, bypass: 'AzureServices', virtualNetworkRules: [rule] },
      };
      const create = () => carryOut(azure, title(), run, (options) => storageAccounts.create(resourceGroup, accountOf(plan), body, options));
      try {
        await create();
      } catch (error) {
        if (!(error instanceof ProblemError) || !/^StorageAccount(AlreadyTaken|InAnotherResourceGroup)$/.test(error.problem.code)) throw error;
        // Somebody was faster between the question and the write.
        const next = await freeName(azure, owner, kind, run.signal, accountOf(plan));
        run.learn({ type: 'shared', shared: { kind, account: next, container: containerName } });
        await create();
      }
      return look(run);
    },
  };
}

const plain = ({ virtualNetworkResourceId }: { virtualNetworkResourceId: string }) => ({ virtualNetworkResourceId, action: 'Allow' as const });

/** Whether an account is closed to all but the subnet, and its rule still means that subnet. */
function letsIn({ networkRuleSet }: StorageAccount, subnetId: string): boolean {
  const rule = networkRuleSet?.virtualNetworkRules?.find((one) => sameId(one.virtualNetworkResourceId, subnetId));
  return networkRuleSet?.defaultAction === 'Deny' && rule !== undefined && (rule.state ?? 'Succeeded') === 'Succeeded';
}

function containerTask(azure: Azure, plan: BlobPlan): Task {
  const { owner } = plan;
  const { resourceGroup } = owner.choices;
  const title = `container ${containerName}`;
  const squash = { enableNfsV3RootSquash: false, enableNfsV3AllSquash: false };
  let there = false;
  const look = async ({ signal }: TaskRun): Promise<Observation> => {
    const { blobContainers } = await azure.storage();
    const seen = await askAzureIfThere(title, signal, () => blobContainers.get(resourceGroup, accountOf(plan), containerName, { abortSignal: signal }));
    there = seen !== undefined;
    if (!seen) return { is: 'absent' };
    return seen.enableNfsV3RootSquash === true || seen.enableNfsV3AllSquash === true ? { is: 'absent' } : { is: 'so' };
  };
  return {
    id: containerReady,
    stage: 'shared-files',
    title,
    needs: ['shared/account'],
    lane: 'write',
    explain:
      "The container is what is mounted. It is made through Azure's management, not through the account's own door, which is closed to this machine: no address of yours has to be let in, and no role for data is needed. " +
      'Root of a node stays root in it (no root squash): a new container belongs to root alone, and somebody has to open it.',
    commands: blobCommands(owner, accountOf(plan)).container(),
    usualSeconds: [1, 3],
    observe: look,
    make: async (run) => {
      const { blobContainers } = await azure.storage();
      const options = { abortSignal: run.signal };
      const write = there ? blobContainers.update : blobContainers.create;
      await askAzure(title, run.signal, () => write(resourceGroup, accountOf(plan), containerName, squash, options));
      return look(run);
    },
  };
}

const noSubnet = ({ choices }: Owner, subnet: string) => ({
  code: 'subnet-gone',
  message: `${choices.resourceGroup} has no subnet ${subnet}`,
  means: 'The network of the nodes is not there (any more), so nothing can be let in from it.',
  next: [{ label: 'Make it again', command: `rank0 up --name ${choices.name} --cloud ${choices.cloud}`, key: 'r' }],
});

const withoutNfs = ({ choices }: Owner, account: string, { kind, enableNfsV3 }: StorageAccount) => ({
  code: 'account-without-nfs',
  message: `storage account ${account} is of kind ${kind}${enableNfsV3 ? '' : ', without NFS 3.0'}`,
  means: 'It carries the tag of this cluster and is another kind of account. NFS and the kind are chosen when an account is made, and never after.',
  next: [
    { label: 'See what is in it', command: `az storage account show --name ${account} --resource-group ${choices.resourceGroup}` },
    { label: 'Delete it where nothing in it is needed', command: `az storage account delete --name ${account} --resource-group ${choices.resourceGroup}` },
    { label: 'Then', command: `rank0 up --name ${choices.name} --cloud ${choices.cloud}` },
  ],
});
