import type { Duplex } from 'node:stream';
import type { PracticeNode } from './node.ts';

/** What a machine reaches of others: those of its own VNet, by name and private address. */
export interface Network {
  /** Azure's DNS and /etc/hosts as this machine sees them. */
  resolve(from: PracticeNode, name: string): string | undefined;
  /** The name that belongs to an address of the VNet. */
  nameOf(from: PracticeNode, address: string): string | undefined;
  /**
   * Opens a connection to port 22. Rejects at once, `ECONNREFUSED` where the machine answers that nothing listens, `ETIMEDOUT`
   * where nobody answers (whoever asks waits out its own patience), `ENETUNREACH` outside the VNet without a way to the internet.
   */
  connect(from: PracticeNode, address: string, port: number): Promise<Duplex>;
  /** An MPI program is about to start there: what a drill has in wait for that moment. */
  launching(from: PracticeNode): Promise<Launching | undefined>;
  /** A machine is about to mount files of another one: the line, if any, that a drill puts in the place of what that one exports. */
  mounting(from: PracticeNode): Promise<string | undefined>;
  /** A machine was told to shut itself down, and is off at a moment. */
  goingOff(from: PracticeNode, at: number): Promise<void>;
  /** The machine at an address of its VNet. */
  at(from: PracticeNode, address: string): PracticeNode | undefined;
  /** Whether it would answer a ping now. */
  answers(from: PracticeNode, address: string): boolean;
}

/** The name of a host that the machine's user no more knows the key of. */
export interface Launching {
  readonly forget: string;
}

export const unreachable = (code: 'ECONNREFUSED' | 'ETIMEDOUT' | 'ENETUNREACH', address: string, port = 22): Error =>
  Object.assign(new Error(`connect ${code} ${address}:${port}`), { code, address, port, syscall: 'connect' });
