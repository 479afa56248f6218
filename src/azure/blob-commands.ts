import { type BlobKind, blobSkus, containerName } from './blob-account.ts';
import { type Owner, resourceNames, tagsOf } from './blueprint.ts';
import { az } from './commands.ts';

/** The `az` lines that make, mend and delete the account of shared files by hand. */
export function blobCommands({ choices, clusterId }: Owner, account: string) {
  const names = resourceNames(choices.name, choices.count);
  const inGroup = ['--resource-group', choices.resourceGroup];
  const subnet = ['--vnet-name', names.network, '--subnet', names.subnet];
  const tags = ['--tags', ...Object.entries(tagsOf(choices.name, clusterId)).map(([name, value]) => `${name}=${value}`)];
  return {
    endpoint: (services: readonly string[]) => [
      az(...['network', 'vnet', 'subnet', 'update', '--name', names.subnet, '--vnet-name', names.network, ...inGroup], ...['--service-endpoints', ...services]),
    ],
    name: () => [az('storage', 'account', 'check-name', '--name', account)],
    account: (kind: BlobKind) => [
      az(
        ...['storage', 'account', 'create', '--name', account, ...inGroup, '--location', choices.location],
        ...['--kind', blobSkus[kind].kind, '--sku', blobSkus[kind].sku, '--hns', 'true', '--enable-nfs-v3', 'true'],
        ...[...subnet, '--default-action', 'Deny', '--bypass', 'AzureServices'],
        ...['--min-tls-version', 'TLS1_2', '--allow-blob-public-access', 'false', '--allow-shared-key-access', 'false', ...tags],
      ),
    ],
    rule: () => [az('storage', 'account', 'network-rule', 'add', '--account-name', account, ...inGroup, ...subnet)],
    container: () => [
      az(...['storage', 'container-rm', 'create', '--name', containerName, '--storage-account', account, ...inGroup], ...['--root-squash', 'NoRootSquash']),
    ],
    remove: () => [az('storage', 'account', 'delete', '--name', account, ...inGroup, '--yes')],
  };
}
