import type { Observation, Task, TaskRun } from '../../engine/task.ts';
import { ProblemError } from '../../state/problem.ts';
import { type Access, headOf } from '../access.ts';
import { scratch } from '../shared/fstab.ts';
import { commandFailed, lastLines, mustRun } from '../shell.ts';
import type { BlobPlace } from './blob-mount.ts';
import { sharedFolder } from './shared-export.ts';
import { sharedVerified } from './shared-verify.ts';

/** Where it is copied from: the head's folder, or the container that was mounted before. */
export type CopySource = { readonly is: 'folder' } | { readonly is: 'container'; readonly place: BlobPlace };

/** What is written down of the copying. */
export interface CopyRecord {
  done(): boolean;
  tell(run: TaskRun): void;
}

export const sharedCopied = 'shared/copy';

/** Where the container of before is mounted meanwhile. */
const aside = '/mnt/rank0-before';

/** How long, in seconds of real time, copying may take: a day. What was copied before a cut is copied again. */
const patience = 24 * 3600;

/** All files from before are in /scratch, owners and times as they were. What is there already under the same name is replaced. */
export function copyTask(access: Access, needs: readonly string[], source: CopySource, record: CopyRecord): Task {
  const head = headOf(access);
  const { user } = access;
  const from = source.is === 'folder' ? sharedFolder : aside;
  const bring = source.is === 'folder' ? undefined : mountAside(source.place);
  const own = `if test -d ${from}/${user}; then mkdir -p ${scratch}/${user} && cp -rp ${from}/${user}/. ${scratch}/${user}/; fi`;
  const others = `for each in ${from}/*; do if test -e "$each" && test "$each" != ${from}/${user}; then sudo cp -rp "$each" ${scratch}/ || exit 1; fi; done`;
  return {
    id: sharedCopied,
    stage: 'shared-files',
    title: `files from before copied to ${scratch}`,
    node: head,
    needs: [sharedVerified, ...needs],
    lane: 'head',
    explain: 'What lay in the shared files of before is copied to the new ones, on the head. The old ones are taken away only after that.',
    commands: [
      ...(source.is === 'folder'
        ? []
        : [`sudo mkdir -p ${aside}`, `sudo mount -t aznfs -o sec=sys,vers=3,nolock,proto=tcp ${source.place.host}:${source.place.path} ${aside}`]),
      `cp -rp ${from}/${user}/. ${scratch}/${user}/`,
      `sudo cp -rp ${from}/* ${scratch}/`,
      ...(bring ? [`sudo umount ${aside}`] : []),
    ],
    usualSeconds: [1, 600],
    observe: async (): Promise<Observation> => (record.done() ? { is: 'so' } : { is: 'absent' }),
    make: async (run) => {
      const on = (line: string) => access.nodes.exec(access.node(head), line, { signal: run.signal, timeoutSeconds: patience });
      if (bring) {
        const result = await on(bring);
        if (result.exitCode !== 0) throw new ProblemError(notCopied(access, head, bring, result));
      }
      run.report({ waitingFor: `the files to be copied on ${head}` });
      for (const line of [own, others]) {
        const result = await on(line);
        if (result.exitCode !== 0) throw new ProblemError(notCopied(access, head, line, result));
      }
      if (bring) await mustRun(access, head, `sudo umount ${aside} && sudo rmdir ${aside}`, { signal: run.signal });
      record.tell(run);
      return { is: 'so' };
    },
  };
}

const mountAside = ({ host, path }: BlobPlace): string =>
  `sudo mkdir -p ${aside}; findmnt -n -M ${aside} > /dev/null || sudo mount -t "$(test -e /sbin/mount.aznfs && echo aznfs || echo nfs)" -o sec=sys,vers=3,nolock,proto=tcp ${host}:${path} ${aside}`;

function notCopied(access: Access, head: string, line: string, result: { exitCode: number; stdout: string; stderr: string }) {
  const full = /no space left/i.test(result.stderr);
  return {
    ...commandFailed(head, line, result),
    code: 'shared-not-copied',
    message: `${head}: ${lastLines(result.stderr, 2) || `exit code ${result.exitCode}`}`,
    means: full
      ? 'There is less room in the new place than in the old one. The old files are still there, and nothing of them was deleted.'
      : 'Not all could be copied. The old files are still there, and nothing of them was deleted.',
    next: [
      { label: 'See how much room there is', command: `rank0 run ${head} -- df -h ${scratch} ${sharedFolder}` },
      { label: 'Run the same command again: it copies again', command: `rank0 up --name ${access.cluster}` },
    ],
  };
}
