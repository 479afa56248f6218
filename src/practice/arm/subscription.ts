import { durationOf } from '../durations.ts';
import { ArmRefusal, ok } from './answer.ts';
import { type Call, type Handler, part } from './call.ts';
import { regions } from './catalog.ts';

/** Namespaces that a subscription can register, with the types that the practice cloud has of them. */
const namespaces: Readonly<Record<string, readonly string[]>> = {
  'Microsoft.Authorization': ['locks'],
  'Microsoft.Compute': ['virtualMachines', 'disks', 'proximityPlacementGroups', 'locations', 'locations/usages', 'locations/operations'],
  'Microsoft.DevTestLab': ['schedules'],
  'Microsoft.Network': ['virtualNetworks', 'networkSecurityGroups', 'publicIPAddresses', 'networkInterfaces', 'locations', 'locations/operations'],
  'Microsoft.Quota': ['quotas'],
  'Microsoft.Resources': ['subscriptions', 'resourceGroups', 'tenants'],
  'Microsoft.Storage': ['storageAccounts', 'checkNameAvailability', 'skus', 'locations/asyncoperations'],
};

/** Registered in every subscription, without being asked. */
const always = ['Microsoft.Authorization', 'Microsoft.Resources'];

const subscriptionOf = ({ state }: Call) => ({
  id: `/subscriptions/${state.subscriptionId}`,
  subscriptionId: state.subscriptionId,
  tenantId: state.tenantId,
  displayName: 'Practice subscription (simulated)',
  state: 'Enabled',
  subscriptionPolicies: { locationPlacementId: 'Public_2014-09-01', quotaId: 'PayAsYouGo_2014-09-01', spendingLimit: 'Off' },
  authorizationSource: 'RoleBased',
});

export const listSubscriptions: Handler = (call) => ok({ value: [subscriptionOf(call)] });
export const getSubscription: Handler = (call) => ok(subscriptionOf(call));

export const listTenants: Handler = ({ state }) =>
  ok({
    value: [
      {
        id: `/tenants/${state.tenantId}`,
        tenantId: state.tenantId,
        countryCode: 'US',
        displayName: 'Practice directory (simulated)',
        domains: ['practice.example'],
        tenantCategory: 'Home',
        tenantType: 'AAD',
      },
    ],
  });

export const listLocations: Handler = ({ state }) =>
  ok({
    value: regions.map(({ name, displayName, longitude, latitude }) => ({
      id: `/subscriptions/${state.subscriptionId}/locations/${name}`,
      name,
      type: 'Region',
      displayName,
      regionalDisplayName: displayName,
      metadata: { regionType: 'Physical', regionCategory: 'Recommended', longitude, latitude },
    })),
  });

function providerOf(call: Call, namespace: string) {
  const known = Object.keys(namespaces).find((name) => name.toLowerCase() === namespace.toLowerCase());
  if (!known) {
    throw new ArmRefusal(404, 'InvalidResourceNamespace', `The resource namespace '${namespace}' is invalid.`);
  }
  const kept = call.state.providers[known.toLowerCase()];
  const registrationState = always.includes(known) || kept?.registered ? 'Registered' : kept?.registeringUntil !== undefined ? 'Registering' : 'NotRegistered';
  return {
    id: `/subscriptions/${call.state.subscriptionId}/providers/${known}`,
    namespace: known,
    resourceTypes: (namespaces[known] ?? []).map((resourceType) => ({
      resourceType,
      locations: regions.map((region) => region.displayName),
      apiVersions: known === 'Microsoft.DevTestLab' ? ['2018-09-15'] : ['2026-04-01', '2026-03-02', '2026-01-01', '2025-04-01'],
      capabilities: 'None',
    })),
    registrationState,
    registrationPolicy: always.includes(known) ? 'RegistrationFree' : 'RegistrationRequired',
  };
}

export const listProviders: Handler = (call) => ok({ value: Object.keys(namespaces).map((name) => providerOf(call, name)) });
export const getProvider: Handler = (call, parts) => ok(providerOf(call, part(parts, 'namespace')));

/** Registration takes a while in every region (azure-facts 14); asking again while it runs begins nothing new. */
export const registerProvider: Handler = (call, parts) => {
  const { namespace, registrationState } = providerOf(call, part(parts, 'namespace'));
  if (registrationState === 'NotRegistered') {
    const slow = call.effects.find((effect) => effect.kind === 'slow');
    const time = durationOf('register provider', namespace) * call.scale * (slow?.factor ?? 1);
    call.state.providers[namespace.toLowerCase()] = { registeringUntil: call.now + Math.ceil(time) };
  }
  return ok(providerOf(call, namespace));
};
