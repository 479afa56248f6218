/** Types of resources, as Azure writes them. */
export const machines = 'Microsoft.Compute/virtualMachines';
export const disks = 'Microsoft.Compute/disks';
export const placementGroups = 'Microsoft.Compute/proximityPlacementGroups';
export const networks = 'Microsoft.Network/virtualNetworks';
export const subnets = 'Microsoft.Network/virtualNetworks/subnets';
export const securityGroups = 'Microsoft.Network/networkSecurityGroups';
export const addresses = 'Microsoft.Network/publicIPAddresses';
export const interfaces = 'Microsoft.Network/networkInterfaces';
export const loadBalancers = 'Microsoft.Network/loadBalancers';
export const natGateways = 'Microsoft.Network/natGateways';
export const storageAccounts = 'Microsoft.Storage/storageAccounts';
export const blobContainers = 'Microsoft.Storage/storageAccounts/blobServices/containers';
/** As ARM answers for them: in lower case, other than all other types (recorded answers). */
export const schedules = 'microsoft.devtestlab/schedules';
export const scaleSets = 'Microsoft.Compute/virtualMachineScaleSets';
/** What is inside a scale set: ARM lists it below its scale set alone. */
export const instances = 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines';
export const instanceInterfaces = 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/networkInterfaces';
export const instanceAddresses = 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/networkInterfaces/ipConfigurations/publicIPAddresses';

/** In what order a group's members go when it is deleted, and when, as a part of the whole time. */
export const vanishing: readonly { readonly type: string; readonly from: number; readonly to: number }[] = [
  { type: schedules, from: 0.15, to: 0.18 },
  { type: machines, from: 0.2, to: 0.4 },
  { type: instances, from: 0.2, to: 0.4 },
  { type: scaleSets, from: 0.41, to: 0.44 },
  { type: interfaces, from: 0.45, to: 0.55 },
  { type: disks, from: 0.5, to: 0.65 },
  { type: addresses, from: 0.6, to: 0.7 },
  { type: blobContainers, from: 0.5, to: 0.5 },
  { type: storageAccounts, from: 0.5, to: 0.6 },
  { type: natGateways, from: 0.81, to: 0.82 },
  { type: loadBalancers, from: 0.46, to: 0.55 },
  { type: networks, from: 0.75, to: 0.8 },
  { type: securityGroups, from: 0.82, to: 0.86 },
  { type: placementGroups, from: 0.88, to: 0.92 },
];
