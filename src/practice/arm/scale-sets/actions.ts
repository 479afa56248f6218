import type { Power, Resource } from '../../state.ts';
import { type Answer, badRequest, conflict } from '../answer.ts';
import { type Call, groupOf, type Handler, idOf, needsProvider, nextNumber, part, resourceAt } from '../call.ts';
import { at, listAt } from '../json.ts';
import { refuseLocked } from '../locks.ts';
import { tell } from '../machine-spec.ts';
import { accepted, asyncHeader, begin, type Begun, operationOn } from '../operations.ts';
import { preempt, setState } from '../settle.ts';
import { deleteOne, refuseWhileChanging } from '../tracked.ts';
import { instanceInterfaces, scaleSets } from '../types.ts';
import { view } from '../view.ts';
import { addAddress, innerOf, instanceIdOf, instancesOf } from './instances.ts';
import { instanceAt, scaleSetAt } from './view.ts';

const provider = 'Microsoft.Compute';

/** Instances named in the body; all where none is, or `*`. @throws ArmRefusal 400 for one that there is not. */
function named(call: Call, scaleSet: Resource): readonly Resource[] {
  const all = instancesOf(call.state, scaleSet);
  const ids = listAt(call.body, 'instanceIds').map(String);
  if (ids.length === 0 || ids.includes('*')) return all;
  return ids.map((id) => {
    const found = all.find((one) => instanceIdOf(one) === id);
    if (!found) throw badRequest('InvalidParameter', `The instance ID '${id}' of Virtual Machine Scale Set '${scaleSet.name}' is not valid.`);
    return found;
  });
}

function open(call: Call, parts: Parameters<Handler>[1]): Resource {
  needsProvider(call, provider);
  groupOf(call, part(parts, 'group'), true);
  const scaleSet = scaleSetAt(call, parts);
  refuseWhileChanging(call, scaleSet);
  return scaleSet;
}

/** Deletes the instances that are named, and no others; the capacity follows (azure-facts 15.1b). */
export const deleteInstances: Handler = (call, parts) => {
  const scaleSet = open(call, parts);
  if (listAt(call.body, 'instanceIds').length === 0) throw badRequest('InvalidParameter', "Required parameter 'instanceIds' is missing (null).");
  const going = named(call, scaleSet);
  const guarded = going.find((one) => at(one.body.properties, 'protectionPolicy')['protectFromScaleSetActions'] === true);
  if (guarded) throw conflict('OperationNotAllowed', `Instance ${instanceIdOf(guarded)} is protected from actions of its scale set.`);
  for (const one of going) setState(one, 'Deleting');
  const sku = at(scaleSet.body, 'sku');
  scaleSet.body['sku'] = { ...sku, capacity: Number(sku['capacity']) - going.length };
  setState(scaleSet, 'Updating');
  const steps = going.map(({ id }, index) => ({ what: 'vanish' as const, target: id, part: 0.8 + (0.2 * index) / going.length }));
  return accepted(
    call,
    begin(call, { kind: 'put', target: scaleSet.id, provider, location: scaleSet.location, steps }, 'delete Microsoft.Compute/virtualMachines'),
  );
};

const acting =
  (duration: 'start' | 'deallocate' | 'power-off' | 'restart', meanwhile: Power, steps: (one: Resource) => Begun['steps']): Handler =>
  (call, parts): Answer => {
    const scaleSet = open(call, parts);
    const all = named(call, scaleSet).filter(({ machine }) => machine?.power !== undefined && (duration !== 'start' || machine.power !== 'running'));
    for (const one of all) if (one.machine) one.machine.power = meanwhile;
    setState(scaleSet, 'Updating');
    return accepted(
      call,
      begin(call, { kind: 'put', target: scaleSet.id, provider, location: scaleSet.location, steps: all.flatMap((one) => steps(one) ?? []) }, duration),
    );
  };

const boot = ({ id }: Resource) => ({ what: 'boot' as const, target: id, part: 0.6 });
const halt = ({ id }: Resource, becomes: Power) => ({ what: 'halt' as const, target: id, part: 0.8, becomes });

