import { badRequest } from './answer.ts';
import { prefixOf } from './address-pool.ts';
import { at, given, listAt, textAt } from './json.ts';

const tags = ['VirtualNetwork', 'AzureLoadBalancer', 'Internet', 'AzureCloud', 'Storage'];

/** One rule of a security group as it is kept, from a request. @throws ArmRefusal 400 for what Azure refuses. */
export function ruleFrom(groupId: string, name: string, asked: unknown, etag: string): Record<string, unknown> {
  const properties = at(asked, 'properties');
  const id = `${groupId}/securityRules/${name}`;
  const priority = properties['priority'];
  if (!/^[a-z0-9_]([-\w.]{0,78}[\w])?$/i.test(name)) throw badRequest('InvalidResourceName', `Resource name ${name} is invalid.`);
  if (typeof priority !== 'number' || !Number.isInteger(priority) || priority < 100 || priority > 4096) {
    throw badRequest('SecurityRuleInvalidPriority', `Security rule has invalid priority. Value provided: ${String(priority)} Allowed range 100-4096.`);
  }
  for (const [key, allowed] of [
    ['access', ['Allow', 'Deny']],
    ['direction', ['Inbound', 'Outbound']],
    ['protocol', ['*', 'Tcp', 'Udp', 'Icmp', 'Esp', 'Ah']],
  ] as const) {
    const value = textAt(properties, key);
    if (!allowed.some((one) => one.toLowerCase() === value?.toLowerCase())) {
      throw badRequest(
        'InvalidRequestFormat',
        `Cannot parse the request: value '${String(value)}' of '${key}' in security rule ${id} is not one of ${allowed.join(', ')}.`,
      );
    }
  }
  for (const key of ['sourceAddressPrefix', 'destinationAddressPrefix']) {
    const plain = textAt(properties, key);
    const all = [...(plain === undefined ? [] : [plain]), ...listAt(properties, `${key}es`).map(String)];
    if (all.length === 0) throw badRequest('SecurityRuleParameterMissing', `Security rule parameter ${key} is missing for rule with Id: ${id}.`);
    for (const prefix of all) {
      if (prefix === '*' || tags.includes(prefix) || prefixOf(prefix.includes('/') ? prefix : `${prefix}/32`)) continue;
      throw badRequest('SecurityRuleInvalidAddressPrefix', `Security rule ${id} has invalid Address prefix. Value provided: ${prefix}`);
    }
  }
  for (const key of ['sourcePortRange', 'destinationPortRange']) {
    const plain = textAt(properties, key);
    const all = [...(plain === undefined ? [] : [plain]), ...listAt(properties, `${key}s`).map(String)];
    if (all.length === 0) throw badRequest('SecurityRuleParameterMissing', `Security rule parameter ${key} is missing for rule with Id: ${id}.`);
    for (const range of all)
      if (!portsOf(range))
        throw badRequest(
          'SecurityRuleInvalidPortRange',
          `Security rule ${id} has invalid Port range. Value provided: ${range}. Value should be an integer OR integer range with '-' delimiter. Valid range 0-65535.`,
        );
  }
  return {
    name,
    id,
    etag,
    type: 'Microsoft.Network/networkSecurityGroups/securityRules',
    properties: given({
      provisioningState: 'Updating',
      ...properties,
      sourcePortRanges: properties['sourcePortRanges'] ?? [],
      destinationPortRanges: properties['destinationPortRanges'] ?? [],
      sourceAddressPrefixes: properties['sourceAddressPrefixes'] ?? [],
      destinationAddressPrefixes: properties['destinationAddressPrefixes'] ?? [],
    }),
  };
}

/** `22`, `8000-8080` or `*` as numbers; undefined where it is none of them. */
export function portsOf(range: string): { readonly from: number; readonly to: number } | undefined {
  if (range === '*') return { from: 0, to: 65_535 };
  const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range) ?? [];
  if (first === undefined) return undefined;
  const from = Number(first);
  const to = Number(last ?? first);
  return from <= to && to <= 65_535 ? { from, to } : undefined;
}

/** @throws ArmRefusal 400 SecurityRuleConflict for two of one direction and priority. */
export function refuseSamePriority(rules: readonly Record<string, unknown>[]): void {
  const seen = new Map<string, string>();
  for (const rule of rules) {
    const key = `${textAt(rule, 'properties', 'direction')?.toLowerCase()} ${String(at(rule, 'properties')['priority'])}`;
    const other = seen.get(key);
    if (other !== undefined) {
      throw badRequest(
        'SecurityRuleConflict',
        `Security rule ${other} conflicts with rule ${String(rule['name'])}. Rules cannot have the same Priority and Direction. To learn more, see aka.ms/nsgrules.`,
      );
    }
    seen.set(key, String(rule['name']));
  }
}

/** The six rules that every group has (as recorded). */
export function defaultRules(groupId: string, etag: string): Record<string, unknown>[] {
  const rule = (name: string, description: string, source: string, destination: string, access: string, priority: number, direction: string) => ({
    name,
    id: `${groupId}/defaultSecurityRules/${name}`,
    etag,
    type: 'Microsoft.Network/networkSecurityGroups/defaultSecurityRules',
    properties: {
      provisioningState: 'Updating',
      description,
      protocol: '*',
      sourcePortRange: '*',
      destinationPortRange: '*',
      sourceAddressPrefix: source,
      destinationAddressPrefix: destination,
      access,
      priority,
      direction,
      sourcePortRanges: [],
      destinationPortRanges: [],
      sourceAddressPrefixes: [],
      destinationAddressPrefixes: [],
    },
  });
  return [
    rule('AllowVnetInBound', 'Allow inbound traffic from all VMs in VNET', 'VirtualNetwork', 'VirtualNetwork', 'Allow', 65_000, 'Inbound'),
    rule('AllowAzureLoadBalancerInBound', 'Allow inbound traffic from azure load balancer', 'AzureLoadBalancer', '*', 'Allow', 65_001, 'Inbound'),
    rule('DenyAllInBound', 'Deny all inbound traffic', '*', '*', 'Deny', 65_500, 'Inbound'),
    rule('AllowVnetOutBound', 'Allow outbound traffic from all VMs to all VMs in VNET', 'VirtualNetwork', 'VirtualNetwork', 'Allow', 65_000, 'Outbound'),
    rule('AllowInternetOutBound', 'Allow outbound traffic from all VMs to Internet', '*', 'Internet', 'Allow', 65_001, 'Outbound'),
    rule('DenyAllOutBound', 'Deny all outbound traffic', '*', '*', 'Deny', 65_500, 'Outbound'),
  ];
}
