import type { Handler } from './call.ts';
import { deleteAddress, putAddress } from './addresses.ts';
import { getImageVersion, listImageSkus, listImageVersions, listOffers, listPublishers, listSkus, listUsages } from './compute-catalog.ts';
import { deleteDisk } from './disks.ts';
import { deleteGroup, getGroup, groupOperationResult, headGroup, listGroups, patchGroup, putGroup } from './groups.ts';
import { deleteInterface, putInterface } from './interfaces.ts';
import { deleteLock, getLock, listGroupLocks, listLocks, putLock } from './locks.ts';
import { deallocateMachine, powerOffMachine, restartMachine, startMachine } from './machine-actions.ts';
import { deleteMachine, patchMachine, putMachine } from './machine-put.ts';
import { bootDiagnostics, getInstanceView, getMachine, listAllMachines, listMachines } from './machine-view.ts';
import { deleteNetwork, deleteSubnet, getSubnet, listSubnets, putNetwork, putSubnet } from './networks.ts';
import { deleteLoadBalancer, putLoadBalancer } from './load-balancers.ts';
import { deleteNatGateway, putNatGateway } from './nat-gateways.ts';
import { runCommand } from './run-command.ts';
import { followOperation, operationResult } from './operations.ts';
import { deletePlacementGroup, getPlacementGroup, putPlacementGroup } from './placement-groups.ts';
import { listGroupResources, listResources } from './resource-list.ts';
import { deleteSchedule, getSchedule, listSchedules, putSchedule } from './schedules.ts';
import { deleteSecurityGroup, deleteSecurityRule, getSecurityRule, listSecurityRules, putSecurityGroup, putSecurityRule } from './security-groups.ts';
import { getProvider, getSubscription, listLocations, listProviders, listSubscriptions, listTenants, registerProvider } from './subscription.ts';
import {
  deleteInstances,
  deallocateInstances,
  deleteScaleSet,
  powerOffInstances,
  putInstance,
  restartInstances,
  startInstances,
  updateInstances,
} from './scale-sets/actions.ts';
import { patchScaleSet, putScaleSet } from './scale-sets/put.ts';
import {
  getInstance,
  getInstanceViewOfInstance,
  getScaleSet,
  instanceBootDiagnostics,
  listAllScaleSets,
  listInstanceAddresses,
  listInstanceInterfaces,
  listInstances,
  listInterfacesOfInstance,
  listScaleSets,
  scaleSetView,
} from './scale-sets/view.ts';
import { storageRoutes } from './storage/routes.ts';
import { getOne, listAll, listInGroup, patchTags } from './tracked.ts';
import { addresses, disks, interfaces, loadBalancers, machines, natGateways, networks, placementGroups, scaleSets, securityGroups } from './types.ts';

/** One operation of the service, and what answers it. */
export interface Route {
  readonly method: string;
  /** Below the subscription unless it begins with `/`; `{name}` is any segment. */
  readonly path: string;
  readonly handler: Handler;
}

const inGroup = (type: string): string => `resourceGroups/{group}/providers/${type}`;
const location = 'providers/Microsoft.Compute/locations/{location}';
const image = `${location}/publishers/{publisher}/artifacttypes/vmimage/offers`;
const route = (method: string, path: string, handler: Handler): Route => ({ method, path, handler });

/** GET, both lists, PATCH of tags. */
const common = (type: string): Route[] => [
  route('GET', `${inGroup(type)}/{name}`, getOne(type)),
  route('GET', inGroup(type), listInGroup(type)),
  route('GET', `providers/${type}`, listAll(type)),
  route('PATCH', `${inGroup(type)}/{name}`, patchTags(type)),
];

const written = (type: string, put: Handler, remove: Handler): Route[] => [
  route('PUT', `${inGroup(type)}/{name}`, put),
  route('DELETE', `${inGroup(type)}/{name}`, remove),
];

const rule = `${inGroup(securityGroups)}/{name}/securityRules`;
const subnet = `${inGroup(networks)}/{name}/subnets`;
const machine = `${inGroup(machines)}/{name}`;
const scaleSet = `${inGroup(scaleSets)}/{name}`;
const instance = `${scaleSet}/virtualMachines/{instance}`;
const locks = 'providers/Microsoft.Authorization/locks';

