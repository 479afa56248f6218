import type { Power, Resource, WorldState } from '../state.ts';
import { badRequest, conflict, ok } from './answer.ts';
import { type Call, existing, groupOf, type Handler, part, resourcesOf, stateOf } from './call.ts';
import { findImage } from './catalog.ts';
import { at, given, textAt } from './json.ts';
import { serialLogUrl } from './serial-log.ts';
import { machines } from './types.ts';
import { computeId, view } from './view.ts';

const powerWords: Record<Power, string> = {
  starting: 'VM starting',
  running: 'VM running',
  stopping: 'VM stopping',
  stopped: 'VM stopped',
  deallocating: 'VM deallocating',
  deallocated: 'VM deallocated',
};

/** Provisioning and power, as the instance view words them. */
export function statusesOf(state: WorldState, vm: Resource) {
  const provisioning = stateOf(vm) ?? 'Succeeded';
  const failure = Object.values(state.operations)
    .filter((operation) => operation.target === vm.id.toLowerCase() && operation.status === 'Failed')
    .sort((a, b) => (b.ended ?? 0) - (a.ended ?? 0))[0]?.error;
  const failed = provisioning === 'Failed' && failure;
  return [
    {
      code: failed ? `ProvisioningState/failed/${failure.code}` : `ProvisioningState/${provisioning.toLowerCase()}`,
      level: failed ? 'Error' : 'Info',
      displayStatus: provisioning === 'Succeeded' ? 'Provisioning succeeded' : provisioning === 'Failed' ? 'Provisioning failed' : provisioning,
      ...(failed ? { message: failure.message } : {}),
      ...(vm.machine?.changedAt === undefined ? {} : { time: new Date(vm.machine.changedAt).toISOString() }),
    },
    ...(vm.machine?.power ? [{ code: `PowerState/${vm.machine.power}`, level: 'Info', displayStatus: powerWords[vm.machine.power] }] : []),
  ];
}

/** The instance view: what the machine does, beside its model. */
export function instanceViewOf(call: Call, vm: Resource) {
  const properties = vm.body.properties;
  const image = findImage(at(properties, 'storageProfile', 'imageReference'))?.image;
  const running = vm.machine?.power === 'running' && stateOf(vm) === 'Succeeded';
  const time = new Date(call.now).toISOString();
  return given({
    computerName: running ? textAt(properties, 'osProfile', 'computerName') : undefined,
    osName: running ? 'ubuntu' : undefined,
    osVersion: running ? image?.versions.at(-1)?.slice(0, 5) : undefined,
    vmAgent: running
      ? {
          vmAgentVersion: '2.9.1.1',
          statuses: [{ code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Ready', message: 'Guest Agent is running', time }],
          extensionHandlers: [],
        }
      : undefined,
    disks: [
      {
        name: textAt(properties, 'storageProfile', 'osDisk', 'name'),
        statuses: [{ code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded', time }],
      },
    ],
    bootDiagnostics: at(properties, 'diagnosticsProfile', 'bootDiagnostics')['enabled'] === true ? {} : undefined,
    hyperVGeneration: image?.generation,
    statuses: statusesOf(call.state, vm),
  });
}

const machineOf = (call: Call, parts: Readonly<Record<string, string>>): Resource => existing(call, part(parts, 'group'), machines, part(parts, 'name'));

export const getMachine: Handler = (call, parts) => {
  const vm = machineOf(call, parts);
  const seen = view(call.state, vm);
  const headers = { etag: String(vm.body['etag']) };
  const expand = call.query.get('$expand');
  if (expand === null) return { status: 200, headers, body: seen };
  if (expand.toLowerCase() !== 'instanceview' && expand.toLowerCase() !== 'userdata')
    throw badRequest('InvalidParameter', `The value of parameter $expand is invalid: '${expand}'.`);
  return {
    status: 200,
    headers,
    body: {
      ...seen,
      properties: { ...at(seen, 'properties'), ...(expand.toLowerCase() === 'instanceview' ? { instanceView: instanceViewOf(call, vm) } : {}) },
    },
  };
};

export const getInstanceView: Handler = (call, parts) => ok(instanceViewOf(call, machineOf(call, parts)));

/** Plain machines carry no instance view in a list: `$expand` goes only with the filter of a scale set (azure-facts 15.1b). */
function refuseExpand(call: Call): void {
  const expand = call.query.get('$expand');
  if (expand === null) return;
  const filter = call.query.get('$filter');
  if (filter === null || !/'?virtualMachineScaleSet\/id'?\s+eq\s+/i.test(filter)) {
    throw badRequest('BadRequest', `The $expand query option '${expand}' is supported only with a $filter of 'virtualMachineScaleSet/id'.`);
  }
}

export const listMachines: Handler = (call, parts) => {
  const group = groupOf(call, part(parts, 'group'));
  refuseExpand(call);
  const scaleSet = call.query.get('$filter') !== null;
  return ok({ value: scaleSet ? [] : resourcesOf(call.state, machines, group.name).map((vm) => ({ ...view(call.state, vm), id: computeId(vm) })) });
};

/** All machines of the subscription; `statusOnly=true` is their state and little else: no tags (azure-facts 15.1b). */
export const listAllMachines: Handler = (call) => {
  refuseExpand(call);
  const all = resourcesOf(call.state, machines);
  if (call.query.get('statusOnly')?.toLowerCase() !== 'true') return ok({ value: all.map((vm) => ({ ...view(call.state, vm), id: computeId(vm) })) });
  return ok({
    value: all.map((vm) => ({
      name: vm.name,
      id: computeId(vm),
      type: vm.type,
      location: vm.location,
      properties: { vmId: vm.machine?.vmId, provisioningState: stateOf(vm), instanceView: { statuses: statusesOf(call.state, vm) } },
    })),
  });
};

/** Where the serial console's log is: a signed URL that is good for a while (azure-facts 7). */
export const bootDiagnostics: Handler = (call, parts) => {
  const vm = machineOf(call, parts);
  return serialLogOf(call, vm, vm.name);
};

/** The same of any machine, under the name that its log has. @throws ArmRefusal 409 without boot diagnostics. */
export function serialLogOf(call: Call, vm: Resource, name: string) {
  if (at(vm.body.properties, 'diagnosticsProfile', 'bootDiagnostics')['enabled'] !== true || !vm.machine) {
    throw conflict('OperationNotAllowed', `The boot diagnostics of virtual machine '${vm.name}' are not enabled. Enable them and try again.`);
  }
  const minutes = Number(call.query.get('sasUriExpirationTimeInMinutes') ?? 120);
  const url = serialLogUrl(call, vm.machine.vmId, name, call.now + minutes * 60_000);
  return ok({ consoleScreenshotBlobUri: url.replace('.serialconsole.log', '.screenshot.bmp'), serialConsoleLogBlobUri: url });
}
