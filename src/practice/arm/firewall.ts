import type { Resource, WorldState } from '../state.ts';
import { numberOf, prefixOf } from './address-pool.ts';
import { everyAddress, everyInterface, resourceAt } from './call.ts';
import { at, listAt, textAt } from './json.ts';
import { machineOfNic } from './machine-spec.ts';
import { portsOf } from './security-rules.ts';
import { refersTo } from './view.ts';

/** What becomes of a TCP connection from outside to a public address. */
export type Reach =
  /** No answer comes: nobody has the address, nothing runs behind it, or a security group drops the packets. */
  { readonly kind: 'silence'; readonly why: string } | { readonly kind: 'machine'; readonly vm: Resource };

/** Who answers at a public address, for a caller at `from`. A Standard address is closed until a rule opens it (azure-facts 6.1). */
export function reach(state: WorldState, host: string, port: number, from: string): Reach {
  const silence = (why: string): Reach => ({ kind: 'silence', why });
  const address = everyAddress(state).find((one) => one.body.properties['ipAddress'] === host);
  if (!address) return silence('nobody has the address');
  const found = configurationOf(state, address.id);
  if (!found) return silence('the address is attached to nothing');
  const vm = machineOfNic(state, found.nic.id);
  if (vm?.machine?.power !== 'running') return silence('nothing runs behind the address');
  const groups = groupsOf(state, found.nic, found.configuration);
  const privateAddress = textAt(found.configuration, 'properties', 'privateIPAddress') ?? '';
  if (groups.length === 0) return silence('no security group opens the address');
  const closed = groups.find((group) => !allows(group, { from, to: privateAddress, port }));
  return closed ? silence(`security group ${closed.name} drops it`) : { kind: 'machine', vm };
}

/** Whether what a network card sends to the internet at that port gets out: a group without a rule against it lets everything out. */
export function sendsTo(state: WorldState, nic: Resource, configuration: Record<string, unknown>, port: number): boolean {
  return groupsOf(state, nic, configuration).every((group) => {
    const rules = listAt(group.body.properties, 'securityRules').map((rule) => at(rule, 'properties'));
    const outbound = rules
      .filter((rule) => textAt(rule, 'direction')?.toLowerCase() === 'outbound')
      .sort((a, b) => Number(a['priority']) - Number(b['priority']));
    const first = outbound.find((rule) => {
      const protocol = textAt(rule, 'protocol')?.toLowerCase();
      const to = [textAt(rule, 'destinationAddressPrefix') ?? '', ...listAt(rule, 'destinationAddressPrefixes').map(String)];
      return (
        (protocol === '*' || protocol === 'tcp') && to.some((prefix) => /^(\*|Internet|Storage(\..*)?|0\.0\.0\.0\/0)$/.test(prefix)) && hasPort(rule, port)
      );
    });
    return textAt(first, 'access')?.toLowerCase() !== 'deny';
  });
}

function configurationOf(state: WorldState, addressId: string): { nic: Resource; configuration: Record<string, unknown> } | undefined {
  for (const nic of everyInterface(state)) {
    const configuration = listAt(nic.body.properties, 'ipConfigurations').find((one) => refersTo(one, 'publicIPAddress', addressId));
    if (configuration) return { nic, configuration };
  }
  return undefined;
}

/** The groups on the subnet and on the network interface: both have to allow. */
function groupsOf(state: WorldState, nic: Resource, configuration: Record<string, unknown>): Resource[] {
  const subnetId = textAt(configuration, 'properties', 'subnet', 'id') ?? '';
  const network = resourceAt(state, subnetId.replace(/\/subnets\/[^/]+$/i, ''));
  const subnet = listAt(network?.body.properties, 'subnets').find((one) => String(one['id']).toLowerCase() === subnetId.toLowerCase());
  return [textAt(subnet, 'properties', 'networkSecurityGroup', 'id'), textAt(nic.body.properties, 'networkSecurityGroup', 'id')].flatMap(
    (id) => resourceAt(state, id) ?? [],
  );
}

interface Packet {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/** The first rule of the lowest priority that fits decides; where none does, it is dropped. */
function allows(group: Resource, packet: Packet): boolean {
  const rules = ['securityRules', 'defaultSecurityRules'].flatMap((name) => listAt(group.body.properties, name)).map((rule) => at(rule, 'properties'));
  const inbound = rules.filter((rule) => textAt(rule, 'direction')?.toLowerCase() === 'inbound').sort((a, b) => Number(a['priority']) - Number(b['priority']));
  const first = inbound.find((rule) => fits(rule, packet));
  return textAt(first, 'access')?.toLowerCase() === 'allow';
}

function fits(rule: Record<string, unknown>, { from, to, port }: Packet): boolean {
  const all = (key: string, list: string): string[] => [...(textAt(rule, key) ? [textAt(rule, key) as string] : []), ...listAt(rule, list).map(String)];
  const protocol = textAt(rule, 'protocol')?.toLowerCase();
  return (
    (protocol === '*' || protocol === 'tcp') &&
    all('sourceAddressPrefix', 'sourceAddressPrefixes').some((prefix) => prefix === 'Internet' || covers(prefix, from)) &&
    all('destinationAddressPrefix', 'destinationAddressPrefixes').some((prefix) => prefix === 'VirtualNetwork' || covers(prefix, to)) &&
    hasPort(rule, port)
  );
}

const hasPort = (rule: Record<string, unknown>, port: number): boolean =>
  [
    ...(textAt(rule, 'destinationPortRange') ? [textAt(rule, 'destinationPortRange') as string] : []),
    ...listAt(rule, 'destinationPortRanges').map(String),
  ].some((range) => {
    const ports = portsOf(range);
    return ports !== undefined && ports.from <= port && port <= ports.to;
  });

function covers(prefix: string, address: string): boolean {
  if (prefix === '*') return true;
  const range = prefixOf(prefix.includes('/') ? prefix : `${prefix}/32`);
  const value = numberOf(address);
  return range !== undefined && range.first <= value && value <= range.last;
}
