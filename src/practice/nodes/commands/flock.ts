import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, posix } from 'node:path';
import { latin1FromBytes } from 'just-bash';
import writeFileAtomic from 'write-file-atomic';
import { privateFolder } from '../../../state/home.ts';
import { isRunning, type ProcessIdentity, thisProcess } from '../../../state/process-identity.ts';
import { runsIn } from '../boot/runs.ts';
import { bootAt } from '../record.ts';
import { inheritedFunctions } from '../hpc/image.ts';
import { type Program, type Programs, quotedLine, type Session } from '../shell/session.ts';
import { whileLocked } from '../wait-for-lock.ts';
import { durationOf } from './timing.ts';

/** Who holds a lock of a machine: a job that lives on by itself, or a login of a program. It is gone with the machine's boot. */
interface Holder {
  readonly boot: number;
  readonly job?: string;
  readonly process?: ProcessIdentity;
}

function isHeld(holder: Holder, session: Session): boolean {
  const { node, clock } = session;
  if (holder.boot !== bootAt(node.record(), clock.now())) return false;
  if (holder.job !== undefined)
    return (
      holder.job !== session.job &&
      runsIn(node.folder)
        .jobs()
        .some(({ id }) => id === holder.job)
    );
  return holder.process !== undefined && isRunning(holder.process) !== false;
}

/** `flock`: runs a command while it alone holds a lock. `-n` gives up at once, `-w` after so many seconds. */
const flock: Program = async (args, context, session) => {
  const words = [...args];
  let patience = Number.POSITIVE_INFINITY;
  let conflict = 1;
  while (words[0]?.startsWith('-')) {
    const flag = words.shift() as string;
    if (/^(-n|--nb|--nonblock)$/.test(flag)) patience = 0;
    else if (/^(-w|--wait|--timeout)$/.test(flag)) patience = durationOf(words.shift() ?? '') ?? 0;
    else if (/^(-E|--conflict-exit-code)$/.test(flag)) conflict = Number(words.shift());
  }
  const [file, ...command] = words;
  if (file === undefined || command.length === 0) return { stderr: 'flock: not enough arguments\n', exitCode: 64 };
  const { node, clock, work, fs } = session;
  const path = posix.resolve(context.cwd, file);
  try {
    if (!(await fs.exists(path))) fs.writeBytes(path, '');
  } catch {
    return { stderr: `flock: cannot open lock file ${file}: No such file or directory\n`, exitCode: 66 };
  }
  const folder = privateFolder(join(node.folder, 'locks'));
  const place = join(folder, `${createHash('sha256').update(path).digest('hex').slice(0, 16)}.json`);
  const mine: Holder = { boot: bootAt(node.record(), clock.now()) ?? -1, ...(session.job === undefined ? { process: thisProcess() } : { job: session.job }) };
  const take = (): boolean =>
    whileLocked(folder, () => {
      const holder = existsSync(place) ? (JSON.parse(readFileSync(place, 'utf8')) as Holder) : undefined;
      if (holder && isHeld(holder, session)) return false;
      writeFileAtomic.sync(place, JSON.stringify(mine), { mode: 0o600, fsync: false });
      return true;
    });
  const until = clock.now() + patience;
  while (!take()) {
    if (clock.now() >= until) return { exitCode: conflict };
    await work.outside(clock.sleep(Math.min(500, until - clock.now()), context.signal ?? session.signal));
    await session.settled?.();
  }
  try {
    return await (context.exec as NonNullable<typeof context.exec>)(inheritedFunctions(context.env.get('PATH')) + quotedLine(command), {
      cwd: context.cwd,
      env: { ...context.exportedEnv },
      stdin: latin1FromBytes(context.stdin),
      stdinKind: 'bytes',
      ...(context.signal ? { signal: context.signal } : {}),
    });
  } finally {
    rmSync(place, { force: true });
  }
};

export const locking: Programs = { flock };
