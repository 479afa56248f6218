import { posix } from 'node:path';
import { isFailure } from '../disk/failure.ts';
import type { CommandResult, Program, Programs, Session } from '../shell/session.ts';
import { directoriesInUse } from './busy.ts';

const failed = (stderr: string): CommandResult => ({ stderr, exitCode: 32 });

/** `umount TARGET|SOURCE…`, `-l` when nobody uses it any more, `-f` though the server is silent. */
const umount: Program = async (args, { cwd }, session) => {
  const flags = new Set(args.filter((each) => each.startsWith('-')).flatMap((each) => (each.startsWith('--') ? [each.slice(2)] : [...each.slice(1)])));
  const names = args.filter((each) => !each.startsWith('-'));
  if (names.length === 0) return { stderr: "umount: bad usage\nTry 'umount --help' for more information.\n", exitCode: 1 };
  let stderr = '';
  let exitCode = 0;
  for (const name of names) {
    const result = await one(name, posix.resolve(cwd, name), flags, session);
    stderr += result.stderr ?? '';
    exitCode ||= result.exitCode ?? 0;
  }
  return { stderr, exitCode };
};

async function one(name: string, place: string, flags: ReadonlySet<string>, session: Session): Promise<CommandResult> {
  const { node, clock, user } = session;
  const entries = node.mounts.entries(clock.now);
  const index = entries.findLastIndex((entry) => entry.target === place || entry.source === name);
  const entry = entries[index];
  if (!entry) return failed((await session.fs.exists(place)) ? `umount: ${name}: not mounted.\n` : `umount: ${name}: no mount point specified.\n`);
  if (user.uid !== 0) return failed(`umount: ${entry.target}: must be superuser to unmount.\n`);
  const lazy = flags.has('l') || flags.has('lazy');
  if (!lazy && !flags.has('f') && !flags.has('force')) {
    const point = node.mounts.points(clock.now)[index];
    await session.untilAnswered(() => {
      try {
        if (!entry.automount) point?.files();
      } catch (error) {
        // What is stale or gone can be let go of.
        if (!isFailure(error) || error.code === 'EHOSTDOWN') throw error;
      }
    });
  }
  const inUse = directoriesInUse(node.folder).some((directory) => directory === entry.target || directory.startsWith(`${entry.target}/`));
  if (inUse && !lazy) return failed(`umount: ${entry.target}: target is busy.\n`);
  node.mounts.change(clock.now, (all) => all.filter((each) => JSON.stringify(each) !== JSON.stringify(entry)));
  return {};
}

/** `mountpoint [-q] PATH` */
const mountpoint: Program = async (args, { cwd }, { node, clock, fs }) => {
  const name = args.find((each) => !each.startsWith('-'));
  const quiet = args.includes('-q') || args.includes('--quiet');
  if (name === undefined) return { stderr: 'mountpoint: bad usage\n', exitCode: 1 };
  const place = posix.resolve(cwd, name);
  const is = place === '/' || node.mounts.entries(clock.now).some((entry) => entry.target === place);
  if (!is && !(await fs.exists(place))) return { stderr: quiet ? '' : `mountpoint: ${name}: No such file or directory\n`, exitCode: 1 };
  return { stdout: quiet ? '' : `${name} is ${is ? '' : 'not '}a mountpoint\n`, exitCode: is ? 0 : 32 };
};

/** `fuser -m PATH`: processes in a mount; only shells are known to be there. */
const fuser: Program = (args, { cwd }, { node, user }) => {
  const name = args.find((each) => !each.startsWith('-')) ?? '';
  const place = posix.resolve(cwd, name);
  const count = directoriesInUse(node.folder).filter((directory) => directory === place || directory.startsWith(`${place}/`)).length;
  if (count === 0) return { exitCode: 1 };
  const verbose = args.some((each) => /^-[a-z]*v/.test(each));
  const rows = Array.from({ length: count }, (_, index) => 2100 + index);
  if (!verbose) return { stderr: `${name}:`.padEnd(21), stdout: rows.map((pid) => `  ${pid}c`).join('') };
  return {
    stderr: `${' '.repeat(21)}USER        PID ACCESS COMMAND\n${rows.map((pid) => `${`${name}:`.padEnd(21)}${user.name.padEnd(10)} ${pid} ..c.. bash\n`).join('')}`,
  };
};

/** `fallocate -l 1G FILE`: a file of zeros, and as much room taken. */
const fallocate: Program = (args, { cwd }, { fs }) => {
  const at = args.findIndex((each) => each === '-l' || each === '--length');
  const match = /^(\d+)([KMGT]?)(iB)?$/.exec(args[at + 1] ?? '');
  const name = args.filter((each, index) => !each.startsWith('-') && index !== at + 1)[0];
  if (at < 0 || !match || name === undefined) return { stderr: 'fallocate: bad usage\n', exitCode: 1 };
  const bytes = Number(match[1]) * 1024 ** ' KMGT'.indexOf(match[2] || ' ');
  try {
    fs.allocate(posix.resolve(cwd, name), bytes);
    return {};
  } catch (error) {
    if (!isFailure(error)) throw error;
    return {
      stderr: error.code === 'ENOSPC' ? 'fallocate: fallocate failed: No space left on device\n' : `fallocate: cannot open ${name}: ${error.message}\n`,
      exitCode: 1,
    };
  }
};

export const umountPrograms: Programs = { umount, mountpoint, fuser, fallocate };
