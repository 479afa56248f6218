import ipaddr from 'ipaddr.js';
import type { WorldState } from '../state.ts';
import { everyAddress, everyInterface } from './call.ts';
import { listAt, textAt } from './json.ts';

/** An IPv4 prefix as numbers; undefined where the text is none. */
export function prefixOf(text: string): { readonly first: number; readonly last: number; readonly bits: number } | undefined {
  if (!ipaddr.IPv4.isValidCIDR(text)) return undefined;
  const [address, bits] = ipaddr.IPv4.parseCIDR(text);
  const size = 2 ** (32 - bits);
  const first = Math.floor(numberOf(address.toString()) / size) * size;
  return { first, last: first + size - 1, bits };
}

export const numberOf = (address: string): number => ipaddr.IPv4.parse(address).octets.reduce((sum, octet) => sum * 256 + octet, 0);
export const addressOf = (value: number): string => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

/**
 * How addresses are scattered: in each block of four the highest is given first. Whoever takes a node's number for its
 * address is wrong at once, as in Azure.
 */
const scattered = (first: number, count: number): number[] =>
  Array.from({ length: Math.ceil(count / 4) * 4 }, (_, index) => first + index + 3 - 2 * (index % 4)).filter((value) => value < first + count);

/** Private addresses in use in a subnet. */
export function usedPrivateAddresses(state: WorldState, subnetId: string, except?: string): Set<string> {
  const used = everyInterface(state)
    .filter((nic) => nic.id.toLowerCase() !== except?.toLowerCase())
    .flatMap((nic) => listAt(nic.body.properties, 'ipConfigurations'))
    .filter((configuration) => textAt(configuration, 'properties', 'subnet', 'id')?.toLowerCase() === subnetId.toLowerCase())
    .flatMap((configuration) => textAt(configuration, 'properties', 'privateIPAddress') ?? []);
  return new Set(used);
}

/** A free address of a subnet; Azure keeps the first four and the last (azure-facts 5.1). Undefined where it is full. */
export function freePrivateAddress(prefix: string, used: ReadonlySet<string>): string | undefined {
  const range = prefixOf(prefix);
  if (!range) return undefined;
  const from = range.first + 4;
  return scattered(from, range.last - from)
    .map(addressOf)
    .find((address) => !used.has(address));
}

/** Whether a node of the subnet may have this address. */
export function usable(prefix: string, address: string): boolean {
  const range = prefixOf(prefix);
  if (!range || !ipaddr.IPv4.isValid(address)) return false;
  const value = numberOf(address);
  return value >= range.first + 4 && value < range.last;
}

/**
 * A public address that nobody has. The pools of the practice cloud are addresses reserved for documentation: a person who
 * copies one into a real terminal reaches nobody.
 */
export function freePublicAddress(state: WorldState, pools: readonly string[]): string {
  const used = new Set(everyAddress(state).flatMap((one) => textAt(one.body.properties, 'ipAddress') ?? []));
  for (const pool of pools) {
    const range = prefixOf(pool);
    if (!range) continue;
    const free = scattered(range.first + 4, range.last - range.first - 5)
      .map(addressOf)
      .find((address) => !used.has(address));
    if (free) return free;
  }
  throw new Error(`no public address is left in ${pools.join(', ')}`);
}
