import type { ProcessIdentity } from '../state/process-identity.ts';
import type { Fault } from './faults.ts';
import type { MachineSpec, Trouble } from './machines.ts';
import type { QuotaRequest } from './quota-requests.ts';

/** A resource as ARM keeps it: `body` is what a GET answers, apart from id, name, type, location and tags. */
export interface Resource {
  readonly id: string;
  /** As Azure writes it, `Microsoft.Network/networkInterfaces`. */
  readonly type: string;
  readonly name: string;
  /** Name of its group, as the group was made. */
  readonly group: string;
  readonly location: string;
  tags?: Record<string, string>;
  /** Everything beside the above, as on the wire (`properties`, `sku`, `zones`, `etag`). */
  body: Record<string, unknown> & { properties: Record<string, unknown> };
  /** Of a virtual machine only. */
  machine?: MachineLife;
  /** Of a scale set only, and never answered: the key of its user data in `WorldState.customData`. */
  customData?: string;
  /** Of a storage account only, and never answered: from when on (milliseconds of the world) it lets a subnet in, by its id in lower case. */
  letIn?: Readonly<Record<string, number>>;
  /** Of an enabled shutdown schedule only, and never answered: when it is due next, in milliseconds of the world. */
  fires?: number;
}

export type Power = 'starting' | 'running' | 'stopping' | 'stopped' | 'deallocating' | 'deallocated';

/** What ARM knows of a machine beside its model. */
export interface MachineLife {
  readonly vmId: string;
  /** Undefined for one that never got hardware. */
  power?: Power;
  /** When it last booted, in milliseconds of the world. */
  bootedAt?: number;
  /** The machine has a disk: it booted once. */
  exists?: boolean;
  /** When the last operation on it ended, in milliseconds of the world. A shutdown from inside is none. */
  changedAt?: number;
  /** Never answered, as in Azure: the key of its user data in `WorldState.customData`. */
  readonly customData?: string;
  trouble?: Trouble;
}

export type OperationKind = 'put' | 'delete' | 'start' | 'deallocate' | 'power-off' | 'restart' | 'delete-group';

/** Something that happens at a moment within an operation. */
export interface Step {
  readonly at: number;
  readonly what: 'boot' | 'halt' | 'vanish';
  /** What a machine is after a halt; undefined where more follows. */
  readonly becomes?: Power;
  /** Id (lower case) of the resource. */
  readonly target: string;
}

/** A long-running operation: it goes on in simulated time, whether or not anyone polls. */
export interface Operation {
  readonly id: string;
  readonly kind: OperationKind;
  /** Id (lower case) of the resource or the group's name (lower case). */
  readonly target: string;
  readonly provider: string;
  readonly location: string;
  readonly started: number;
  /** When it ends, in milliseconds of the world. */
  readonly due: number;
  steps: Step[];
  status: 'InProgress' | 'Succeeded' | 'Failed';
  ended?: number;
  /** What a Run Command printed, as its result words it. */
  readonly output?: string;
  /** Set from the start where it is going to fail. */
  error?: { readonly code: string; readonly message: string };
}

export interface Group {
  readonly name: string;
  readonly location: string;
  tags?: Record<string, string>;
  managedBy?: string;
  provisioningState: 'Succeeded' | 'Deleting';
}

/** A lock on a group or a resource (`Microsoft.Authorization/locks`). */
export interface ScopeLock {
  readonly id: string;
  readonly name: string;
  /** Id (lower case) of what it is on. */
  readonly scope: string;
  readonly level: string;
  readonly notes?: string;
}

/** How fast the world's time runs: `sim` at the real moment `real`, both milliseconds since 1970. */
export interface Anchor {
  sim: number;
  real: number;
  /** Seconds of the world in a second; 0 = it jumps to the next due event. */
  speed: number;
}

/**
 * Something that the machines have to be told, kept until they were: a program that dies in between leaves it to the next.
 * Events of one machine are done in their order.
 */
export interface MachineEvent {
  readonly number: number;
  readonly what: 'boot' | 'halt' | 'rewire' | 'destroy';
  readonly vmId: string;
  readonly at: number;
  readonly spec?: MachineSpec;
  /** The program that is doing it. */
  claim?: ProcessIdentity;
}

/** A drill in the world. */
export interface DrillLife {
  readonly name: string;
  /** When it ends by itself, in milliseconds of the world. */
  readonly until?: number;
  /** What waits for the second machine that is made. */
  trouble?: Trouble;
  /** What waits for the next start of an MPI program: a machine halts, or is shut down from inside a little later, the head forgets a host, or the last machine's network becomes slow. */
  atLaunch?: 'halt' | 'forget-host' | 'slow' | 'off-later';
  /** What waits for the first mount of another machine's files: that machine exports them by a pattern from then on. */
  atMount?: 'pattern';
  /** The lock that is put on every group; `placed` once it was on one. */
  lock?: { readonly name: string; readonly notes: string; placed?: boolean };
}

/** The whole simulated Azure. */
export interface WorldState {
  readonly version: 3;
  readonly subscriptionId: string;
  readonly tenantId: string;
  /** Namespaces in lower case; `registeringUntil` in milliseconds of the world. */
  providers: Record<string, { registered?: boolean; registeringUntil?: number }>;
  /** By name in lower case. */
  groups: Record<string, Group>;
  /** By id in lower case. */
  resources: Record<string, Resource>;
  operations: Record<string, Operation>;
  /** User data, base64, by their hash: the nodes of a cluster have the same. */
  customData: Record<string, string>;
  locks: ScopeLock[];
  /** Network writes in flight: VNet id (lower case) and until when. */
  networkWrites: { readonly network: string; readonly until: number }[];
  machineEvents: MachineEvent[];
  /** Failures to practise on, and those of tests. */
  faults: Fault[];
  /** Quotas that differ from a new subscription's, by name in lower case. */
  limits: Record<string, number>;
  /** Limits that somebody asked to be raised, until they are. */
  quotaRequests?: readonly QuotaRequest[];
  /** What is being practised. */
  drill?: DrillLife;
  /** Where the laptop is since a drill moved it, as an address. */
  laptop?: string;
  counter: number;
}

export const subscriptionId = '00000000-0000-4000-8000-00000000c10d';
export const tenantId = '00000000-0000-4000-8000-00000000ad11';

/** An Azure in which nothing was ever made: a new subscription, no provider registered. */
export function newWorld(): WorldState {
  return {
    version: 3,
    subscriptionId,
    tenantId,
    providers: {},
    groups: {},
    resources: {},
    operations: {},
    customData: {},
    locks: [],
    networkWrites: [],
    machineEvents: [],
    faults: [],
    limits: {},
    counter: 0,
  };
}
