import { usageError } from '../state/problem.ts';
import { families, sizeOf, withoutQuota } from './arm/catalog.ts';
import { textAt } from './arm/json.ts';
import type { Resource, WorldState } from './state.ts';

/**
 * Quotas from `RANK0_PRACTICE_QUOTA=cores=N,FAMILY=N` (design 4), by name in lower case. What is not named stays as a new
 * subscription has it.
 * @throws ProblemError exit code 2 where it is not of that form.
 */
export function quotasOf(text: string | undefined): Record<string, number> {
  const quotas: Record<string, number> = {};
  for (const item of (text ?? '').split(',').map((one) => one.trim())) {
    if (item === '') continue;
    const [, name, number] = /^([a-z0-9_]+)=(\d+)$/i.exec(item) ?? [];
    const known = name !== undefined && ['cores', 'virtualmachines', ...families.map((family) => family.toLowerCase())].includes(name.toLowerCase());
    if (!name || !number || !known) {
      throw usageError(
        'practice-quota',
        `RANK0_PRACTICE_QUOTA: '${item}' is not cores=NUMBER or FAMILY=NUMBER`,
        `It sets the simulated subscription's limits. Families: ${families.join(', ')}.`,
        [{ label: 'A subscription with 200 cores', command: 'RANK0_PRACTICE_QUOTA=cores=200,standardDSv5Family=200' }],
      );
    }
    quotas[name.toLowerCase()] = Number(number);
  }
  return quotas;
}

/** What a new pay-as-you-go subscription has (design 4): 20 cores a region, 20 a general family, 0 for HB, HC and HX. */
function limitOf(name: string, quotas: Readonly<Record<string, number>>): number {
  const key = name.toLowerCase();
  if (quotas[key] !== undefined) return quotas[key];
  // Addresses are no lesson of their own: a bigger subscription has more of them.
  if (key === 'publicipaddresses') return Math.max(20, ...Object.values(quotas));
  if (key === 'cores') return 20;
  if (key.endsWith('family')) return withoutQuota(name) ? 0 : 20;
  return key === 'virtualmachines' ? 25_000 : 2500;
}

export interface QuotaRow {
  readonly name: string;
  readonly localizedName: string;
  readonly current: number;
  readonly limit: number;
}

/**
 * Quotas of a region and what is used of them. A machine counts from its creation until it is gone: a deallocated one too
 * (azure-facts 2.6).
 */
export function quotaRows(state: WorldState, location: string, quotas: Readonly<Record<string, number>>): QuotaRow[] {
  const all = { ...quotas, ...state.limits };
  const here = Object.values(state.resources).filter((resource) => resource.machine && resource.location === location);
  const coresOf = (list: readonly Resource[]): number => list.reduce((sum, vm) => sum + (sizeOfMachine(vm)?.vCPUs ?? 0), 0);
  const row = (name: string, localizedName: string, current: number): QuotaRow => ({ name, localizedName, current, limit: limitOf(name, all) });
  return [
    row('availabilitySets', 'Availability Sets', 0),
    row('cores', 'Total Regional vCPUs', coresOf(here)),
    row('virtualMachines', 'Virtual Machines', here.length),
    row(
      'virtualMachineScaleSets',
      'Virtual Machine Scale Sets',
      Object.values(state.resources).filter(({ type, location: where }) => type.endsWith('/virtualMachineScaleSets') && where === location).length,
    ),
    ...families.map((family) =>
      row(
        family,
        `${family.replace(/^standard/i, 'Standard ').replace(/Family$/, ' Family')} vCPUs`,
        coresOf(here.filter((vm) => sizeOfMachine(vm)?.family === family)),
      ),
    ),
  ];
}

/** How many public addresses the subscription may have in a region. */
export const addressLimit = (state: WorldState, quotas: Readonly<Record<string, number>>): number =>
  limitOf('publicIPAddresses', { ...quotas, ...state.limits });

const sizeOfMachine = (vm: Resource) => sizeOf(textAt(vm.body.properties, 'hardwareProfile', 'vmSize'));
