import { closest, distance } from 'fastest-levenshtein';
import { usageError } from '../state/problem.ts';
import { everyMachine, resourcesOf } from './arm/call.ts';
import { offFromInside } from './arm/from-inside.ts';
import { specOf, tell } from './arm/machine-spec.ts';
import { machines } from './arm/types.ts';
import type { Fault } from './faults.ts';
import type { Trouble } from './machines.ts';
import type { DrillLife, WorldState } from './state.ts';

/** A failure to recover from: `rank0 practice --drill NAME`. It stays until it was met, or until the world is reset. */
export interface Drill {
  readonly name: string;
  /** What happens, for a list. */
  readonly effect: string;
  readonly faults?: readonly Fault[];
  readonly limits?: Readonly<Record<string, number>>;
  /** For how long it lasts, in milliseconds of the world. */
  readonly lasts?: number;
  readonly trouble?: Trouble;
  readonly atLaunch?: DrillLife['atLaunch'];
  readonly atMount?: DrillLife['atMount'];
  /** The lock that every group gets, those that come later too. */
  readonly lock?: DrillLife['lock'];
}

const machine = '^PUT .*/providers/Microsoft\\.Compute/virtualMachines/[^/]+$';
const register = '^POST .*/providers/Microsoft\\.Compute/register$';

/** All drills, each with a text of its name in assets/drills. */
export const drills: readonly Drill[] = [
  { name: 'quota', effect: 'the subscription has 6 vCPUs a region', limits: { cores: 6 } },
  {
    name: 'no-capacity',
    effect: 'Azure has no room for one of the machines: it fails late, with AllocationFailed',
    faults: [
      {
        match: machine,
        effect: {
          kind: 'fail-late',
          code: 'AllocationFailed',
          message:
            'Allocation failed. We do not have sufficient capacity for the requested VM size in this region. Read more about improving likelihood of allocation success at https://aka.ms/allocation-guidance',
        },
        times: 1,
      },
    ],
  },
  {
    name: 'provider',
    effect: 'your role may not register Microsoft.Compute, until somebody gives you one that may',
    faults: [
      {
        match: register,
        effect: {
          kind: 'refuse',
          status: 403,
          code: 'AuthorizationFailed',
          message:
            "The client 'student@practice.example' with object id '00000000-0000-4000-8000-0000000057bd' does not have authorization to perform action 'Microsoft.Compute/register/action' over scope '/subscriptions/00000000-0000-4000-8000-00000000c10d' or the scope is invalid. If access was recently granted, please refresh your credentials.",
        },
        times: 1,
      },
    ],
  },
  { name: 'ssh-blocked', effect: 'the network that you are in lets nothing out to port 22, for six hours', lasts: 6 * 3600_000 },
  { name: 'address-changed', effect: 'your own address changes once the machines run' },
  { name: 'host-key-changed', effect: 'one machine shows another host key than its serial console', trouble: 'other-host-key' },
  { name: 'cloud-init-degraded', effect: 'the package servers do not answer one machine at its first boot', trouble: 'no-mirror' },
  { name: 'missing-known-host', effect: 'the head forgets the host key of a node before hello runs', atLaunch: 'forget-host' },
  { name: 'slow-node', effect: 'the network of the last node is slow, from before hello runs until it stands on other hardware', atLaunch: 'slow' },
  { name: 'nfs-denied', effect: 'before the nodes mount it, the head exports its folder by a pattern of addresses, as an old how-to does', atMount: 'pattern' },
  {
    name: 'locked-group',
    effect: 'somebody has put a lock on the resource group, so nothing in it can be deleted',
    lock: { name: 'keep-until-graded', notes: 'Course results, to be kept until they are graded. Ask Maren.' },
  },
  { name: 'stopped-from-inside', effect: 'a little after hello ran, somebody shuts the last node down from inside', atLaunch: 'off-later' },
  { name: 'dead-node', effect: 'a node halts before hello runs', atLaunch: 'halt' },
  {
    name: 'lost-answer',
    effect: 'the answer to a machine being created never arrives, though it is created',
    faults: [{ match: machine, effect: { kind: 'lost-answer' }, times: 1 }],
  },
];

/** @throws ProblemError exit code 2 for a drill that there is not. */
export function drillNamed(name: string): Drill {
  const found = drills.find((drill) => drill.name === name);
  if (found) return found;
  const names = drills.map((drill) => drill.name);
  const nearest = closest(name, names);
  throw usageError(
    'unknown-drill',
    `there is no drill '${name}'${distance(name, nearest) <= 4 ? ` (did you mean ${nearest}?)` : ''}`,
    `Drills: ${names.join(', ')}.`,
  );
}

const sameFault = (one: Fault, other: Fault): boolean => one.match === other.match && one.effect.kind === other.effect.kind;

/** Puts a drill into the world, in the place of another; beginning it again begins it anew. */
export function beginDrill(state: WorldState, drill: Drill, now: number): void {
  endDrill(state, now);
  const kept = state.faults.filter((fault) => !drill.faults?.some((mine) => sameFault(mine, fault)));
  state.faults = [...kept, ...(drill.faults ?? []).map((fault) => ({ ...fault }))];
  Object.assign(state.limits, drill.limits);
  const { name, lasts, trouble, atLaunch: waiting, atMount: mounting, lock } = drill;
  state.drill = {
    name,
    ...(lasts === undefined ? {} : { until: now + lasts }),
    ...(trouble === undefined ? {} : { trouble }),
    ...(waiting === undefined ? {} : { atLaunch: waiting }),
    ...(mounting === undefined ? {} : { atMount: mounting }),
    ...(lock === undefined ? {} : { lock: { ...lock } }),
  };
  for (const group of Object.values(state.groups)) lockGroup(state, group.name);
}

