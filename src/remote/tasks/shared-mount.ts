import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import { ProblemError } from '../../state/problem.ts';
import { type Access, headOf } from '../access.ts';
import type { ExecResult } from '../nodes.ts';
import { foreignEntry, ownEntry, replaceFstab, scratch, withEntry } from '../shared/fstab.ts';
import { lookAtScratch, type ScratchSeen } from '../shared/look.ts';
import { foreign, type MountAttempt, mountProblem, notEmpty } from '../shared/mount-problems.ts';
import { sharedFolder } from './shared-export.ts';
import { packagesOf } from './shared-packages.ts';

/** What a node is to have at /scratch. */
export interface Wanted {
  /** First field of the line in /etc/fstab. */
  readonly source: string;
  readonly type: string;
  readonly options: string;
  readonly server: string;
  readonly packageName: string;
  readonly explain: string;
  /** Whether findmnt's source is it: some mount by another name than they were asked for. */
  isIt(source: string, type: string): boolean;
  /** How long, in seconds of the world, to ask again where the answer is "access denied": rules of Azure take their time. */
  readonly patience?: number;
  /** A line that makes it usable for the user, after it was mounted. */
  readonly opened?: string;
}

/**
 * NFS 4.2 from the head. hard: whoever reads waits while the head is away, instead of getting an error. nofail: a node starts without the
 * head. automount: it is mounted by whoever looks first, so the order in which nodes start does not matter. nconnect: that many connections.
 */
export const fromHead = (head: string): Wanted => ({
  source: `${head}:${sharedFolder}`,
  type: 'nfs',
  options: 'vers=4.2,nconnect=8,hard,proto=tcp,_netdev,nofail,x-systemd.automount',
  server: head,
  packageName: 'nfs-common',
  explain:
    'By the name of the head, so a new address of it does not matter. NFS 4.2 has locks that all nodes see. hard: while the head is away, programs that read or write here wait, and go on when it is back. ' +
    'nofail and automount: a node starts without the head too, and mounts when somebody looks. Sizes of reads and writes are left to the two of them.',
  isIt: (source) => source === `${head}:${sharedFolder}`,
});

/** The same folder on the head itself: an NFS client and its server on one machine can wait for each other when memory is short. */
export const bindOnHead: Wanted = {
  source: sharedFolder,
  type: 'none',
  options: 'bind,nofail',
  server: '',
  packageName: 'mount',
  explain: 'On the head the same folder under the same name, without the network: a path works on every node alike.',
  isIt: (source) => source.endsWith(`[${sharedFolder}]`),
};

export const entryOf = ({ source, type, options }: Pick<Wanted, 'source' | 'type' | 'options'>): string => `${source} ${scratch} ${type} ${options} 0 0`;

/** How long, in seconds of real time, a mount may take; mount.nfs itself gives up after two minutes. */
const mountSeconds = 150;
const mountLine = `sudo timeout -k 5 ${mountSeconds - 20} mount ${scratch}`;

/** Waits between attempts that a rule or a name may still change, in milliseconds of the world. */
const againAfter = 10_000;
const namePatience = 120;

export const mountOf = (name: string): string => `shared/mount/${name}`;

