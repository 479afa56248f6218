import type { Resource, WorldState } from '../../state.ts';
import { durationOf } from '../../durations.ts';
import { badRequest } from '../answer.ts';
import { type Call, resourceAt } from '../call.ts';
import { at, listAt, textAt } from '../json.ts';

const service = 'Microsoft.Storage';

/** A subnet by its id: none where it, or its VNet, is gone. */
export function subnetOf(state: WorldState, id: string): Record<string, unknown> | undefined {
  const network = resourceAt(state, id.replace(/\/subnets\/[^/]+$/i, ''));
  return listAt(network?.body.properties, 'subnets').find((subnet) => String(subnet['id']).toLowerCase() === id.toLowerCase());
}

/** Whether a subnet sends what goes to storage by the service endpoint, so that an account can tell it. */
export const hasEndpoint = (subnet: unknown): boolean =>
  listAt(subnet, 'properties', 'serviceEndpoints').some((one) => textAt(one, 'service')?.replace(/\.Global$/, '') === service);

/**
 * The network rules of a request, as they are kept.
 * @throws ArmRefusal 400 NetworkAclsValidationFailure for a subnet that is missing or has no endpoint for storage (azure-facts 15.2).
 */
export function networkAclsFrom(call: Call, location: string, asked: unknown): Record<string, unknown> {
  const rules = listAt(asked, 'virtualNetworkRules').map((rule) => ({ id: textAt(rule, 'id') ?? '', action: 'Allow' }));
  for (const { id } of rules) {
    const network = id.replace(/\/subnets\/[^/]+$/i, '');
    const name = id.split('/').at(-1) ?? '';
    const subnet = subnetOf(call.state, id);
    if (!subnet || resourceAt(call.state, network)?.location !== location) {
      throw badRequest(
        'NetworkAclsValidationFailure',
        `Validation of network acls failure: SubnetsNotFound:The subnet ${name} of virtual network ${network} was not found in ${location}..`,
      );
    }
    if (textAt(subnet, 'properties', 'provisioningState') !== 'Succeeded') {
      throw badRequest(
        'NetworkAclsValidationFailure',
        `Validation of network acls failure: SubnetsNotProvisioned:Cannot proceed with operation because subnets ${name} of the virtual network ${network} are not provisioned. They are in Updating state..`,
      );
    }
    if (!hasEndpoint(subnet)) {
      throw badRequest(
        'NetworkAclsValidationFailure',
        `Validation of network acls failure: SubnetsHaveNoServiceEndpointsConfigured:Subnets ${name} of virtual network ${network} do not have ServiceEndpoints for Microsoft.Storage resources configured. Add Microsoft.Storage to subnet's ServiceEndpoints collection before trying to ACL Microsoft.Storage resources to these subnets..`,
      );
    }
  }
  const ips = listAt(asked, 'ipRules').map((rule) => ({ value: textAt(rule, 'value') ?? '', action: 'Allow' }));
  const wide = ips.find(({ value }) => /\/3[12]$/.test(value) || /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(value));
  if (wide) {
    throw badRequest(
      'InvalidValuesForRequestParameters',
      `Values for request parameters are invalid: networkAcls.ipRule[*].value. '${wide.value}' is no public address or range.`,
    );
  }
  const { defaultAction = 'Allow', bypass = 'AzureServices' } = at(asked) as { defaultAction?: unknown; bypass?: unknown };
  if (defaultAction !== 'Allow' && defaultAction !== 'Deny') {
    throw badRequest('InvalidValuesForRequestParameters', 'Values for request parameters are invalid: networkAcls.defaultAction.');
  }
  return { ipv6Rules: [], bypass, virtualNetworkRules: rules, ipRules: ips, defaultAction };
}

/** Writes down since when each subnet is let in: rules act up to a minute after they were made (azure-facts 11.1). */
export function rememberRules(call: Call, account: Resource): void {
  const before = account.letIn ?? {};
  const since = call.now + Math.ceil(durationOf('network rule of a storage account', `${account.id} ${call.state.counter}`) * call.scale);
  const ids = listAt(account.body.properties, 'networkAcls', 'virtualNetworkRules').map((rule) => String(rule['id']).toLowerCase());
  account.letIn = Object.fromEntries(ids.map((id) => [id, before[id] ?? since]));
}

/** Whether requests from a subnet are let in by now. A rule whose subnet was made anew, or lost its endpoint, lets nothing in. */
export function letsIn(state: WorldState, account: Resource, subnetId: string, now: number): boolean {
  if (textAt(account.body.properties, 'networkAcls', 'defaultAction') !== 'Deny') return true;
  const since = account.letIn?.[subnetId.toLowerCase()];
  return since !== undefined && since <= now && hasEndpoint(subnetOf(state, subnetId));
}
