import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';

const source = join(import.meta.dirname, 'mount.nfs.c');
const cache = resolve(import.meta.dirname, '../../../../node_modules/.cache/rank0');

/** The lab's NFS client (mount.nfs.c), compiled once and kept. Undefined where what it needs is not installed. */
export function mountProgram(): string | undefined {
  const sum = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16);
  const program = join(cache, `mount.nfs-${sum}`);
  if (existsSync(program)) return program;
  const { status, stdout } = spawnSync('pkg-config', ['--cflags', '--libs', 'fuse3', 'libnfs'], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  mkdirSync(cache, { recursive: true });
  const made = `${program}.${process.pid}`;
  execFileSync('gcc', ['-O1', '-o', made, source, ...stdout.trim().split(/\s+/)], { stdio: ['ignore', 'ignore', 'pipe'] });
  renameSync(made, program);
  return program;
}
