import type { TaskRun } from '../../engine/task.ts';
import type { Access } from '../access.ts';
import { shownFile, showFile } from '../shell.ts';
import { scratch } from './fstab.ts';

/** What is at /scratch on a node. */
export interface ScratchSeen {
  /** What is mounted there, as findmnt has it: the source that was asked for, or for a bind mount `/dev/…[/folder]`. */
  readonly source?: string;
  readonly type?: string;
  /** The granted options; not those that were asked for (the kernel bargains), so only for showing and for `ro`. */
  readonly options?: string;
  /** Whether it can be listed: a silent server is waited for by all who look, so this look ends by itself. */
  readonly listing: 'ok' | 'silent' | 'missing' | 'stale' | 'failed';
  /** Names in it, three at most. */
  readonly names: readonly string[];
  /** What `ls` said instead. */
  readonly said: string;
  readonly fstab: string;
}

const separator = '=== rank0 next';

/** Looks in (an automount begins with that), then asks what is mounted. */
const look = [
  `out=$(timeout -k 2 12 ls -A ${scratch} 2>&1); echo "rank0 listing $?"; echo "$out" | head -n 3`,
  `echo '${separator}'`,
  `findmnt -n -r -o SOURCE,FSTYPE,OPTIONS -M ${scratch}`,
  showFile('/etc/fstab'),
].join('; ');

/** How many seconds of real time a look may take: `timeout` ends what waits for a silent server. */
export const lookSeconds = 25;

export async function lookAtScratch(access: Access, name: string, { signal }: Pick<TaskRun, 'signal'>): Promise<ScratchSeen> {
  const { stdout } = await access.nodes.exec(access.node(name), look, { signal, timeoutSeconds: lookSeconds });
  return scratchIn(stdout);
}

export function scratchIn(stdout: string): ScratchSeen {
  const [listed = '', rest = ''] = stdout.replaceAll('\r\n', '\n').split(`${separator}\n`);
  const lines = listed.slice(Math.max(0, listed.indexOf('rank0 listing'))).split('\n');
  const exitCode = Number(/^rank0 listing (\d+)/.exec(lines[0] ?? '')?.[1] ?? 1);
  const text = lines.slice(1).filter((line) => line !== '');
  const said = exitCode === 0 ? '' : text.join(' ');
  const rows = rest
    .slice(0, Math.max(0, rest.indexOf('=== rank0 begin')))
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([source = '', type = '']) => source !== '' && type !== 'autofs');
  const [source, type, options] = rows.at(-1) ?? [];
  return {
    ...(source === undefined || type === undefined ? {} : { source, type, options: options ?? '' }),
    listing: listingOf(exitCode, said),
    names: exitCode === 0 ? text : [],
    said,
    fstab: shownFile(rest),
  };
}

function listingOf(exitCode: number, said: string): ScratchSeen['listing'] {
  if (exitCode === 0) return 'ok';
  if (exitCode === 124 || exitCode === 137) return 'silent';
  if (/stale file handle/i.test(said)) return 'stale';
  return /no such file or directory/i.test(said) ? 'missing' : 'failed';
}
