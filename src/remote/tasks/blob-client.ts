import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import { ProblemError } from '../../state/problem.ts';
import type { Access } from '../access.ts';
import { fstabMark } from '../shared/fstab.ts';
import { lastLines } from '../shell.ts';
import { installLine, notInstalled, packagesOf } from './shared-packages.ts';

/** What a node mounts Blob NFS with. */
export interface BlobClient {
  /** Microsoft's helper, which follows the account when its address moves; `nfs` where it cannot be had. */
  readonly type: 'aznfs' | 'nfs';
  /** The kernel can use several connections to an account (azure-facts 11.3). */
  readonly nconnect: boolean;
}

/** Clients by the node's name, as they were last looked at. */
export type BlobClients = Map<string, BlobClient>;

/** `modprobe`, because the module that is asked about is loaded at the first mount otherwise. */
const look =
  `sudo modprobe sunrpc > /dev/null 2>&1; for each in /sbin/mount.aznfs /sbin/mount.nfs /sys/module/sunrpc/parameters/enable_azure_nconnect; do test -e $each && echo "rank0 has $each"; done; ` +
  `grep -A 1 '^${fstabMark}' /etc/fstab | grep '\\.blob\\.' | grep ' nfs ' | sed 's/^/rank0 plain /'; true`;

/** Reads what `look` printed. */
export function clientIn(stdout: string): { readonly aznfs: boolean; readonly nfs: boolean; readonly nconnect: boolean; readonly plain: boolean } {
  const has = (file: string): boolean => new RegExp(`^rank0 has ${file}\\r?$`, 'm').test(stdout);
  return {
    aznfs: has('/sbin/mount.aznfs'),
    nfs: has('/sbin/mount.nfs'),
    nconnect: has('/sys/module/sunrpc/parameters/enable_azure_nconnect'),
    plain: /^rank0 plain /m.test(stdout),
  };
}

const feedFile = '/tmp/packages-microsoft-prod.deb';
const apt = 'apt-get -o DPkg::Lock::Timeout=600 -y';

/** Tells apt of Microsoft's archive, by a package of theirs (azure-facts 11.3). */
export const feedLines = [
  `curl -fsSL --retry 3 -o ${feedFile} "https://packages.microsoft.com/config/ubuntu/$(. /etc/os-release && echo "$VERSION_ID")/packages-microsoft-prod.deb"`,
  `sudo DEBIAN_FRONTEND=noninteractive ${apt} install ${feedFile}`,
] as const;

/** Without these two variables the package asks in a dialog about its updates, and waits for ever where nobody sees it. */
export const aznfsLine = `sudo apt-get update && sudo AZNFS_NONINTERACTIVE_INSTALL=1 DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a ${apt} install aznfs`;

/** How long, in seconds of real time, an installation may take. */
const patience = 900;

const words = ({ type, nconnect }: BlobClient): string =>
  `${type === 'aznfs' ? 'aznfs' : 'plain NFS 3, as aznfs is not to be had for this system'}; ${nconnect ? '8 connections (the kernel has what Azure needs for it)' : 'one connection (this kernel has nothing for more)'}`;

/** A node has what mounts Blob NFS: aznfs where it can be had, NFS's own client where not. What it found is in `clients`. */
export function blobClientTask(access: Access, name: string, needs: readonly string[], clients: BlobClients): Task {
  let withoutAznfs = false;
  const observe = async ({ signal }: Pick<TaskRun, 'signal'>): Promise<Observation> => {
    const { stdout } = await access.nodes.exec(access.node(name), look, { signal });
    const seen = clientIn(stdout);
    if (!seen.aznfs && !(seen.nfs && (withoutAznfs || seen.plain))) return { is: 'absent' };
    const client: BlobClient = { type: seen.aznfs ? 'aznfs' : 'nfs', nconnect: seen.nconnect };
    clients.set(name, client);
    return { is: 'so', message: words(client) };
  };
  return {
    id: packagesOf(name),
    stage: 'shared-files',
    title: `aznfs on ${name}`,
    node: name,
    needs,
    lane: 'node',
    explain:
      'Blob NFS is NFS 3.0. The package aznfs, from an archive of Microsoft, mounts it and goes along when the address of the account changes; plain NFS then hangs. It updates itself. ' +
      'Where it is not to be had, plain NFS is used. Several connections (nconnect) help only where the kernel has a patch of Azure, so the kernel is asked; without it they make it slower, or fail.',
    commands: [...feedLines, aznfsLine, 'ls /sys/module/sunrpc/parameters/enable_azure_nconnect'],
    usualSeconds: [10, 60],
    observe,
    make: async (run) => {
      const { signal, report } = run;
      const on = (command: string) =>
        access.nodes.exec(access.node(name), command, { signal, timeoutSeconds: patience, onLine: (text) => report({ message: text.slice(0, 120) }) });
      let why = '';
      for (const line of [...feedLines, aznfsLine]) {
        let result = await on(line);
        if (result.exitCode !== 0 && /dpkg was interrupted/i.test(result.stderr)) {
          // An earlier run was cut off in the middle of an installation.
          await on('sudo DEBIAN_FRONTEND=noninteractive dpkg --configure -a');
          result = await on(line);
        }
        why = result.exitCode === 0 ? '' : lastLines(result.stderr, 1) || `exit code ${result.exitCode}`;
        if (why !== '') break;
      }
      if (why !== '') {
        report({ message: `aznfs: ${why}; plain NFS instead` });
        const line = installLine('nfs-common');
        const result = await on(`test -x /sbin/mount.nfs || { ${line}; }`);
        if (result.exitCode !== 0) throw new ProblemError(notInstalled(access, name, 'nfs-common', line, result));
        withoutAznfs = true;
      }
      return observe(run);
    },
  };
}