/** A node has it at /scratch, now and after each start. @param needs beside the node's packages */
export function mountTask(access: Access, name: string, needs: readonly string[], wanted: Wanted): Task {
  const attempt: MountAttempt = { cluster: access.cluster, node: name, ...wanted };
  const entry = entryOf(wanted);
  const look = async (run: TaskRun): Promise<{ seen: ScratchSeen; observation: Observation }> => {
    const seen = await lookAtScratch(access, name, run);
    return { seen, observation: observed(seen, attempt, wanted, entry) };
  };
  return {
    id: mountOf(name),
    stage: 'shared-files',
    title: `${scratch} on ${name}`,
    node: name,
    needs: [...(wanted.type === 'none' ? [] : [packagesOf(name)]), ...needs],
    lane: 'node',
    explain: wanted.explain,
    commands: [
      `sudo mkdir -p ${scratch}`,
      `echo '${entry}' | sudo tee -a /etc/fstab`,
      'sudo systemctl daemon-reload',
      `sudo mount ${scratch}`,
      ...(wanted.opened === undefined ? [] : [wanted.opened]),
    ],
    usualSeconds: [1, 6],
    observe: async (run) => (await look(run)).observation,
    make: async (run) => {
      const { seen } = await look(run);
      const on = (line: string, stdin?: string): Promise<ExecResult> =>
        access.nodes.exec(access.node(name), line, { signal: run.signal, timeoutSeconds: mountSeconds, ...(stdin === undefined ? {} : { stdin }) });
      const must = async (line: string, stdin?: string): Promise<void> => {
        const result = await on(line, stdin);
        if (result.exitCode !== 0) throw new ProblemError(mountProblem(attempt, line, result));
      };
      if (seen.source !== undefined && seen.listing !== 'ok') await on(`sudo umount -l ${scratch}`);
      else if (seen.source === undefined || !wanted.isIt(seen.source, seen.type ?? '')) await must(`sudo mkdir -p ${scratch}`);
      // Read as empty, and not empty: what it holds would be lost.
      if (seen.fstab.trim() === '') await must('test ! -s /etc/fstab');
      const fstab = withEntry(seen.fstab, entry);
      if (fstab !== seen.fstab) await must(replaceFstab, fstab);
      // Systemd makes its units from the file only when it is told to look at it.
      await must('sudo systemctl daemon-reload');
      if (seen.listing === 'ok' && seen.source !== undefined && wanted.isIt(seen.source, seen.type ?? '')) return;
      const mounted = await mountPatiently(() => on(mountLine), wanted, run);
      const there = mounted.exitCode === 0 || (/already mounted/i.test(mounted.stderr) && (await look(run)).observation.is === 'so');
      if (!there) throw new ProblemError(mountProblem(attempt, mountLine, mounted));
      if (wanted.opened !== undefined) await must(wanted.opened);
    },
  };
}

/** Asks again as long as the reason may pass: a rule of Azure that does not act yet, a name that is not known yet. */
async function mountPatiently(mount: () => Promise<ExecResult>, { patience = 0, server }: Wanted, run: TaskRun): Promise<ExecResult> {
  const since = run.clock.now();
  for (;;) {
    const result = await mount();
    const spent = (run.clock.now() - since) / 1000;
    const rule = /access denied|operation not permitted/i.test(result.stderr) && spent < patience;
    const unknown = /failed to resolve|name resolution/i.test(result.stderr) && spent < namePatience;
    if (!rule && !unknown) return result;
    run.report({ waitingFor: rule ? `the network rule of ${server} to act (Azure takes up to some minutes)` : `the name ${server} to be known` });
    await run.clock.sleep(againAfter, run.signal);
  }
}

function observed(seen: ScratchSeen, attempt: MountAttempt, wanted: Wanted, entry: string): Observation {
  const mounted = seen.source !== undefined && wanted.isIt(seen.source, seen.type ?? '');
  const other = foreignEntry(seen.fstab);
  if (other !== undefined)
    return {
      is: 'wrong',
      problem: foreign(attempt, `a line of its own in /etc/fstab: ${other.trim()}`, `sudo sed -i 's@^${other.trim().split(/\s+/)[0]} .*@#&@' /etc/fstab`),
    };
  if (seen.source !== undefined && !mounted && seen.listing !== 'stale')
    return { is: 'wrong', problem: foreign(attempt, `${seen.source} (${seen.type}) mounted`, `sudo umount ${scratch}`) };
  if (mounted && seen.listing === 'silent') return { is: 'wrong', problem: mountProblem(attempt, `ls ${scratch}`, { exitCode: 124, stdout: '', stderr: '' }) };
  if (seen.source === undefined && seen.names.length > 0) return { is: 'wrong', problem: notEmpty(attempt, seen.names) };
  return mounted && seen.listing === 'ok' && ownEntry(seen.fstab) === entry ? { is: 'so' } : { is: 'absent' };
}

/** The head, where a node is it; for what is shared from there. */
export const wantedFromHead = (access: Access, name: string): Wanted => (name === headOf(access) ? bindOnHead : fromHead(headOf(access)));
