import { type NodeNames, type Owner, resourceNames, tagsOf } from './blueprint.ts';
import { az } from './commands.ts';

/** The `az` lines that take addresses away, give them back, and make or remove the NAT gateway by hand. */
export function pruneCommands({ choices, clusterId }: Owner) {
  const names = resourceNames(choices.name, choices.count);
  const inGroup = ['--resource-group', choices.resourceGroup];
  const where = [...inGroup, '--location', choices.location];
  const tags = ['--tags', ...Object.entries(tagsOf(choices.name, clusterId)).map(([name, value]) => `${name}=${value}`)];
  const subnet = ['network', 'vnet', 'subnet', 'update', '--name', names.subnet, '--vnet-name', names.network, ...inGroup];
  const configuration = (node: NodeNames): string[] => [
    'network',
    'nic',
    'ip-config',
    'update',
    '--name',
    node.ipConfiguration,
    '--nic-name',
    node.nic,
    ...inGroup,
  ];
  const address = (name: string) =>
    az('network', 'public-ip', 'create', '--name', name, ...where, '--sku', 'Standard', '--allocation-method', 'Static', ...tags);
  const model = 'virtualMachineProfile.networkProfile.networkInterfaceConfigurations[0].ipConfigurations[0]';
  const set = ['vmss', 'update', '--name', names.scaleSet, ...inGroup];
  return {
    unbind: (node: NodeNames) => [az(...configuration(node), '--remove', 'PublicIpAddress')],
    deleteAddress: (node: NodeNames) => [az('network', 'public-ip', 'delete', '--name', node.address, ...inGroup)],
    makeAddress: (node: NodeNames) => [address(node.address)],
    bind: (node: NodeNames) => [az(...configuration(node), '--public-ip-address', node.address)],
    modelWithout: () => [az(...set, '--remove', `${model}.publicIPAddressConfiguration`)],
    modelWith: () => [az(...set, '--set', `${model}.publicIPAddressConfiguration={"name":"instancepublicip","idleTimeoutInMinutes":10}`)],
    updateInstances: (ids: readonly string[]) => [az('vmss', 'update-instances', '--name', names.scaleSet, ...inGroup, '--instance-ids', ...ids)],
    gatewayAddress: () => [address(names.natAddress)],
    gateway: () => [
      az('network', 'nat', 'gateway', 'create', '--name', names.natGateway, ...where, '--public-ip-addresses', names.natAddress, '--idle-timeout', '10'),
    ],
    gatewayOnSubnet: () => [az(...subnet, '--nat-gateway', names.natGateway)],
    gatewayOffSubnet: () => [az(...subnet, '--remove', 'natGateway')],
    deleteGateway: () => [az('network', 'nat', 'gateway', 'delete', '--name', names.natGateway, ...inGroup)],
    deleteGatewayAddress: () => [az('network', 'public-ip', 'delete', '--name', names.natAddress, ...inGroup)],
  };
}
