import type { Resource } from '../../state.ts';
import { ArmRefusal, ok } from '../answer.ts';
import { type Call, existing, groupOf, type Handler, part, resourceAt, resourcesOf, stateOf } from '../call.ts';
import { at, textAt } from '../json.ts';
import { instanceViewOf, serialLogOf, statusesOf } from '../machine-view.ts';
import { instanceAddresses, instanceInterfaces, scaleSets } from '../types.ts';
import { view } from '../view.ts';
import { faultDomainOf, innerOf, instancesOf } from './instances.ts';

type Parts = Parameters<Handler>[1];

export const scaleSetAt = (call: Call, parts: Parts): Resource => existing(call, part(parts, 'group'), scaleSets, part(parts, 'name'));

/** An instance by its id. @throws ArmRefusal 404. */
export function instanceAt(call: Call, parts: Parts): Resource {
  const id = `${scaleSetAt(call, parts).id}/virtualMachines/${part(parts, 'instance')}`;
  const found = resourceAt(call.state, id);
  if (found) return found;
  throw new ArmRefusal(
    404,
    'NotFound',
    `The entity was not found in this Azure location: instance ${part(parts, 'instance')} of scale set ${part(parts, 'name')}.`,
  );
}

export const getScaleSet: Handler = (call, parts) => {
  const scaleSet = scaleSetAt(call, parts);
  return { status: 200, headers: { etag: String(scaleSet.body['etag']) }, body: view(call.state, scaleSet) };
};

export const listScaleSets: Handler = (call, parts) =>
  ok({ value: resourcesOf(call.state, scaleSets, groupOf(call, part(parts, 'group')).name).map((one) => view(call.state, one)) });

export const listAllScaleSets: Handler = (call) => ok({ value: resourcesOf(call.state, scaleSets).map((one) => view(call.state, one)) });

/** How many instances are in which state. */
export const scaleSetView: Handler = (call, parts) => {
  const scaleSet = scaleSetAt(call, parts);
  const counts = new Map<string, number>();
  for (const one of instancesOf(call.state, scaleSet)) {
    for (const { code } of statusesOf(call.state, one)) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const state = stateOf(scaleSet) ?? 'Succeeded';
  return ok({
    virtualMachine: { statusesSummary: [...counts].map(([code, count]) => ({ code, count })) },
    statuses: [
      {
        code: `ProvisioningState/${state.toLowerCase()}`,
        level: state === 'Failed' ? 'Error' : 'Info',
        displayStatus: state === 'Succeeded' ? 'Provisioning succeeded' : state,
        time: new Date(call.now).toISOString(),
      },
    ],
  });
};

function instanceView(call: Call, instance: Resource) {
  return { platformUpdateDomain: 0, platformFaultDomain: faultDomainOf(instance), ...instanceViewOf(call, instance) };
}

const seen = (call: Call, instance: Resource, expanded: boolean) => {
  const one = view(call.state, instance);
  return expanded ? { ...one, properties: { ...at(one, 'properties'), instanceView: instanceView(call, instance) } } : one;
};

const expands = (call: Call): boolean => call.query.get('$expand')?.toLowerCase() === 'instanceview';

/** All instances, in one answer; with `$expand=instanceView` with what each one does now. */
export const listInstances: Handler = (call, parts) =>
  ok({ value: instancesOf(call.state, scaleSetAt(call, parts)).map((one) => seen(call, one, expands(call))) });

export const getInstance: Handler = (call, parts) => {
  const instance = instanceAt(call, parts);
  return { status: 200, headers: { etag: String(instance.body['etag']) }, body: seen(call, instance, expands(call)) };
};

export const getInstanceViewOfInstance: Handler = (call, parts) => ok(instanceView(call, instanceAt(call, parts)));

const inner =
  (type: string, ofAll: boolean): Handler =>
  (call, parts) => {
    const all = ofAll ? instancesOf(call.state, scaleSetAt(call, parts)) : [instanceAt(call, parts)];
    const found = all.flatMap((one) => innerOf(call.state, one)).filter((one) => one.type === type);
    return ok({ value: found.map(({ name, id, location, body }) => (type === instanceAddresses ? { name, id, ...body } : { name, id, ...body, location })) });
  };

/** Network cards and public addresses of all instances: their own lists, in an api-version of their own (azure-facts 4.4). */
export const listInstanceInterfaces = inner(instanceInterfaces, true);
export const listInstanceAddresses = inner(instanceAddresses, true);
export const listInterfacesOfInstance = inner(instanceInterfaces, false);

export const instanceBootDiagnostics: Handler = (call, parts) => {
  const instance = instanceAt(call, parts);
  return serialLogOf(call, instance, textAt(instance.body.properties, 'osProfile', 'computerName') ?? instance.name);
};
