import type { Problem } from '../../state/problem.ts';
import type { ExecResult } from '../nodes.ts';
import { lastLines } from '../shell.ts';
import { scratch } from './fstab.ts';

/** What a mount that failed is about. */
export interface MountAttempt {
  readonly cluster: string;
  readonly node: string;
  /** `glocluster0:/shared` */
  readonly source: string;
  /** Who serves it: the head's name, or the storage account. */
  readonly server: string;
  /** The package that brings the helper program. */
  readonly packageName: string;
}

const again = (cluster: string) => ({ label: 'Run the same command again: it goes on from what exists', command: `rank0 up --name ${cluster}` });

interface Meaning {
  readonly when: RegExp;
  readonly problem: (attempt: MountAttempt) => Omit<Problem, 'message'>;
}

/** By what mount says (azure-facts 10, 11.3; nfs(5)): the first that fits. */
const meanings: readonly Meaning[] = [
  {
    when: /access denied by server|operation not permitted/i,
    problem: ({ cluster, node, server, source }) => ({
      code: 'mount-denied',
      means: source.includes('.blob.')
        ? `${server} does not let this subnet in: the account has no rule for it, or the subnet has no storage endpoint. A rule that was just made takes up to some minutes.`
        : `${server} answers, and exports nothing to the address of ${node}. A line such as \`10.0.*\` does that: a star is for host names, and today's server holds it against names only. A range of addresses is written 10.0.0.0/24.`,
      next: [
        ...(source.includes('.blob.') ? [] : [{ label: 'See what it exports, and to whom', command: `rank0 run ${server} -- sudo exportfs -v` }]),
        { ...again(cluster), label: source.includes('.blob.') ? again(cluster).label : 'Write the export anew and mount again: run the same command again' },
      ],
    }),
  },
  {
    when: /reason given by server: no such file|failed.*no such file or directory/i,
    problem: ({ cluster, node, server, source }) => ({
      code: 'mount-path-missing',
      means: source.includes('.blob.')
        ? 'The account has no such container, or was made without NFS, which cannot be turned on later.'
        : `${server} has no folder of that name to give to ${node}: it is not there, or another one is exported.`,
      next: [
        ...(source.includes('.blob.') ? [] : [{ label: 'Look at both', command: `rank0 run ${server} -- 'ls -ld /shared; sudo exportfs -v'` }]),
        again(cluster),
      ],
    }),
  },
  {
    when: /connection refused|program not registered/i,
    problem: ({ cluster, server }) => ({
      code: 'nfs-server-down',
      means: `${server} is on, and its NFS server does not run.`,
      next: [
        { label: 'See why', command: `rank0 run ${server} -- systemctl status nfs-server` },
        { ...again(cluster), label: 'Start it and mount again: run the same command again' },
      ],
    }),
  },
  {
    when: /timed out|no route to host|rank0 silent/i,
    problem: ({ cluster, node, server, source }) => ({
      code: 'mount-timeout',
      means: source.includes('.blob.')
        ? 'Ports 111 and 2048 of the account cannot be reached: a network rule or a firewall on the way drops them.'
        : `${server} does not answer ${node} on port 2049. Inside the network nothing closes it, so the head is off, frozen or cut off.`,
      next: [{ label: 'See how it is', command: `rank0 status ${cluster}` }, again(cluster)],
    }),
  },
  {
    when: /bad option.*|helper program|unknown filesystem type/i,
    problem: ({ cluster, node, packageName }) => ({
      code: 'mount-tools-missing',
      means: `${node} has no program that mounts this kind: the package ${packageName} brings it, and mount says "bad option" where it is missing.`,
      next: [{ label: 'Install it and mount again: run the same command again', command: `rank0 up --name ${cluster}` }],
    }),
  },
  {
    when: /failed to resolve|name or service not known|temporary failure in name resolution/i,
    problem: ({ cluster, node, server }) => ({
      code: 'name-unknown',
      means: `${node} does not know the name ${server}. Machines of one virtual network find each other through Azure; a new one is known after seconds to a minute.`,
      next: [{ label: 'Ask it', command: `rank0 run ${node} -- getent hosts ${server}` }, again(cluster)],
    }),
  },
  {
    when: /incorrect mount option|protocol not supported|invalid argument/i,
    problem: ({ cluster, node }) => ({
      code: 'mount-options-refused',
      means: `The kernel or the server of ${node} does not take one of the options: an older image, or another server than Linux.`,
      next: [{ label: 'See the line', command: `rank0 run ${node} -- grep -A1 rank0 /etc/fstab` }, again(cluster)],
    }),
  },
  {
    when: /no space left on device/i,
    problem: ({ cluster, node }) => ({
      code: 'node-disk-full',
      means: `The disk of ${node} is full.`,
      next: [{ label: 'See what takes it', command: `rank0 run ${node} -- 'df -h /; sudo du -xsh /home/* /shared 2>/dev/null'` }, again(cluster)],
    }),
  },
  {
    when: /read-only file system/i,
    problem: ({ cluster, node }) => ({
      code: 'mount-point-read-only',
      means: `Nothing can be made on the disk of ${node}, which is mounted read-only: Linux does that after errors of the disk.`,
      next: [{ label: 'Look at it', command: `rank0 run ${node} -- 'findmnt /; sudo dmesg | tail'` }, again(cluster)],
    }),
  },
  {
    when: /busy or already mounted|target is busy/i,
    problem: (attempt) => inUse(attempt),
  },
];

