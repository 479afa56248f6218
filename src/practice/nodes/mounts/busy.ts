import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folderOf = (machine: string): string => join(machine, 'using');

/** Notes that somebody's working directory is there, until what is returned is called. Other programs see it too. */
export function beIn(machine: string, directory: string): () => void {
  const folder = folderOf(machine);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${process.pid}-${Math.random().toString(36).slice(2)}`);
  writeFileSync(file, directory, { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

/** Working directories on a machine that somebody is in now. */
export function directoriesInUse(machine: string): readonly string[] {
  try {
    return readdirSync(folderOf(machine)).flatMap((name) => (lives(Number(name.split('-')[0])) ? [readFileSync(join(folderOf(machine), name), 'utf8')] : []));
  } catch (error) {
    // Nobody ever was, or left just now.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
