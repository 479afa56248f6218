import { bootsAt } from '../../durations.ts';
import type { Resource } from '../../state.ts';
import { type Answer, badRequest } from '../answer.ts';
import { type Call, existing, groupOf, guidOf, type Handler, needsProvider, nextNumber, part, tagsOf } from '../call.ts';
import { at, given, same } from '../json.ts';
import { keepCustomData } from '../machine-put.ts';
import { refuseOverQuota } from '../machine-fit.ts';
import { sizeOf } from '../catalog.ts';
import { asyncHeader, begin, type Begun } from '../operations.ts';
import { setState } from '../settle.ts';
import { keep, refuseWhileChanging, type Target, targetOf } from '../tracked.ts';
import { scaleSets } from '../types.ts';
import { view } from '../view.ts';
import { addInstances, instancesOf, scaleIn } from './instances.ts';
import { type Wanted, wantedOf } from './model.ts';

const provider = 'Microsoft.Compute';

/** A Uniform scale set: its model, and as many instances as its capacity says. */
export const putScaleSet: Handler = (call, parts) => write(call, targetOf(call, parts, scaleSets));

/** PATCH: what is named changes, the rest stays. Most often the capacity. */
export const patchScaleSet: Handler = (call, parts) => {
  needsProvider(call, provider);
  const group = groupOf(call, part(parts, 'group'), true);
  const old = existing(call, part(parts, 'group'), scaleSets, part(parts, 'name'));
  return write({ ...call, body: { ...at(call.body), location: old.location } }, { id: old.id, name: old.name, group, location: old.location, old });
};

function write(call: Call, target: Target): Answer {
  refuseWhileChanging(call, target.old);
  const wanted = wantedOf(call, target);
  const there = target.old ? instancesOf(call.state, target.old) : [];
  const more = wanted.capacity - there.length;
  refuseQuota(call, target, wanted, there, more);
  const customData = keepCustomData(call, customDataIn(wanted)) ?? target.old?.customData;
  const scaleSet = keepModel(call, target, wanted, customData);
  const going = more < 0 ? scaleIn(call.state, scaleSet, -more) : [];
  const coming = more > 0 ? addInstances(call, scaleSet, wanted, more, customData) : [];
  markOutdated(target, there, scaleSet);
  for (const one of going) setState(one, 'Deleting');
  const operation = begin(
    call,
    { kind: 'put', target: target.id, provider, location: target.location, steps: stepsOf(coming, going) },
    durationOf(coming, going),
  );
  if (operation.error) for (const one of coming) delete one.machine?.power;
  return { status: target.old ? 200 : 201, headers: asyncHeader(call, operation), body: view(call.state, scaleSet) };
}

const stepsOf = (coming: readonly Resource[], going: readonly Resource[]): Begun['steps'] => [
  ...coming.map(({ id }, index) => ({ what: 'boot' as const, target: id, part: bootsAt + (0.2 * index) / Math.max(1, coming.length) })),
  ...going.map(({ id }) => ({ what: 'vanish' as const, target: id, part: 0.9 })),
];

const durationOf = (coming: readonly Resource[], going: readonly Resource[]) =>
  coming.length > 0
    ? ('put Microsoft.Compute/virtualMachineScaleSets' as const)
    : going.length > 0
      ? ('delete Microsoft.Compute/virtualMachines' as const)
      : ('update Microsoft.Compute/virtualMachines' as const);

function refuseQuota(call: Call, target: Target, { size, capacity }: Wanted, there: readonly Resource[], more: number): void {
  const before = sizeOf(there[0] ? String(at(there[0].body, 'sku')['name']) : undefined);
  if (before && before !== size) {
    throw badRequest(
      'OperationNotAllowed',
      `Scale set '${target.name}' has instances of the size ${before.name}; the practice cloud changes the size of an empty scale set only.`,
    );
  }
  if (more <= 0 || capacity === 0) return;
  refuseOverQuota(call, target, { size, cores: more * size.vCPUs, ofFamily: more * size.vCPUs, machines: more });
}

const customDataIn = ({ profile }: Wanted): string | undefined => {
  const given = at(profile, 'osProfile')['customData'];
  return typeof given === 'string' ? given : undefined;
};

/** Instances that are there keep the model that they were made of until they are updated (upgrade policy Manual). */
function markOutdated(target: Target, there: readonly Resource[], scaleSet: Resource): void {
  const before = target.old?.body.properties['virtualMachineProfile'];
  if (before === undefined || same(before, scaleSet.body.properties['virtualMachineProfile'])) return;
  for (const one of there) one.body.properties['latestModelApplied'] = false;
}

function keepModel(call: Call, target: Target, wanted: Wanted, customData: string | undefined): Resource {
  const asked = at(call.body, 'properties');
  const old = target.old?.body.properties ?? {};
  const before = at(old, 'virtualMachineProfile');
  const { customData: _, ...os } = at(wanted.profile, 'osProfile');
  const profile = {
    ...before,
    ...wanted.profile,
    osProfile: { ...at(before, 'osProfile'), ...os, secrets: [], allowExtensionOperations: true, requireGuestProvisionSignal: true },
  };
  const first = target.old === undefined;
  const properties = given({
    singlePlacementGroup: asked['singlePlacementGroup'] ?? old['singlePlacementGroup'] ?? true,
    orchestrationMode: 'Uniform',
    upgradePolicy: asked['upgradePolicy'] ?? old['upgradePolicy'] ?? { mode: 'Manual' },
    virtualMachineProfile: profile,
    provisioningState: first ? 'Creating' : 'Updating',
    overprovision: asked['overprovision'] ?? old['overprovision'] ?? true,
    doNotRunExtensionsOnOverprovisionedVMs: false,
    scaleInPolicy: asked['scaleInPolicy'] ?? old['scaleInPolicy'],
    platformFaultDomainCount: asked['platformFaultDomainCount'] ?? old['platformFaultDomainCount'] ?? 5,
    uniqueId: old['uniqueId'] ?? guidOf(`unique ${nextNumber(call.state)} ${target.id}`),
    timeCreated: old['timeCreated'] ?? new Date(call.now).toISOString(),
  });
  const tags = tagsOf(call.body) ?? target.old?.tags;
  return keep(
    { ...call, body: { ...at(call.body), ...(tags ? { tags } : {}) } },
    target,
    scaleSets,
    {
      sku: { name: wanted.size.name, tier: 'Standard', capacity: wanted.capacity },
      etag: `"${nextNumber(call.state)}"`,
      properties,
    },
    customData === undefined ? {} : { customData },
  );
}
