import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { privateFolder } from '../../state/home.ts';
import type { MachineSpec } from '../machines.ts';
import { whileLocked } from './wait-for-lock.ts';

/** A stretch of time in which the machine ran. Milliseconds of the world. */
export interface Boot {
  readonly at: number;
  /** When it ended: power cut, or a reboot. */
  readonly until?: number;
  /** It began with power on, not with a reboot: the serial console begins anew. */
  readonly cold: boolean;
}

/** All that is kept of a machine beside its disk. */
export interface MachineRecord {
  readonly version: 1;
  readonly spec: MachineSpec;
  /** Since when it has, or has not, a way to the internet: what apt did then must not change when the way is taken away later. */
  readonly outbound: readonly { readonly at: number; readonly is: boolean }[];
  readonly boots: readonly Boot[];
}

export const isOn = (record: MachineRecord): boolean => record.boots.at(-1)?.until === undefined && record.boots.length > 0;

/** The boot that runs at that time; undefined while the machine is off. */
export function bootAt(record: MachineRecord, now: number): number | undefined {
  const index = record.boots.findLastIndex((boot) => boot.at <= now && (boot.until === undefined || boot.until > now));
  return index < 0 ? undefined : index;
}

/** Whether it had a way to the internet at that time. */
export function hasOutbound(record: MachineRecord, now: number): boolean {
  return record.outbound.findLast(({ at }) => at <= now)?.is ?? record.spec.outbound !== undefined;
}

/** Random-looking and always the same for the same boot, so that nothing needs to be kept of it. */
export function bootId(vmId: string, index: number): string {
  const hex = createHash('sha256').update(`boot ${vmId} ${index}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The record of one machine in its folder, shared with other programs. */
export interface RecordFile {
  /** Newest state; undefined where the machine is gone. */
  read(): MachineRecord | undefined;
  /** Changes it alone among all programs. */
  change(next: (record: MachineRecord | undefined) => MachineRecord | undefined): void;
}

export function recordFile(folder: string): RecordFile {
  const file = join(folder, 'machine.json');
  let seen = '';
  let record: MachineRecord | undefined;
  let looked = 0;
  const read = (): MachineRecord | undefined => {
    // One look at the disk a millisecond: a path is made of many questions.
    const real = performance.now();
    if (seen !== '' && real - looked < 1) return record;
    looked = real;
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
    const stamp = stat ? `${stat.ino}/${stat.mtimeNs}/${stat.size}` : '';
    if (stamp === seen) return record;
    record = stat ? (JSON.parse(readFileSync(file, 'utf8')) as MachineRecord) : undefined;
    seen = stamp;
    return record;
  };
  return {
    read,
    change: (next) => {
      privateFolder(folder);
      whileLocked(folder, () => {
        looked = 0;
        const before = read();
        const after = next(before);
        if (after !== undefined && after !== before) writeFileAtomic.sync(file, JSON.stringify(after), { mode: 0o600, fsync: false });
        looked = 0;
      });
    },
  };
}

/** What lived in memory is gone with a boot: /run. */
export function forgetMemory(folder: string): void {
  rmSync(join(folder, 'disk', 'run.d'), { recursive: true, force: true });
}

/** The machines in a folder that have a record. */
export function machineFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => !name.startsWith('.') && existsSync(join(folder, name, 'machine.json')));
}

/** Takes a machine away: its record first, so that from then on it does not exist. */
export function removeMachine(folder: string): void {
  if (!existsSync(folder)) return;
  rmSync(join(folder, 'machine.json'), { force: true });
  rmSync(folder, { recursive: true, force: true });
}
