import type { ArmTransport, World } from '../../engine/world.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** What a check found. `needed` false: only some ways of working need it. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly needed: boolean;
  readonly detail: string;
  /** How to mend it, or what to know about it: a sentence, or a line to type. */
  readonly next?: string;
}

/** What a check may look at. Tests bring their own. */
export interface DoctorWorld {
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  /** `public`, `china`, `usgov`, `practice` or an https URL. */
  readonly cloud: string;
  readonly terminal: Terminal;
  /** Bits of colour that stdout can show: 1, 4, 8 or 24. */
  readonly colourBits: number;
  /** Milliseconds since 1970, by this machine's clock. */
  now(): number;
  /** HTTPS with no credential, as rank0's own requests go. */
  readonly send: ArmTransport;
  readonly dial: World['dial'];
  /** Runs a program of this machine; undefined where there is none of that name. */
  run(program: string, args: readonly string[], signal: AbortSignal): Promise<{ readonly exitCode: number; readonly output: string } | undefined>;
  /** Opens the world of the cloud, to ask who is signed in. */
  world(): Promise<World>;
}

export interface Check {
  readonly name: string;
  readonly needed: boolean;
  /** Longest time, in seconds; what takes longer is told as not answered. */
  readonly seconds: number;
  look(about: DoctorWorld, signal: AbortSignal): Promise<Told>;
}

/** A finding, without what is said of every one of that check. */
export type Told = Pick<Finding, 'ok' | 'detail' | 'next'> & { readonly name?: string; readonly needed?: boolean };

/** Whether that cloud is on this machine alone: nothing on a network is needed for it. */
export const isSimulated = (cloud: string): boolean => cloud === 'practice';
