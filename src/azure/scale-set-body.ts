import type { VirtualMachineScaleSet, VirtualMachineScaleSetUpdate } from '@azure/arm-compute';
import type { LoadBalancer } from '@azure/arm-network';
import { type Blueprint, diskSku, resourceIds, resourceNames, tagsOf } from './blueprint.ts';

/** The most instances of one placement group, and so of one InfiniBand fabric here (azure-facts 4.2). */
export const mostInstances = 100;

/** Above this many instances Azure has to be told how many fault domains they may stand in (azure-facts 4.3). */
const faultDomainsFrom = 94;

/** What gives an instance a public address of its own, named as `az` does (azure-facts 4.5). */
export const instanceAddressConfiguration = { name: 'instancepublicip', idleTimeoutInMinutes: 10 };

export const balancerFrontend = 'loadBalancerFrontEnd';
export const backendPool = (loadBalancer: string): string => `${loadBalancer}BEPool`;

/**
 * The load balancer that makes the instances' addresses Standard ones (azure-facts 4.5). It has no rule: nothing comes in through it,
 * and nothing goes out.
 */
export function loadBalancerBody(subscriptionId: string, { choices, clusterId }: Blueprint): LoadBalancer {
  const names = resourceNames(choices.name, choices.count);
  const ids = resourceIds(subscriptionId, choices.resourceGroup);
  return {
    location: choices.location,
    tags: tagsOf(choices.name, clusterId),
    sku: { name: 'Standard' },
    frontendIPConfigurations: [{ name: balancerFrontend, publicIPAddress: { id: ids.address(names.balancerAddress) } }],
    backendAddressPools: [{ name: backendPool(names.loadBalancer) }],
  };
}

/** What a set is made as, or made anew as. */
interface Shape {
  readonly capacity: number;
  /** Where the set exists already: that number can never be changed. */
  readonly faultDomains?: number | undefined;
  /** Whether its new instances get public addresses. */
  readonly addresses?: boolean;
}

/**
 * A Uniform scale set in a single placement group: what shares one InfiniBand fabric (azure-facts 4.1, 4.2). No overprovisioning, or
 * extra machines would come and go; changes of the model reach instances only when they are asked to (Manual); host names begin with
 * the cluster's own; Secure Boot stays off, or the drivers would not load (azure-facts 1.3).
 */
export function scaleSetBody(subscriptionId: string, blueprint: Blueprint, { capacity, faultDomains, addresses = true }: Shape): VirtualMachineScaleSet {
  const { choices, clusterId } = blueprint;
  const domains = faultDomains ?? (capacity > faultDomainsFrom ? 5 : undefined);
  const names = resourceNames(choices.name, choices.count);
  const ids = resourceIds(subscriptionId, choices.resourceGroup);
  const path = `/home/${choices.adminUsername}/.ssh/authorized_keys`;
  const pool = { id: `${ids.loadBalancer(names.loadBalancer)}/backendAddressPools/${backendPool(names.loadBalancer)}` };
  return {
    location: choices.location,
    tags: tagsOf(choices.name, clusterId),
    sku: { name: choices.size, tier: 'Standard', capacity },
    orchestrationMode: 'Uniform',
    singlePlacementGroup: true,
    overprovision: false,
    upgradePolicy: { mode: 'Manual' },
    ...(domains === undefined ? {} : { platformFaultDomainCount: domains }),
    virtualMachineProfile: {
      securityProfile: { securityType: 'Standard' },
      osProfile: {
        computerNamePrefix: choices.name,
        adminUsername: choices.adminUsername,
        customData: Buffer.from(blueprint.customData, 'utf8').toString('base64'),
        linuxConfiguration: {
          disablePasswordAuthentication: true,
          ssh: { publicKeys: [blueprint.loginPublicKey, ...choices.publicKeys].map((keyData) => ({ path, keyData })) },
        },
      },
      storageProfile: {
        imageReference: { ...blueprint.imageReference },
        osDisk: { createOption: 'FromImage', caching: 'ReadWrite', managedDisk: { storageAccountType: diskSku } },
      },
      networkProfile: {
        networkInterfaceConfigurations: [
          {
            name: `${choices.name}Nic`,
            primary: true,
            enableAcceleratedNetworking: blueprint.acceleratedNetworking,
            networkSecurityGroup: { id: ids.securityGroup(names.securityGroup) },
            ipConfigurations: [
              {
                name: `${choices.name}IPConfig`,
                primary: true,
                subnet: { id: ids.subnet(names.network, names.subnet) },
                ...(addresses ? { publicIPAddressConfiguration: instanceAddressConfiguration } : {}),
                loadBalancerBackendAddressPools: [pool],
              },
            ],
          },
        ],
      },
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
    },
  };
}

/**
 * What changes of a set that rank0 did not make when it gets more instances: how many, and that those which come let rank0 in and are set up
 * as its own. What is there keeps its disks; extra instances do not come and go any more.
 */
export function grownBody(blueprint: Blueprint, before: VirtualMachineScaleSet, capacity: number): VirtualMachineScaleSetUpdate {
  const { osProfile } = before.virtualMachineProfile ?? {};
  const path = `/home/${blueprint.choices.adminUsername}/.ssh/authorized_keys`;
  const theirs = osProfile?.linuxConfiguration?.ssh?.publicKeys ?? [];
  const own = { path, keyData: blueprint.loginPublicKey };
  return {
    sku: { ...before.sku, capacity },
    overprovision: false,
    virtualMachineProfile: {
      osProfile: {
        customData: Buffer.from(blueprint.customData, 'utf8').toString('base64'),
        linuxConfiguration: {
          disablePasswordAuthentication: true,
          ssh: { publicKeys: [own, ...theirs.filter(({ keyData }) => keyData !== own.keyData)] },
        },
      },
      // Their host keys are read from the serial console.
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
    },
  };
}
