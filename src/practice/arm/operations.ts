import { durationOf, type DurationName } from '../durations.ts';
import type { Operation, OperationKind, Resource, Step, WorldState } from '../state.ts';
import { type Answer, ArmRefusal } from './answer.ts';
import { type Call, guidOf, type Handler, nextNumber, part, versionOf } from './call.ts';

export interface Begun {
  readonly kind: OperationKind;
  /** Id of the resource, or the group's name. */
  readonly target: string;
  readonly provider: string;
  readonly location: string;
  readonly error?: { readonly code: string; readonly message: string };
  /** What its result is: what a script printed. */
  readonly output?: string;
  /** What happens within it: `part` of its time after its start. */
  readonly steps?: readonly (Omit<Step, 'at'> & { readonly part: number })[];
}

/** Begins a long-running operation. A failure to practise on may slow it down or let it fail at its end. */
export function begin(call: Call, begun: Begun, duration: DurationName): Operation {
  const target = begun.target.toLowerCase();
  const slow = call.effects.find((effect) => effect.kind === 'slow');
  const late = call.effects.find((effect) => effect.kind === 'fail-late');
  const length = Math.ceil(durationOf(duration, target) * call.scale * (slow?.factor ?? 1));
  const error = late ? { code: late.code, message: late.message } : begun.error;
  const operation: Operation = {
    id: guidOf(`operation ${nextNumber(call.state)} ${target}`),
    kind: begun.kind,
    target,
    provider: begun.provider,
    location: begun.location,
    started: call.now,
    due: call.now + length,
    // A machine that fails late never gets as far as booting.
    steps: error ? [] : (begun.steps ?? []).map((step) => ({ ...step, target: step.target.toLowerCase(), at: call.now + Math.ceil(length * step.part) })),
    status: 'InProgress',
    ...(error ? { error } : {}),
    ...(begun.output === undefined ? {} : { output: begun.output }),
  };
  call.state.operations[operation.id] = operation;
  return operation;
}

/** Begins what happens to a machine though nobody asked ARM for it: a schedule fires, or it is shut down from inside. */
export function beginUnasked(state: WorldState, vm: Resource, begun: Pick<Operation, 'id' | 'kind' | 'started' | 'due'>): void {
  state.operations[begun.id] = {
    ...begun,
    target: vm.id.toLowerCase(),
    provider: 'Microsoft.Compute',
    location: vm.location,
    steps: [],
    status: 'InProgress',
  };
}

/** The operation that is changing a resource now. */
export function operationOn(call: Call, resource: Resource): Operation | undefined {
  const target = resource.id.toLowerCase();
  return Object.values(call.state.operations).find((operation) => operation.status === 'InProgress' && operation.target === target);
}

/** As Azure words the place of an operation: disks have their own, and network operations name their results apart. */
function urlOf(call: Call, operation: Operation, result: boolean): string {
  const base = `${call.endpoint}/subscriptions/${call.state.subscriptionId}/providers/${operation.provider}/locations/${operation.location}`;
  const version = `api-version=${versionOf(call)}`;
  if (operation.provider === 'Microsoft.Network') return `${base}/${result ? 'operationResults' : 'operations'}/${operation.id}?${version}`;
  if (operation.provider === 'Microsoft.Storage') return `${base}/asyncoperations/${operation.id}?monitor=true&${version}`;
  const name = operation.target.includes('/microsoft.compute/disks/') ? 'DiskOperations' : 'operations';
  return `${base}/${name}/${operation.id}?p=${guidOf(operation.provider)}${result ? '&monitor=true' : ''}&${version}`;
}

/** Header of a PUT that is followed by Azure-AsyncOperation. */
export const asyncHeader = (call: Call, operation: Operation): Record<string, string> => ({ 'azure-asyncoperation': urlOf(call, operation, false) });

/** Answer to a delete or an action: both ways to follow it. */
export const accepted = (call: Call, operation: Operation): Answer => ({
  status: 202,
  headers: { ...asyncHeader(call, operation), location: urlOf(call, operation, true) },
});

/** Answer to what is followed by its result alone. */
export const monitor = (call: Call, operation: Operation): Answer => ({ status: 202, headers: { location: urlOf(call, operation, true) } });

const iso = (time: number): string => new Date(time).toISOString();

/** `GET …/operations/{id}`: how it stands; with `monitor=true` (Compute) its result. */
export const followOperation: Handler = (call, parts) => {
  const operation = operationAt(call, part(parts, 'operation'));
  if (call.query.get('monitor') === 'true') return resultOf(call, operation);
  const { id, started, ended, status, error, provider } = operation;
  if (provider === 'Microsoft.Network') return { status: 200, body: { status, ...(status === 'Failed' ? { error: { ...error, details: [] } } : {}) } };
  return {
    status: 200,
    body: { startTime: iso(started), ...(ended === undefined ? {} : { endTime: iso(ended) }), status, ...(status === 'Failed' ? { error } : {}), name: id },
  };
};

/** `GET …/operationResults/{id}` of the network provider. */
export const operationResult: Handler = (call, parts) => resultOf(call, operationAt(call, part(parts, 'operation')));

/** What a Run Command came to, as its extension reports it. */
const commandResult = (message: string): object => ({
  value: [{ code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded', message }],
});

function resultOf(call: Call, operation: Operation): Answer {
  if (operation.status === 'InProgress') return { status: 202, headers: { location: urlOf(call, operation, true) } };
  if (operation.status === 'Failed' && operation.error) throw new ArmRefusal(409, operation.error.code, operation.error.message);
  if (operation.output !== undefined) return { status: 200, body: commandResult(operation.output) };
  return { status: operation.provider === 'Microsoft.Network' ? 204 : 200 };
}

function operationAt(call: Call, id: string): Operation {
  const found = call.state.operations[id.toLowerCase()];
  if (!found) throw new ArmRefusal(404, 'NotFound', `The operation ${id} was not found.`);
  return found;
}
