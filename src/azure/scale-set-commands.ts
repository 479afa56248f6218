import { type Blueprint, diskSku, resourceNames, tagsOf } from './blueprint.ts';
import { az } from './commands.ts';
import { backendPool, balancerFrontend } from './scale-set-body.ts';

/** The `az` lines that make the scale set and what it needs by hand; to be run in the cluster's folder, where the key and the user data are. */
export function scaleSetCommands(blueprint: Blueprint) {
  const { choices, imageReference: image, clusterId } = blueprint;
  const names = resourceNames(choices.name, choices.count);
  const inGroup = ['--resource-group', choices.resourceGroup];
  const where = [...inGroup, '--location', choices.location];
  const tags = ['--tags', ...Object.entries(tagsOf(choices.name, clusterId)).map(([name, value]) => `${name}=${value}`)];
  return {
    balancerAddress: () => [
      az('network', 'public-ip', 'create', '--name', names.balancerAddress, ...where, '--sku', 'Standard', '--allocation-method', 'Static', ...tags),
    ],
    loadBalancer: () => [
      az(
        ...['network', 'lb', 'create', '--name', names.loadBalancer, ...where, '--sku', 'Standard', '--public-ip-address', names.balancerAddress],
        ...['--frontend-ip-name', balancerFrontend, '--backend-pool-name', backendPool(names.loadBalancer), ...tags],
      ),
    ],
    scaleSet: () => [
      az(
        ...['vmss', 'create', '--name', names.scaleSet, ...where, '--orchestration-mode', 'Uniform', '--single-placement-group', 'true'],
        ...['--disable-overprovision', '--upgrade-policy-mode', 'Manual', '--instance-count', String(choices.count), '--vm-sku', choices.size],
        ...['--image', `${image.publisher}:${image.offer}:${image.sku}:${image.version}`, '--computer-name-prefix', choices.name],
        ...['--admin-username', choices.adminUsername, '--ssh-key-values', 'login_key.pub', ...choices.publicKeys, '--custom-data', 'custom-data'],
        ...['--vnet-name', names.network, '--subnet', names.subnet, '--nsg', names.securityGroup, '--public-ip-per-vm'],
        ...['--load-balancer', names.loadBalancer, '--backend-pool-name', backendPool(names.loadBalancer)],
        ...['--accelerated-networking', String(blueprint.acceleratedNetworking), '--security-type', 'Standard', '--storage-sku', diskSku, ...tags],
      ),
    ],
    instances: () => [
      az('vmss', 'list-instances', '--name', names.scaleSet, ...inGroup, '--query', '[].{id:instanceId, name:osProfile.computerName}', '--output', 'table'),
      az('vmss', 'list-instance-public-ips', '--name', names.scaleSet, ...inGroup, '--output', 'table'),
    ],
    protect: (instanceId: string) => [
      az('vmss', 'update', '--name', names.scaleSet, ...inGroup, '--instance-id', instanceId, '--protect-from-scale-in', 'true'),
    ],
  };
}
