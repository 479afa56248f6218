import type { Task, TaskRun } from '../../engine/task.ts';
import { type Access, headOf } from '../access.ts';
import { scratch } from '../shared/fstab.ts';
import { sizeWords } from './shared-verify.ts';

/** What lies in /scratch. */
export interface Contents {
  readonly files: number;
  readonly bytes: number;
}

/** How long, in seconds of real time, counting may take: a million files take a while. */
const patience = 120;

const bounded = `timeout -k 2 ${patience - 20} sudo find ${scratch} -type f -printf '%s\\n'`;
/** A count that did not end, or could not see all, is none. */
const count = `{ ${bounded} || echo stopped; } | awk '/stopped/ { bad = 1 } { n += 1; s += $1 } END { if (!bad) print "rank0 files", n + 0, s + 0 }'`;

/** Counts files and bytes in the head's /scratch; undefined where nothing is mounted there, or it did not end in time. */
export async function contentsOf(access: Access, { signal }: Pick<TaskRun, 'signal'>): Promise<Contents | undefined> {
  const line = `findmnt -n -o FSTYPE -M ${scratch} > /dev/null && ${count}`;
  const { stdout } = await access.nodes.exec(access.node(headOf(access)), line, { signal, timeoutSeconds: patience });
  const [, files, bytes] = /^rank0 files (\d+) (\d+)/m.exec(stdout) ?? [];
  return files === undefined || bytes === undefined ? undefined : { files: Number(files), bytes: Number(bytes) };
}

/** `12 files, 3.4 MiB` */
export const contentsWords = ({ files, bytes }: Contents): string => `${files} ${files === 1 ? 'file' : 'files'}, ${sizeWords(bytes)}`;

/** Looks what will be gone, or copied, before anything is unmounted. */
export function countTask(access: Access, needs: readonly string[], found: (contents: Contents | undefined) => void): Task {
  const head = headOf(access);
  return {
    id: 'shared/count',
    stage: 'shared-files',
    title: `what lies in ${scratch}`,
    node: head,
    needs,
    lane: 'head',
    explain: 'Counted while it can still be seen, so that it can be said what goes.',
    commands: [`sudo find ${scratch} -type f | wc -l`, `sudo du -sh ${scratch}`],
    usualSeconds: [1, 10],
    observe: async (run) => {
      const contents = await contentsOf(access, run);
      found(contents);
      return { is: 'so', message: contents ? contentsWords(contents) : 'not to be seen from here any more' };
    },
  };
}
