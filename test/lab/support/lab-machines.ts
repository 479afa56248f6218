import type { Machines, MachineSpec } from '../../../src/practice/machines.ts';

/** What can be wrong with a machine from its first boot on (README.md). */
export type BootFault = 'other-key' | 'other-key-inside' | 'stale-keys' | 'no-sshd' | 'apt-fails';

/** What can happen to a node while it runs, and be taken back. */
export type Fault = 'power-off' | 'power-on' | 'freeze' | 'thaw' | 'partition' | 'heal' | 'stop-sshd' | 'start-sshd' | 'reimage' | 'slow' | 'usual';

/** The laptop's address, as the NSGs see it. */
export const laptopAddress = '198.51.100.24';

/** Real nodes in namespaces. Runs inside the lab's world only. */
export interface LabMachines extends Machines {
  /** Prefixes that may reach the machine's port 22 from outside: what NSGs do. Nobody may until this says so. */
  admit(vmId: string, sources: readonly string[]): Promise<void>;
  running(): readonly MachineSpec[];
  /** Takes effect when a machine of that computer name boots. */
  plan(computerName: string, faults: readonly BootFault[]): void;
  fault(computerName: string, fault: Fault): Promise<void>;
  /** Makes an image of its disk, for machines whose `image` is `captured`. */
  capture(computerName: string): Promise<void>;
  /** Runs a command as root on the node, not by SSH. */
  onNode(computerName: string, command: string): Promise<{ exitCode: number; stdout: string; stderr: string }>;
  serialOf(computerName: string): string;
  spec(computerName: string): MachineSpec;
}
