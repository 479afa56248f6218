import type { Fault as ArmFault } from '../../../src/practice/faults.ts';
import type { MachineSpec } from '../../../src/practice/machines.ts';
import type { BootFault, Fault } from './lab-machines.ts';

/** What a test asks of the emulator: one JSON object a line on its standard input. */
export type Order =
  | { readonly do: 'boot'; readonly spec: MachineSpec }
  | { readonly do: 'admit'; readonly name: string; readonly sources: readonly string[] }
  | { readonly do: 'rewire'; readonly spec: MachineSpec }
  | { readonly do: 'destroy'; readonly name: string }
  | { readonly do: 'plan'; readonly name: string; readonly faults: readonly BootFault[] }
  | { readonly do: 'fault'; readonly name: string; readonly fault: Fault }
  | { readonly do: 'capture'; readonly name: string }
  | { readonly do: 'run'; readonly name: string; readonly command: string }
  | { readonly do: 'serial-log'; readonly name: string }
  | { readonly do: 'inject'; readonly faults: readonly ArmFault[] }
  | { readonly do: 'spec'; readonly name: string };

/** How the emulator is started: its only argument, as JSON. */
export interface EmulatorOptions {
  /** A folder of this machine for the relay's socket and ARM's state. */
  readonly folder: string;
  /** Seconds that each package takes to install. */
  readonly pace: number;
  /** The simulated ARM over HTTPS; left out where a test wants bare nodes. */
  readonly arm?: {
    readonly key: string;
    readonly cert: string;
    readonly token: string;
    /** Azure's durations are multiplied by this. */
    readonly scale: number;
    readonly quota?: string;
  };
}

/** The emulator's first line. */
export interface Ready {
  readonly ready: true;
  readonly endpoint?: string;
  readonly subscriptionId?: string;
}

export type Reply = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string };