/** Puts the lock of the drill, where it has one, on a group: one that is there, or that was just made. */
export function lockGroup(state: WorldState, group: string): void {
  const { lock } = state.drill ?? {};
  if (!lock) return;
  const scope = `/subscriptions/${state.subscriptionId}/resourceGroups/${group}`;
  const id = `${scope}/providers/Microsoft.Authorization/locks/${lock.name}`;
  state.locks = [...state.locks.filter((one) => one.id !== id), { id, scope: scope.toLowerCase(), level: 'CanNotDelete', name: lock.name, notes: lock.notes }];
  lock.placed = true;
}

/** Takes the drill out of the world, with everything of it that has not happened yet. Where the laptop has gone, it stays. */
export function endDrill(state: WorldState, now: number): void {
  const drill = drills.find(({ name }) => name === state.drill?.name);
  const { address } = laptopOf(state, now);
  if (address === callerAddress) delete state.laptop;
  else state.laptop = address;
  state.faults = state.faults.filter((fault) => !drill?.faults?.some((its) => sameFault(its, fault)));
  for (const name of Object.keys(drill?.limits ?? {})) delete state.limits[name];
  for (const vm of slowMachines(state)) {
    delete vm.machine?.trouble;
    tell(state, vm, 'rewire', now);
  }
  state.locks = state.locks.filter(({ name }) => name !== drill?.lock?.name);
  delete state.drill;
}

const slowMachines = (state: WorldState) => everyMachine(state).filter((vm) => vm.machine?.trouble === 'slow-network');

/** Whether the failure of the drill is still to come, or still there where nothing fails by it: nothing that is done well meanwhile mends it. */
export function drillWaits(state: WorldState): boolean {
  const { drill, faults } = state;
  const injected = drills.find(({ name }) => name === drill?.name)?.faults ?? [];
  return (
    drill?.trouble !== undefined ||
    drill?.atLaunch !== undefined ||
    drill?.atMount !== undefined ||
    (drill?.lock !== undefined && (!drill.lock.placed || state.locks.some(({ name }) => name === drill.lock?.name))) ||
    slowMachines(state).length > 0 ||
    (drill?.name === 'stopped-from-inside' && everyMachine(state).some((vm) => vm.machine?.power === 'stopped' || offSoon(state, vm.id))) ||
    faults.some((fault) => injected.some((its) => sameFault(its, fault)))
  );
}

const offSoon = (state: WorldState, id: string): boolean =>
  Object.values(state.operations).some(({ kind, status, target }) => kind === 'power-off' && status === 'InProgress' && target === id.toLowerCase());

/** The addresses that the simulated Azure sees of the laptop (reserved for documentation, RFC 5737). */
const callerAddress = '198.51.100.24';
const laterAddress = '198.51.100.77';

/** Where the laptop is: what address it comes from, and whether its network lets anything out to port 22. */
export function laptopOf(state: WorldState, now: number): { readonly address: string; readonly sshBlocked: boolean } {
  const { drill, laptop = callerAddress } = state;
  const moved = drill?.name === 'address-changed' && resourcesOf(state, machines).some((vm) => vm.machine?.exists);
  const elsewhere = laptop === callerAddress ? laterAddress : callerAddress;
  return { address: moved ? elsewhere : laptop, sshBlocked: drill?.name === 'ssh-blocked' && now < (drill.until ?? 0) };
}

/** The trouble that a new machine begins with: it is for the second of a cluster (never the head), and for one machine. */
export function takeTrouble({ drill }: WorldState, machineName: string): { readonly trouble?: Trouble } {
  if (drill?.trouble === undefined || !machineName.endsWith('1')) return {};
  const { trouble } = drill;
  delete drill.trouble;
  return { trouble };
}

/**
 * What waits for an MPI program to start on a machine, once: another machine of its network halts, the last one becomes slow, or a name is
 * answered, which the machine is to forget.
 */
export function atLaunch(state: WorldState, vmId: string, now: number): string | undefined {
  const { drill } = state;
  const running = resourcesOf(state, machines).filter((vm) => vm.machine?.power === 'running');
  const head = running.find((vm) => vm.machine?.vmId === vmId);
  const { networkId } = head ? specOf(state, head) : { networkId: '' };
  const others = running.filter((vm) => vm !== head && specOf(state, vm).networkId === networkId);
  const victim =
    drill?.atLaunch === 'slow' || drill?.atLaunch === 'off-later'
      ? others.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })).at(-1)
      : others[0];
  if (drill?.atLaunch === undefined || !victim?.machine) return undefined;
  const what = drill.atLaunch;
  delete drill.atLaunch;
  if (what === 'forget-host') return specOf(state, victim).computerName;
  if (what === 'off-later') {
    offFromInside(state, victim, now + offAfter);
    return undefined;
  }
  if (what === 'slow') {
    victim.machine.trouble = 'slow-network';
    tell(state, victim, 'rewire', now);
    return undefined;
  }
  victim.machine.power = 'stopped';
  delete victim.machine.bootedAt;
  tell(state, victim, 'halt', now);
  return undefined;
}

/** How long after hello began the machine is shut down, in milliseconds of the world. */
const offAfter = 60_000;

/** What waits for the first mount, once: the line that the server's export becomes. */
export function atMount({ drill }: WorldState): string | undefined {
  if (drill?.atMount === undefined) return undefined;
  delete drill.atMount;
  return '/shared 10.0.*(rw,sync,no_subtree_check)';
}
