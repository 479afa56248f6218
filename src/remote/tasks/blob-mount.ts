import type { Task } from '../../engine/task.ts';
import type { Access } from '../access.ts';
import { scratch } from '../shared/fstab.ts';
import type { BlobClient, BlobClients } from './blob-client.ts';
import { mountTask, type Wanted } from './shared-mount.ts';
import { unmountTask } from './shared-remove.ts';

/** The container that is mounted: where its account serves it, and its path there. */
export interface BlobPlace {
  /** `ACCOUNT.blob.core.windows.net` */
  readonly host: string;
  /** `/ACCOUNT/CONTAINER` */
  readonly path: string;
}

/** How long rules of an account are waited for, in seconds of the world: they act after up to about a minute (azure-facts 11.1). */
const rulePatience = 180;

/**
 * What a node is to have at /scratch. vers=3, nolock: Blob NFS knows no other version and no locks. The line in /etc/fstab says _netdev and
 * nofail, so a node starts without the account too.
 */
export function blobWanted({ user }: Pick<Access, 'user'>, { host, path }: BlobPlace, { type, nconnect }: BlobClient): Wanted {
  return {
    source: `${host}:${path}`,
    type,
    options: `sec=sys,vers=3,nolock,proto=tcp,_netdev,nofail${nconnect ? ',nconnect=8' : ''}`,
    server: host,
    packageName: type === 'aznfs' ? 'aznfs' : 'nfs-common',
    patience: rulePatience,
    opened: `sudo chmod 0755 ${scratch} && sudo install -d -o ${user} -g "$(id -gn)" -m 0755 ${scratch}/${user}`,
    explain:
      'NFS 3.0 from the blob endpoint of the account. A rule of an account acts up to a minute after it was made, so "access denied" is asked again for three minutes. nolock: Blob NFS has no locks, ' +
      `so programs on two nodes must not lock each other out by files. A new container belongs to root alone (0750), so its top is opened for reading, and ${scratch}/${user} is made for you.`,
    // aznfs mounts from an address of its own that it keeps pointed at the account: by the path one knows which it is.
    isIt: (source, seen) => source.endsWith(`:${path}`) && /^(nfs|aznfs|nfs4)$/.test(seen),
  };
}

/** A node has the container at /scratch. @param place asked for when it runs: the account's name may be chosen on the way */
export function blobMountTask(access: Access, name: string, needs: readonly string[], place: () => BlobPlace, clients: BlobClients): Task {
  const now = (): Task => mountTask(access, name, needs, blobWanted(access, place(), clients.get(name) ?? { type: 'aznfs', nconnect: true }));
  return { ...now(), usualSeconds: [2, 90], observe: (run) => now().observe(run), make: async (run) => now().make?.(run) };
}

/** A node has it no more at /scratch. */
export const blobUnmountTask = (access: Access, name: string, needs: readonly string[], place: BlobPlace): Task =>
  unmountTask(access, name, needs, blobWanted(access, place, { type: 'aznfs', nconnect: false }));
