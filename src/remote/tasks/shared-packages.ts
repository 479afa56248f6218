import type { Task } from '../../engine/task.ts';
import { ProblemError } from '../../state/problem.ts';
import type { Access } from '../access.ts';
import { commandFailed, lastLines } from '../shell.ts';

/** What a node needs for shared files. */
export interface Needed {
  readonly packageName: string;
  /** Programs by which one sees that it is there. */
  readonly files: readonly string[];
  readonly explain: string;
}

export const nfsClient: Needed = {
  packageName: 'nfs-common',
  files: ['/sbin/mount.nfs'],
  explain: 'mount itself cannot NFS: it starts the program /sbin/mount.nfs, which this package brings. Without it, mount says "bad option".',
};

export const nfsServer: Needed = {
  packageName: 'nfs-kernel-server',
  files: ['/usr/sbin/exportfs', '/sbin/mount.nfs'],
  explain:
    'The server is a part of the kernel; the package brings what starts it and says who may have what. Only the head needs it, and it starts with the head.',
};

const apt = 'sudo DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -o DPkg::Lock::Timeout=600';

/** apt without a question, from fresh lists, waiting for whoever holds its lock (azure-facts 8.1). */
export const installLine = (packageName: string): string => `sudo apt-get update && ${apt} -y install ${packageName}`;

/** How long, in seconds of real time, an installation may take: its own wait for the lock is ten minutes. */
const patience = 900;

/** The id of the task that has a node ready to mount. */
export const packagesOf = (name: string): string => `shared/packages/${name}`;

/** A node has the programs to serve, or to mount. */
export function packagesTask(access: Access, name: string, needs: readonly string[], { packageName, files, explain }: Needed): Task {
  const line = installLine(packageName);
  return {
    id: packagesOf(name),
    stage: 'shared-files',
    title: `${packageName} on ${name}`,
    node: name,
    needs,
    lane: 'node',
    explain,
    commands: [line],
    usualSeconds: [5, 40],
    observe: async ({ signal }) => {
      const { exitCode } = await access.nodes.exec(access.node(name), files.map((file) => `test -x ${file}`).join(' && '), { signal });
      return exitCode === 0 ? { is: 'so' } : { is: 'absent' };
    },
    make: async ({ signal, report }) => {
      const run = (command: string) =>
        access.nodes.exec(access.node(name), command, { signal, timeoutSeconds: patience, onLine: (text) => report({ message: text.slice(0, 120) }) });
      let result = await run(line);
      if (result.exitCode !== 0 && /dpkg was interrupted/i.test(result.stderr)) {
        // An earlier run was cut off in the middle of an installation.
        await run('sudo DEBIAN_FRONTEND=noninteractive dpkg --configure -a');
        result = await run(line);
      }
      if (result.exitCode !== 0) throw new ProblemError(notInstalled(access, name, packageName, line, result));
    },
  };
}

/** What an installation that failed comes to. */
export function notInstalled(access: Access, name: string, packageName: string, line: string, result: { exitCode: number; stdout: string; stderr: string }) {
  const outside = /could not connect|failed to fetch|temporary failure|timed out|unable to fetch/i.test(`${result.stderr}\n${result.stdout}`);
  if (!outside) return { ...commandFailed(name, line, result, `${packageName} was not installed.`), code: 'package-not-installed' };
  return {
    code: 'package-not-installed',
    message: `${name} cannot fetch ${packageName}: ${lastLines(result.stderr, 1)}`,
    means: 'The node has no way to the package servers, or they do not answer. A node without a public address and without a NAT gateway has none.',
    next: [
      { label: 'Give the nodes a way out, and run the same command again', command: `rank0 prune ${access.cluster} --nat-gateway` },
      { label: 'Or give them their addresses back', command: `rank0 prune ${access.cluster} --restore` },
      { label: 'Or run the same command again, if the servers only did not answer', command: `rank0 up --name ${access.cluster}` },
    ],
  };
}
