import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import { ProblemError } from '../../state/problem.ts';
import { type Access, headOf } from '../access.ts';
import type { ExecResult } from '../nodes.ts';
import { ownEntry, replaceFstab, scratch, withEntry } from '../shared/fstab.ts';
import { lookAtScratch, type ScratchSeen } from '../shared/look.ts';
import { mountProblem } from '../shared/mount-problems.ts';
import { exportsFile, mustOnHead, sharedFolder } from './shared-export.ts';
import type { Wanted } from './shared-mount.ts';

export const unmountOf = (name: string): string => `shared/unmount/${name}`;

/** Systemd's own waiting for whoever looks there; it is made from the line in /etc/fstab, and outlives it until the next start. */
const stopWaiting = 'sudo systemctl stop scratch.automount > /dev/null 2>&1; true';

/** Whether something of rank0 is left at /scratch. */
const isOurs = ({ source, type, fstab }: ScratchSeen, wanted: Pick<Wanted, 'isIt'>): boolean =>
  ownEntry(fstab) !== undefined || (source !== undefined && wanted.isIt(source, type ?? ''));

/** A node has nothing at /scratch any more, now and after each start. @param wanted what it had */
export function unmountTask(access: Access, name: string, needs: readonly string[], wanted: Wanted): Task {
  const attempt = { cluster: access.cluster, node: name, ...wanted };
  return {
    id: unmountOf(name),
    stage: 'shared-files',
    title: `${scratch} taken from ${name}`,
    node: name,
    needs,
    lane: 'node',
    explain:
      'Unmounted before anything is taken away that serves it: a hard mount of a server that is gone makes everybody wait who looks there. Who still works in it is asked to leave, not cut off.',
    commands: [`sudo umount ${scratch}`, "sudo sed -i '/# rank0 shared files/,+1d' /etc/fstab", 'sudo systemctl daemon-reload'],
    usualSeconds: [1, 4],
    observe: async (run) => (isOurs(await lookAtScratch(access, name, run), wanted) ? { is: 'absent' } : { is: 'so' }),
    make: async (run) => {
      const on = (line: string, stdin?: string): Promise<ExecResult> =>
        access.nodes.exec(access.node(name), line, { signal: run.signal, timeoutSeconds: 90, ...(stdin === undefined ? {} : { stdin }) });
      const seen = await lookAtScratch(access, name, run);
      const line = seen.listing === 'ok' ? `sudo timeout -k 5 60 umount ${scratch}` : `sudo umount -l ${scratch}`;
      if (seen.source !== undefined && wanted.isIt(seen.source, seen.type ?? '')) {
        const result = await on(line);
        if (result.exitCode !== 0 && !/not mounted/i.test(result.stderr)) throw new ProblemError(mountProblem(attempt, line, result));
      }
      await on(stopWaiting);
      const fstab = withEntry(seen.fstab, undefined);
      if (ownEntry(seen.fstab) !== undefined) {
        const result = await on(replaceFstab, fstab);
        if (result.exitCode !== 0) throw new ProblemError(mountProblem(attempt, 'sudo tee /etc/fstab', result));
      }
      await on(`sudo systemctl daemon-reload; sudo rmdir ${scratch} 2> /dev/null; true`);
    },
  };
}

/** How many files lie in the head's folder; undefined where it did not say. */
export async function filesInShared(access: Access, { signal }: Pick<TaskRun, 'signal'>): Promise<number | undefined> {
  const line = `sudo timeout -k 2 20 find ${sharedFolder} -type f 2>/dev/null | wc -l`;
  const { stdout } = await access.nodes.exec(access.node(headOf(access)), line, { signal });
  const count = Number(stdout.trim().split('\n').at(-1));
  return Number.isInteger(count) ? count : undefined;
}

/** The export is gone; the files stay where they are, and are counted. */
export function unexportTask(access: Access, needs: readonly string[]): Task {
  const head = headOf(access);
  const line = `sudo rm -f ${exportsFile} && if test -x /usr/sbin/exportfs; then sudo exportfs -ra; fi`;
  const look = async (run: TaskRun): Promise<Observation> => {
    const { stdout } = await access.nodes.exec(access.node(head), `test -e ${exportsFile} && echo rank0 there; sudo exportfs -s 2>/dev/null`, {
      signal: run.signal,
    });
    const exported = stdout
      .split('\n')
      .some((each) => each.trim() === 'rank0 there' || new RegExp(`^${sharedFolder}\\s+${access.subnet.replaceAll('.', '\\.')}\\(`).test(each));
    if (exported) return { is: 'absent' };
    const count = await filesInShared(access, run);
    const kept = count === undefined ? `what lies in ${sharedFolder}` : `${count} ${count === 1 ? 'file' : 'files'} in ${sharedFolder}`;
    run.learn({ type: 'shared', shared: { kind: 'none' } });
    return { is: 'so', message: `${kept} on ${head} ${count === 1 ? 'stays' : 'stay'} there; the other nodes see nothing of it any more` };
  };
  return {
    id: 'shared/remove',
    stage: 'shared-files',
    title: `${sharedFolder} no more exported`,
    node: head,
    needs: [...access.names.map(unmountOf), ...needs],
    lane: 'head',
    explain: `Nothing is deleted: the files stay in ${sharedFolder} on the head, and are there again when it is shared again. They go with the head.`,
    commands: [line, `sudo find ${sharedFolder} -type f | wc -l`],
    usualSeconds: [1, 3],
    observe: look,
    make: async (run) => {
      await mustOnHead(access, line, run);
    },
  };
}
