import { createHash, randomBytes } from 'node:crypto';
import type { Task, TaskRun } from '../../engine/task.ts';
import type { Shared } from '../../state/events.ts';
import { ProblemError } from '../../state/problem.ts';
import { type Access, headOf } from '../access.ts';
import type { ExecResult } from '../nodes.ts';
import { scratch } from '../shared/fstab.ts';
import { lastLines, mustRun, sumsIn } from '../shell.ts';
import { mountOf } from './shared-mount.ts';

/** True once a file of one node was read on all others. */
export const sharedVerified = 'shared/verify';

/** The last time that it was verified, on the head: what, and on which machines. */
const recordFile = '~/.rank0/shared-files';
const checkName = '.rank0-check';

/** How long, in seconds, one look at a file there may take: a hard mount waits for as long as its server is away. */
const patience = 20;
const bounded = (line: string): string => `timeout -k 2 ${patience} bash -c '${line}'`;

/** What the nodes share, for words. */
export interface SharedWhat {
  readonly shared: Shared;
  /** `the disk of glocluster0`, `the container scratch` */
  readonly where: string;
  /** What happens while whoever serves it is away. */
  readonly whenAway: string;
  readonly needs?: readonly string[];
}

/** A file that one node wrote, as another one sees it. */
interface FileSeen {
  readonly mode: string;
  readonly owner: string;
  readonly size: string;
  readonly sum: string;
}

const show = (path: string): string => `ls -ln ${path} && sha256sum ${path}`;

/** Reads `ls -ln` and `sha256sum` of one file. */
export function fileSeen(stdout: string): FileSeen | undefined {
  const line = stdout.split(/\r?\n/).find((each) => /^-[rwxsStT-]{9}/.test(each)) ?? '';
  const [mode = '', , uid = '', gid = '', size = ''] = line.split(/\s+/);
  const sum = [...sumsIn(stdout).values()][0];
  return mode === '' || sum === undefined ? undefined : { mode: mode.slice(0, 10), owner: `${uid}:${gid}`, size, sum };
}

/** What `df -B1 --output=size,avail` says, in bytes. */
export function spaceIn(stdout: string): { readonly bytes: number; readonly free: number } | undefined {
  const [, bytes, free] = /^\s*(\d+)\s+(\d+)\s*$/m.exec(stdout) ?? [];
  return bytes === undefined || free === undefined ? undefined : { bytes: Number(bytes), free: Number(free) };
}

/** `25.9 GiB` */
export function sizeWords(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  const value = bytes / 1024 ** step;
  return `${value >= 100 || step === 0 ? Math.round(value) : value.toFixed(1)} ${units[step]}`;
}

export const spaceLine = `timeout -k 2 ${patience} df -B1 --output=size,avail ${scratch}`;

/** A file written on the last node is read on all others with the same bytes, owner and mode. */
export function verifyTask(access: Access, { shared, where, whenAway, needs = [] }: SharedWhat): Task {
  const head = headOf(access);
  const writer = access.names.at(-1) as string;
  const readers = access.names.filter((name) => name !== writer);
  const folder = `${scratch}/${access.user}`;
  const exec = (name: string, line: string, { signal }: TaskRun): Promise<ExecResult> =>
    access.nodes.exec(access.node(name), line, { signal, timeoutSeconds: patience + 8 });
  const record = (): string =>
    [JSON.stringify(shared), ...access.names.map((name) => `${name}=${access.node(name).machineId}=${(access.node(name).hostKeys[0] ?? '').slice(-12)}`)].join(
      ' ',
    );
  const stamp = (): string => createHash('sha256').update(record()).digest('hex');
  const write = (path: string, text: string): string => bounded(`rm -f ${folder}/${checkName}-*; umask 027; echo ${text} > ${path} && ${show(path)}`);
  return {
    id: sharedVerified,
    stage: 'shared-files',
    title: `a file of ${writer} read on all nodes`,
    node: head,
    needs: [...access.names.map(mountOf), ...needs],
    lane: 'head',
    explain: `What is mounted may still be the wrong folder, or not to be written to. So one node writes a file that nobody has seen before, and all others read it: the same bytes, owner and mode, or it is not shared. ${whenAway}`,
    commands: [`echo hello > ${folder}/check   # on ${writer}`, `${show(`${folder}/check`)}   # on all others`, `df -h ${scratch}`],
    usualSeconds: [1, 4],
    observe: async (run) => {
      const { stdout } = await exec(head, `cat ${recordFile} 2>/dev/null`, run);
      const lines = stdout.replaceAll('\r\n', '\n').split('\n');
      const at = lines.indexOf(stamp());
      return at < 0
        ? { is: 'absent' }
        : {
            is: 'so',
            message: lines
              .slice(at + 1)
              .join('\n')
              .trim(),
          };
    },
    make: async (run) => {
      const path = `${folder}/${checkName}-${randomBytes(6).toString('hex')}`;
      const text = randomBytes(24).toString('hex');
      const written = await exec(writer, write(path, text), run);
      const there = written.exitCode === 0 ? fileSeen(written.stdout) : undefined;
      if (!there) throw notUsable(access, writer, where, 'write', written);
      try {
        await Promise.all(
          readers.map(async (name) => {
            const result = await exec(name, bounded(show(path)), run);
            const seen = result.exitCode === 0 ? fileSeen(result.stdout) : undefined;
            if (!seen) throw notUsable(access, name, where, 'read', result);
            const differs = (['sum', 'size', 'owner', 'mode'] as const).find((part) => seen[part] !== there[part]);
            if (differs) throw notTheSame(access, { writer, name, differs, there, seen });
          }),
        );
      } finally {
        await exec(writer, bounded(`rm -f ${path}`), run).catch(() => {}); // a node that is gone was told of above
      }
      const space = spaceIn((await exec(head, spaceLine, run)).stdout);
      const free = space ? `${sizeWords(space.free)} of ${sizeWords(space.bytes)} free on ${where}` : `how much is free on ${where} is not known`;
      const message = `written on ${writer}, read on ${readers.length === 1 ? readers[0] : `the other ${readers.length}`} with the same bytes, owner and mode; ${free}. ${whenAway}`;
      run.learn({ type: 'shared', shared });
      await mustRun(access, head, `mkdir -p ~/.rank0 && cat > ${recordFile}`, { stdin: `${stamp()}\n${message}\n`, signal: run.signal });
      return { is: 'so', message };
    },
  };
}