/** Everything that the simulated ARM answers. Where two fit, the first does. */
export const routes: readonly Route[] = [
  route('GET', '/subscriptions', listSubscriptions),
  route('GET', '/tenants', listTenants),
  route('GET', '', getSubscription),
  route('GET', 'locations', listLocations),
  route('GET', 'providers', listProviders),
  route('GET', 'providers/{namespace}', getProvider),
  route('POST', 'providers/{namespace}/register', registerProvider),

  route('GET', 'resourceGroups', listGroups),
  route('PUT', 'resourceGroups/{group}', putGroup),
  route('GET', 'resourceGroups/{group}', getGroup),
  route('HEAD', 'resourceGroups/{group}', headGroup),
  route('PATCH', 'resourceGroups/{group}', patchGroup),
  route('DELETE', 'resourceGroups/{group}', deleteGroup),
  route('GET', 'operationresults/{operation}', groupOperationResult),
  route('GET', 'resourceGroups/{group}/resources', listGroupResources),
  route('GET', 'resources', listResources),

  route('GET', locks, listLocks),
  route('GET', `resourceGroups/{group}/${locks}`, listGroupLocks),
  route('PUT', `resourceGroups/{group}/${locks}/{name}`, putLock),
  route('GET', `resourceGroups/{group}/${locks}/{name}`, getLock),
  route('DELETE', `resourceGroups/{group}/${locks}/{name}`, deleteLock),

  route('GET', 'providers/Microsoft.Compute/skus', listSkus),
  route('GET', `${location}/usages`, listUsages),
  route('GET', `${location}/publishers`, listPublishers),
  route('GET', image, listOffers),
  route('GET', `${image}/{offer}/skus`, listImageSkus),
  route('GET', `${image}/{offer}/skus/{sku}/versions`, listImageVersions),
  route('GET', `${image}/{offer}/skus/{sku}/versions/{version}`, getImageVersion),
  route('GET', `${location}/operations/{operation}`, followOperation),
  route('GET', `${location}/DiskOperations/{operation}`, followOperation),
  route('GET', 'providers/Microsoft.Network/locations/{location}/operations/{operation}', followOperation),
  route('GET', 'providers/Microsoft.Network/locations/{location}/operationResults/{operation}', operationResult),

  route('GET', `${inGroup(placementGroups)}/{name}`, getPlacementGroup),
  ...written(placementGroups, putPlacementGroup, deletePlacementGroup),
  ...common(placementGroups),

  ...written(securityGroups, putSecurityGroup, deleteSecurityGroup),
  ...common(securityGroups),
  route('GET', rule, listSecurityRules),
  route('GET', `${rule}/{rule}`, getSecurityRule),
  route('PUT', `${rule}/{rule}`, putSecurityRule),
  route('DELETE', `${rule}/{rule}`, deleteSecurityRule),

  ...written(networks, putNetwork, deleteNetwork),
  ...common(networks),
  route('GET', subnet, listSubnets),
  route('GET', `${subnet}/{subnet}`, getSubnet),
  route('PUT', `${subnet}/{subnet}`, putSubnet),
  route('DELETE', `${subnet}/{subnet}`, deleteSubnet),

  ...written(addresses, putAddress, deleteAddress),
  ...common(addresses),
  ...written(interfaces, putInterface, deleteInterface),
  ...common(interfaces),

  ...written(loadBalancers, putLoadBalancer, deleteLoadBalancer),
  ...common(loadBalancers),
  ...written(natGateways, putNatGateway, deleteNatGateway),
  ...common(natGateways),

  ...storageRoutes,

  ...written('Microsoft.DevTestLab/schedules', putSchedule, deleteSchedule),
  route('GET', `${inGroup('Microsoft.DevTestLab/schedules')}/{name}`, getSchedule),
  route('GET', inGroup('Microsoft.DevTestLab/schedules'), listSchedules),
  route('GET', 'providers/Microsoft.DevTestLab/schedules', listSchedules),

  ...written(scaleSets, putScaleSet, deleteScaleSet),
  route('PATCH', scaleSet, patchScaleSet),
  route('GET', scaleSet, getScaleSet),
  route('GET', inGroup(scaleSets), listScaleSets),
  route('GET', `providers/${scaleSets}`, listAllScaleSets),
  route('GET', `${scaleSet}/instanceView`, scaleSetView),
  route('POST', `${scaleSet}/delete`, deleteInstances),
  route('POST', `${scaleSet}/start`, startInstances),
  route('POST', `${scaleSet}/deallocate`, deallocateInstances),
  route('POST', `${scaleSet}/powerOff`, powerOffInstances),
  route('POST', `${scaleSet}/restart`, restartInstances),
  route('POST', `${scaleSet}/manualupgrade`, updateInstances),
  route('GET', `${scaleSet}/networkInterfaces`, listInstanceInterfaces),
  route('GET', `${scaleSet}/publicIPAddresses`, listInstanceAddresses),
  route('GET', `${scaleSet}/virtualMachines`, listInstances),
  route('GET', instance, getInstance),
  route('PUT', instance, putInstance),
  route('GET', `${instance}/instanceView`, getInstanceViewOfInstance),
  route('GET', `${instance}/networkInterfaces`, listInterfacesOfInstance),
  route('POST', `${instance}/retrieveBootDiagnosticsData`, instanceBootDiagnostics),
  route('POST', `${instance}/runCommand`, runCommand(scaleSets)),

  ...written(machines, putMachine, deleteMachine),
  route('PATCH', machine, patchMachine),
  route('GET', machine, getMachine),
  route('GET', inGroup(machines), listMachines),
  route('GET', `providers/${machines}`, listAllMachines),
  route('GET', `${machine}/instanceView`, getInstanceView),
  route('POST', `${machine}/start`, startMachine),
  route('POST', `${machine}/deallocate`, deallocateMachine),
  route('POST', `${machine}/powerOff`, powerOffMachine),
  route('POST', `${machine}/restart`, restartMachine),
  route('POST', `${machine}/retrieveBootDiagnosticsData`, bootDiagnostics),
  route('POST', `${machine}/runCommand`, runCommand(machines)),

  route('DELETE', `${inGroup(disks)}/{name}`, deleteDisk),
  route('GET', `${inGroup(disks)}/{name}`, getOne(disks)),
  route('GET', inGroup(disks), listInGroup(disks)),
  route('GET', `providers/${disks}`, listAll(disks)),
];
