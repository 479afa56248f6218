import { rmSync, statSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import { privateFolder } from '../../state/home.ts';
import { problemOf } from '../../state/problem.ts';
import type { Check } from './check.ts';

/** Megabytes below which a cluster's journal and keys may not fit, and below which it is worth knowing. */
const needed = 20;
const comfortable = 500;

/** Where sessions, journals and keys are kept: can be written, and is its owner's alone. */
export const homeWritable: Check = {
  name: 'folder',
  needed: true,
  seconds: 5,
  look: async ({ home }) => {
    try {
      const probe = join(privateFolder(home), `.doctor-${process.pid}`);
      writeFileSync(probe, '', { mode: 0o600 });
      rmSync(probe);
    } catch (error) {
      return { ok: false, detail: problemOf(error).message, next: 'Name a folder that you own: RANK0_HOME=$HOME/.rank0 rank0' };
    }
    const open = process.platform !== 'win32' && (statSync(home).mode & 0o077) !== 0;
    return open ? { ok: false, detail: `${home} can be entered by others`, next: `chmod 700 ${home}` } : { ok: true, detail: home };
  },
};

/** Room for what is kept. */
export const diskSpace: Check = {
  name: 'disk',
  needed: true,
  seconds: 5,
  look: async ({ home }) => {
    const { bavail, bsize } = await statfs(nearest(home));
    const megabytes = Math.floor((bavail * bsize) / 1_000_000);
    const detail = megabytes < 10_000 ? `${megabytes} MB free` : `${Math.floor(megabytes / 1000)} GB free`;
    if (megabytes < needed) return { ok: false, detail, next: 'Free some room: a journal that cannot be written ends the run' };
    return { ok: true, detail, ...(megabytes < comfortable ? { next: 'Worth freeing some room: a trace can take hundreds of megabytes' } : {}) };
  },
};

/** The folder, or the nearest one above it that exists. */
function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}