export const startInstances = acting('start', 'starting', (one) => [boot(one)]);
export const deallocateInstances = acting('deallocate', 'deallocating', (one) => [halt(one, 'deallocated')]);
export const powerOffInstances = acting('power-off', 'stopping', (one) => [halt(one, 'stopped')]);
export const restartInstances = acting('restart', 'running', (one) => [{ what: 'halt', target: one.id, part: 0.2 }, boot(one)]);

/** Brings instances to the latest model: here the addresses that it gives them or takes away (azure-facts 6.5). */
export const updateInstances: Handler = (call, parts) => {
  const scaleSet = open(call, parts);
  if (listAt(call.body, 'instanceIds').length === 0) throw badRequest('InvalidParameter', "Required parameter 'instanceIds' is missing (null).");
  const [card] = listAt(scaleSet.body.properties, 'virtualMachineProfile', 'networkProfile', 'networkInterfaceConfigurations');
  const [configuration] = listAt(card, 'properties', 'ipConfigurations');
  for (const one of named(call, scaleSet)) {
    one.body.properties['latestModelApplied'] = true;
    one.body.properties['networkProfileConfiguration'] = at(scaleSet.body.properties, 'virtualMachineProfile', 'networkProfile');
    readdress(call, one, configuration);
  }
  setState(scaleSet, 'Updating');
  return accepted(call, begin(call, { kind: 'put', target: scaleSet.id, provider, location: scaleSet.location }, 'update Microsoft.Compute/virtualMachines'));
};

function readdress(call: Call, instance: Resource, configuration: unknown): void {
  const nic = innerOf(call.state, instance).find(({ type }) => type === instanceInterfaces);
  const [own] = listAt(nic?.body.properties, 'ipConfigurations');
  if (!nic || !own) return;
  const properties = at(own, 'properties');
  const before = at(properties, 'publicIPAddress')['id'];
  const wanted = at(configuration, 'properties')['publicIPAddressConfiguration'] !== undefined;
  if (wanted === (before !== undefined)) return;
  if (wanted) {
    const id = addAddress(call, (resource) => (call.state.resources[resource.id.toLowerCase()] = resource), String(own['id']), configuration, nic);
    properties['publicIPAddress'] = { id };
  } else {
    delete call.state.resources[String(before).toLowerCase()];
    delete properties['publicIPAddress'];
  }
  tell(call.state, instance, 'rewire', call.now);
}

/** PUT of one instance: its protection, and its own address. */
export const putInstance: Handler = (call, parts) => {
  open(call, parts);
  const instance = instanceAt(call, parts);
  if (at(call.body)['location'] === undefined) throw badRequest('LocationRequired', 'The location property is required for this definition.');
  const asked = at(call.body, 'properties');
  if (asked['protectionPolicy'] !== undefined) instance.body.properties['protectionPolicy'] = asked['protectionPolicy'];
  const [card] = listAt(asked, 'networkProfileConfiguration', 'networkInterfaceConfigurations');
  if (card) {
    instance.body.properties['networkProfileConfiguration'] = at(asked, 'networkProfileConfiguration');
    readdress(call, instance, listAt(card, 'properties', 'ipConfigurations')[0]);
  }
  instance.body['etag'] = `"${nextNumber(call.state)}"`;
  setState(instance, 'Updating');
  const operation = begin(call, { kind: 'put', target: instance.id, provider, location: instance.location }, 'update Microsoft.Compute/virtualMachines');
  return { status: 200, headers: asyncHeader(call, operation), body: view(call.state, instance) };
};

/** DELETE of a set: its instances, their cards, addresses and disks go with it. */
export const deleteScaleSet: Handler = (call, parts) => {
  const resource = resourceAt(call.state, idOf(call, part(parts, 'group'), scaleSets, part(parts, 'name')));
  if (resource) refuseLocked(call, resource.id);
  const running = resource && operationOn(call, resource);
  if (running && running.kind !== 'delete') preempt(running, call.now);
  return deleteOne(scaleSets, 'delete Microsoft.Compute/virtualMachines', () => {})(call, parts);
};
