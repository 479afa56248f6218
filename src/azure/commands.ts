import { quote } from 'shell-quote';
import { type Blueprint, diskSku, type NodeNames, networkPlan, type Owner, placementGroupOf, resourceNames, tagsOf } from './blueprint.ts';

/** A word as a shell takes it. shell-quote also escapes what no shell minds (`=`, `:`), which makes lines hard to read and to copy. */
export const word = (text: string): string => {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return text.includes("'") ? quote([text]) : `'${text}'`;
};
/** A line for the Azure CLI, quoted where a shell minds. */
export const az = (...words: readonly string[]): string => ['az', ...words].map(word).join(' ');
const tagWords = ({ choices, clusterId }: Owner): string[] => [
  '--tags',
  ...Object.entries(tagsOf(choices.name, clusterId)).map(([name, value]) => `${name}=${value}`),
];

/** The line that makes a cluster's placement group by hand. */
export function placementGroupLine(owner: Owner): string {
  const { resourceGroup, location, size } = owner.choices;
  const where = ['--resource-group', resourceGroup, '--location', location];
  return az('ppg', 'create', '--name', placementGroupOf(owner.choices), ...where, '--type', 'Standard', '--intent-vm-sizes', size, ...tagWords(owner));
}

/**
 * The `az` lines that make the same resources by hand, one list a kind; to be run in the cluster's folder, where the key and the
 * user data are. They differ from rank0's own writes in two things that `az` cannot say: it calls the configuration of a network
 * card `ipconfig1`, and it turns boot diagnostics on after the machine was made.
 */
export function azCommands(blueprint: Blueprint) {
  const { choices } = blueprint;
  const names = resourceNames(choices.name, choices.count);
  const where = ['--resource-group', choices.resourceGroup, '--location', choices.location];
  const inGroup = ['--resource-group', choices.resourceGroup];
  const tags = tagWords(blueprint);
  return {
    group: () => {
      const create = az('group', 'create', '--name', choices.resourceGroup, '--location', choices.location, ...tags);
      // Creating a group again would write over the tags of one that somebody else made.
      return [choices.useExistingGroup ? `${az('group', 'show', '--name', choices.resourceGroup)} || ${create}` : create];
    },
    placementGroup: () => [placementGroupLine(blueprint)],
    securityGroup: () => [
      az('network', 'nsg', 'create', '--name', names.securityGroup, ...where, ...tags),
      az(
        ...['network', 'nsg', 'rule', 'create', '--nsg-name', names.securityGroup, '--name', networkPlan.rule, ...inGroup],
        ...['--priority', String(networkPlan.priority), '--direction', 'Inbound', '--access', 'Allow', '--protocol', 'Tcp'],
        ...['--source-address-prefixes', choices.sshSource, '--destination-port-ranges', '22'],
      ),
    ],
    network: () => [
      az('network', 'vnet', 'create', '--name', names.network, ...where, '--address-prefixes', networkPlan.networkPrefix, ...tags),
      az(
        ...['network', 'vnet', 'subnet', 'create', '--name', names.subnet, '--vnet-name', names.network, ...inGroup],
        ...['--address-prefixes', networkPlan.subnetPrefix, '--network-security-group', names.securityGroup],
        ...['--service-endpoints', 'Microsoft.Storage', '--default-outbound-access', 'false'],
      ),
    ],
    address: (node: NodeNames) => [
      az('network', 'public-ip', 'create', '--name', node.address, ...where, '--sku', 'Standard', '--allocation-method', 'Static', ...tags),
    ],
    nic: (node: NodeNames) => [
      az(
        ...['network', 'nic', 'create', '--name', node.nic, ...where, '--vnet-name', names.network, '--subnet', names.subnet],
        ...['--public-ip-address', node.address, '--network-security-group', names.securityGroup],
        ...['--accelerated-networking', String(blueprint.acceleratedNetworking), ...tags],
      ),
      az(
        ...['resource', 'update', '--name', node.nic, ...inGroup, '--resource-type', 'Microsoft.Network/networkInterfaces'],
        ...['--set', 'properties.ipConfigurations[0].properties.publicIPAddress.properties.deleteOption=Delete'],
      ),
    ],
    machine: (node: NodeNames) => machineCommands(blueprint, node),
    resources: () => [az('resource', 'list', ...inGroup, '--output', 'table')],
  };
}

function machineCommands(blueprint: Blueprint, node: NodeNames): string[] {
  const { choices, imageReference: image } = blueprint;
  const inGroup = ['--resource-group', choices.resourceGroup];
  const launch = blueprint.securityType
    ? ['--security-type', blueprint.securityType, '--enable-secure-boot', 'true', '--enable-vtpm', 'true']
    : ['--security-type', 'Standard'];
  return [
    az(
      ...['vm', 'create', '--name', node.machine, ...inGroup, '--location', choices.location, '--size', choices.size],
      ...[
        '--image',
        `${image.publisher}:${image.offer}:${image.sku}:${image.version}`,
        '--nics',
        node.nic,
        ...(placementGroupOf(choices) === '' ? [] : ['--ppg', placementGroupOf(choices)]),
      ],
      ...['--admin-username', choices.adminUsername, '--ssh-key-values', 'login_key.pub', ...choices.publicKeys],
      ...['--custom-data', 'custom-data', ...launch],
      ...['--storage-sku', diskSku, '--os-disk-delete-option', 'Delete', '--nic-delete-option', 'Delete', ...tagWords(blueprint)],
    ),
    az('vm', 'boot-diagnostics', 'enable', '--name', node.machine, ...inGroup),
  ];
}
