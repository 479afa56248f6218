import type { DurationName } from '../durations.ts';
import type { MachineLife, OperationKind, Power, Resource } from '../state.ts';
import { type Answer, conflict } from './answer.ts';
import { existing, groupOf, type Handler, needsProvider, part } from './call.ts';
import { accepted, begin, type Begun } from './operations.ts';
import { refuseConcurrent } from './machine-put.ts';
import { setState } from './settle.ts';
import { machines } from './types.ts';

interface Action {
  readonly kind: OperationKind;
  readonly duration: DurationName;
  /** Where it changes nothing it is over at once. */
  readonly done: readonly Power[];
  readonly meanwhile: Power;
  readonly steps: (vm: Resource) => Begun['steps'];
}

const boot = (vm: Resource) => ({ what: 'boot' as const, target: vm.id, part: 0.6 });

const action =
  ({ kind, duration, done, meanwhile, steps }: Action): Handler =>
  (call, parts): Answer => {
    needsProvider(call, 'Microsoft.Compute');
    groupOf(call, part(parts, 'group'), true);
    const vm = existing(call, part(parts, 'group'), machines, part(parts, 'name'));
    refuseConcurrent(call, vm);
    const life = livingOf(vm);
    if (kind === 'restart' && life.power !== 'running') {
      throw conflict('OperationNotAllowed', `Operation 'restart' is not allowed on VM '${vm.name}' since it is not running. Start it instead.`);
    }
    const idle = life.power !== undefined && done.includes(life.power);
    const common = { target: vm.id, provider: 'Microsoft.Compute', location: vm.location };
    const operation = begin(
      call,
      idle ? { kind: 'put', ...common } : { kind, ...common, steps: steps(vm) ?? [] },
      idle ? 'update Microsoft.Compute/virtualMachines' : duration,
    );
    setState(vm, 'Updating');
    if (!idle) life.power = meanwhile;
    return accepted(call, operation);
  };

function livingOf(vm: Resource): MachineLife {
  if (vm.machine?.power) return vm.machine;
  throw conflict(
    'OperationNotAllowed',
    `Operation is not allowed on VM '${vm.name}' since it has not been provisioned successfully. Delete it, or create it again.`,
  );
}

export const startMachine = action({ kind: 'start', duration: 'start', done: ['running'], meanwhile: 'starting', steps: (vm) => [boot(vm)] });
export const deallocateMachine = action({ kind: 'deallocate', duration: 'deallocate', done: ['deallocated'], meanwhile: 'deallocating', steps: () => [] });
export const powerOffMachine = action({ kind: 'power-off', duration: 'power-off', done: ['stopped', 'deallocated'], meanwhile: 'stopping', steps: () => [] });
export const restartMachine = action({
  kind: 'restart',
  duration: 'restart',
  done: [],
  meanwhile: 'running',
  steps: (vm) => [{ what: 'halt', target: vm.id, part: 0.2 }, boot(vm)],
});
