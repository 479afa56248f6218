/**
 * How long Azure's operations take, in seconds: [least, most]. Where in between is fixed by the resource's name, so that a
 * rehearsal can be repeated. General knowledge of the service; azure-facts 12 for group deletion (3–15 min).
 */
export const durations = {
  request: [0.1, 0.3],
  /** A write that Azure answers only when it is done (a network interface). */
  write: [0.4, 0.9],
  'register provider': [25, 50],
  'put Microsoft.Network/networkSecurityGroups': [3, 5],
  'put Microsoft.Network/networkSecurityGroups/securityRules': [1, 3],
  'put Microsoft.Network/virtualNetworks': [4, 8],
  'put Microsoft.Network/virtualNetworks/subnets': [3, 5],
  'put Microsoft.Network/publicIPAddresses': [2, 4],
  'put Microsoft.Network/loadBalancers': [3, 6],
  'put Microsoft.Network/natGateways': [4, 9],
  'put Microsoft.Storage/storageAccounts': [15, 30],
  /** Until a network rule acts on what comes in (azure-facts 11.1: up to about a minute). */
  'network rule of a storage account': [15, 60],
  'put Microsoft.Compute/virtualMachines': [40, 90],
  'put Microsoft.Compute/virtualMachineScaleSets': [60, 120],
  'update Microsoft.Compute/virtualMachines': [3, 6],
  'delete Microsoft.Compute/virtualMachines': [30, 60],
  'force-delete Microsoft.Compute/virtualMachines': [8, 15],
  'delete Microsoft.Compute/disks': [1, 3],
  'delete Microsoft.Network': [4, 10],
  'delete group': [150, 270],
  'delete empty group': [8, 15],
  start: [30, 60],
  restart: [15, 30],
  deallocate: [30, 60],
  'power-off': [15, 30],
  'run command': [12, 35],
} as const;

export type DurationName = keyof typeof durations;

/**
 * When in a creation the machine itself begins to boot, as a part of the whole: before, Azure looks for room and copies
 * the disk; after, it waits for the guest to say that it is there.
 */
export const bootsAt = 0.6;

/** Milliseconds for this thing, always the same for the same seed. */
export function durationOf(name: DurationName, seed: string): number {
  const [least, most] = durations[name];
  return Math.round((least + (most - least) * fraction(seed)) * 1000);
}

/** A number in [0, 1) from a text (FNV-1a): spread, not secrecy. */
export function fraction(seed: string): number {
  let hash = 0x811c9dc5;
  for (const character of seed) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return (hash % 100_000) / 100_000;
}