function notUsable(access: Access, name: string, where: string, what: 'read' | 'write', result: ExecResult): ProblemError {
  const head = headOf(access);
  const said = lastLines(result.stderr, 2) || lastLines(result.stdout, 1);
  const again = { label: 'Run the same command again: it goes on from what exists', command: `rank0 up --name ${access.cluster}` };
  const silent = result.exitCode === 124 || result.exitCode === 137;
  const problem = (code: string, means: string, label: string, command: string) =>
    new ProblemError({
      code,
      message: `${name} cannot ${what} in ${scratch}/${access.user}: ${silent ? `no answer in ${patience} s` : said}`,
      means,
      next: [{ label, command }, again],
    });
  if (silent)
    return problem(
      'shared-silent',
      `${where} does not answer, so whoever looks there waits. It is off, frozen or cut off; what was written is not lost.`,
      'See how the nodes are',
      `rank0 status ${access.cluster}`,
    );
  if (/no space left/i.test(said))
    return problem(
      'shared-full',
      `There is no room left on ${where}.`,
      'See what takes it',
      `rank0 run ${head} -- 'df -h ${scratch}; sudo du -xsh ${scratch}/* | sort -h'`,
    );
  if (/read-only file system/i.test(said))
    return problem(
      'shared-read-only',
      `${scratch} can be read on ${name} and not written to: it was mounted or exported so.`,
      'Mount it for writing again',
      `rank0 run ${name} -- sudo mount -o remount,rw ${scratch}`,
    );
  if (/permission denied/i.test(said))
    return problem(
      'shared-not-allowed',
      `${scratch}/${access.user} belongs to somebody else than ${access.user}, or its modes keep everybody out.`,
      'See whose it is',
      `rank0 run ${name} -- ls -ld ${scratch} ${scratch}/${access.user}`,
    );
  if (/stale file handle/i.test(said))
    return problem(
      'shared-stale',
      `What ${name} has mounted is not there any more: the folder or the machine that served it was made anew.`,
      'Mount it anew: let go of it, then run the same command again',
      `rank0 run ${name} -- sudo umount -l ${scratch}`,
    );
  return problem('shared-not-usable', `What was mounted on ${name} cannot be used.`, 'Look for yourself', `rank0 ssh ${name}`);
}

interface Difference {
  readonly writer: string;
  readonly name: string;
  readonly differs: keyof FileSeen;
  readonly there: FileSeen;
  readonly seen: FileSeen;
}

function notTheSame(access: Access, { writer, name, differs, there, seen }: Difference): ProblemError {
  const words = { sum: 'other bytes', size: 'another size', owner: 'another owner', mode: 'another mode' }[differs];
  return new ProblemError({
    code: 'shared-differs',
    message: `${name} sees ${words} in a file that ${writer} wrote: ${seen[differs]} instead of ${there[differs]}`,
    means:
      differs === 'owner'
        ? 'Owners go over the network as numbers: the user has another number there, or all are made nobody (all_squash).'
        : 'The two of them do not have the same folder mounted, or one has an old copy of it.',
    next: [
      { label: 'Compare what they have mounted', command: `rank0 run ${access.cluster} -- findmnt ${scratch}` },
      { label: 'Run the same command again', command: `rank0 up --name ${access.cluster}` },
    ],
  });
}