/** Something else has the place. */
const inUse = ({ cluster, node }: Pick<MountAttempt, 'cluster' | 'node'>): Omit<Problem, 'message'> => ({
  code: 'mount-point-in-use',
  means: `Somebody works in ${scratch} on ${node}: a shell whose folder it is, or a program with a file open there.`,
  next: [
    { label: 'See who', command: `rank0 run ${node} -- sudo fuser -vm ${scratch}` },
    { label: 'Leave it, then run the same command again', command: `rank0 up --name ${cluster}` },
  ],
});

/** What a mount (or a step towards it) that failed comes to. */
export function mountProblem(attempt: MountAttempt, line: string, result: Pick<ExecResult, 'exitCode' | 'stdout' | 'stderr'>): Problem {
  const silent = result.exitCode === 124 || result.exitCode === 137;
  const said = lastLines(result.stderr.replace(/^\s*dmesg\(1\).*$/gm, ''), 2) || lastLines(result.stdout, 2);
  const text = silent ? 'rank0 silent' : result.stderr;
  const found = meanings.find(({ when }) => when.test(text));
  const message = `${attempt.node}: ${silent ? `no answer from ${attempt.server} in time` : said || `exit code ${result.exitCode}`}`;
  if (found) return { ...found.problem(attempt), message };
  return {
    code: 'mount-failed',
    message,
    means: `\`${line}\` ended with exit code ${result.exitCode}, and rank0 knows no reason for what it said.`,
    next: [{ label: 'Look for yourself', command: `rank0 ssh ${attempt.node}` }, again(attempt.cluster)],
  };
}

/** Files lie where something is to be mounted: they would be hidden. */
export const notEmpty = ({ cluster, node }: Pick<MountAttempt, 'cluster' | 'node'>, names: readonly string[]): Problem => ({
  code: 'mount-point-not-empty',
  message: `${scratch} on ${node} is not empty: ${names.join(', ')}${names.length >= 3 ? ', …' : ''}`,
  means: 'What lies there would be hidden under the mount, and be gone for everybody until it is taken away again.',
  next: [
    { label: 'Move it aside, then run the same command again', command: `rank0 run ${node} -- sudo mv ${scratch} ${scratch}.before` },
    { label: 'Or look at it first', command: `rank0 run ${node} -- ls -la ${scratch}` },
    again(cluster),
  ],
});

/** Somebody else's file system is there, or is to be by somebody's line in fstab. */
export const foreign = ({ cluster, node }: Pick<MountAttempt, 'cluster' | 'node'>, what: string, command: string): Problem => ({
  code: 'mount-point-taken',
  message: `${scratch} on ${node} has ${what}`,
  means: 'rank0 takes nothing away that it did not put there.',
  next: [{ label: 'If it is not needed, take it away; then run the same command again', command: `rank0 run ${node} -- ${command}` }, again(cluster)],
});
