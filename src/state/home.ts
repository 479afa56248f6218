import { chmodSync, mkdirSync, readdirSync, renameSync, existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { ProblemError } from './problem.ts';

/** Where rank0 keeps things: `RANK0_HOME`, else the platform's config directory as `conf` names it (by the same package, without loading conf). */
export function homeFolder(env: NodeJS.ProcessEnv): string {
  if (env['RANK0_HOME']) return resolve(env['RANK0_HOME']);
  return envPaths('rank0', { suffix: '' }).config;
}

/**
 * Makes a folder that only its owner can enter (0700), parents too, whatever the umask.
 * @throws ProblemError `home-not-writable` or `disk-full`, exit code 1.
 */
export function privateFolder(folder: string): string {
  try {
    makeFolders(folder);
    if ((statSync(folder).mode & 0o077) !== 0 && process.platform !== 'win32') chmodSync(folder, 0o700);
    return folder;
  } catch (error) {
    throw fileProblem(error, folder);
  }
}

/** Parents first. Node's own `recursive` never returns where the kernel answers ENOENT under a folder that exists (/proc). */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolders(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another program made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** What a failed file operation means: disk full, not writable, a file where a folder should be. */
export function fileProblem(error: unknown, path: string): ProblemError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new ProblemError(
    {
      code: full ? 'disk-full' : 'home-not-writable',
      message: `${path}: ${(error as Error).message}`,
      means: full ? 'There is no room left where rank0 keeps its files. Nothing in Azure was touched by this.' : 'rank0 cannot write where it keeps its files.',
      next: full
        ? [{ label: 'Free some room and run the same command again' }]
        : [{ label: 'Name a folder that you own', command: 'RANK0_HOME=$HOME/.rank0 rank0' }],
    },
    { cause: error },
  );
}

/** A cloud's name as a folder: `public`, `practice`, or the URL's host and port. */
export function cloudFolder(cloud: string): string {
  if (!cloud.includes('://')) return cloud;
  return new URL(cloud).host.replace(/[^a-z0-9.-]/gi, '_');
}

/** The folder of one cluster (made when it is first written). */
export function clusterFolder(home: string, cloud: string, name: string): string {
  return join(home, 'clusters', cloudFolder(cloud), name);
}

/** All clusters with a journal here, as `{cloud folder, name, folder}`. */
export function clusterFolders(home: string): { cloud: string; name: string; folder: string }[] {
  const root = join(home, 'clusters');
  if (!existsSync(root)) return [];
  return readdirSync(root).flatMap((cloud) =>
    readdirSync(join(root, cloud))
      .filter((name) => existsSync(join(root, cloud, name, 'journal.ndjson')))
      .map((name) => ({ cloud, name, folder: join(root, cloud, name) })),
  );
}

/** Puts a deleted cluster's folder away, so that its name is free again and nothing of it is lost. Returns the new place. */
export function putAway(home: string, cloud: string, name: string, time: Date): string {
  const target = join(privateFolder(join(home, 'put-away')), `${name}-${time.toISOString().replace(/[:.]/g, '-')}`);
  renameSync(clusterFolder(home, cloud, name), target);
  return target;
}

/** Folders of clusters that were put away, newest first. */
export function putAwayFolders(home: string): string[] {
  const root = join(home, 'put-away');
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .map((name) => join(root, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
}
