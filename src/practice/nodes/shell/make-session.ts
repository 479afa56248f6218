import { Bash, defineCommand, type ResolvedCommandContext } from 'just-bash';
import type { LocalClock } from '../boot/scripts.ts';
import { programsOf, systemPrograms } from '../commands/all.ts';
import { codeWords, type FailureCode, failureWords, isFailure, isSilent } from '../disk/failure.ts';
import { fileSystem } from '../disk/file-system.ts';
import { inheritedFunctions } from '../hpc/image.ts';
import { beIn } from '../mounts/busy.ts';
import { patientFiles, untilAnswered } from '../mounts/patient-files.ts';
import type { Network } from '../network.ts';
import type { PracticeNode } from '../node.ts';
import type { Work } from '../work.ts';
import { jobProgram, waitProgram, withJobs } from './jobs.ts';
import { type CommandResult, loginEnvironment, type Program, type RunOptions, type RunResult, type Session, type User } from './session.ts';
import type { Terminal } from './terminal.ts';

export interface SessionParts {
  readonly node: PracticeNode;
  readonly user: User;
  readonly clock: LocalClock;
  readonly work: Work;
  readonly network: Network;
  readonly signal: AbortSignal;
  /** More environment (SSH_CONNECTION, INSTANCE_ID). */
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: Terminal;
  /** Who writes to /dev/console, for the serial log. */
  readonly source: string;
  /** Where jobs live on that outlive the session; left out, they end with it. */
  readonly keepJob?: (line: string, options: RunOptions) => void;
  /** The same for jobs that were told to outlive their login (`setsid`, `nohup`) and print elsewhere. */
  readonly keepDetached?: (line: string, options: RunOptions) => void;
  /** The job that it is. */
  readonly job?: string;
  /** Ends the connections of the machine, which is going down. */
  readonly cutOff?: () => void;
  /** Shells of this login, those of `sudo` among them. */
  readonly shells?: Set<() => void>;
  /** What of this login waits for a silent server. */
  readonly waits?: Set<AbortController>;
}

/** A user's session on a machine. */
export function makeSession(parts: SessionParts): Session {
  const { node, user, clock, work, network, signal, source, terminal, shells = new Set(), waits = new Set() } = parts;
  const denied = new Map<string, FailureCode>();
  const jobs: Promise<RunResult | undefined>[] = [];
  const holder = { umask: user.uid === 0 ? 0o022 : 0o002 };
  const files = fileSystem(node.layers(clock.now), {
    identity: user,
    umask: () => holder.umask,
    console: (text) => node.print(source, clock.now(), text),
    denied: (path, code) => denied.set(path, code),
  });
  const fs = patientFiles(files, work, signal, waits);
  const env = { ...loginEnvironment(user), ...parts.env };
  let bash: Bash | undefined;
  const known = new Set<string>();
  const customCommand = ([name, program]: [string, Program]) =>
    defineCommand(name, async (args, context) => finished(await orWaits(name, program, args, context)));
  /** What asks a silent server in the midst of its work waits for it, and then has failed. */
  const orWaits = async (name: string, program: Program, args: string[], context: ResolvedCommandContext): Promise<CommandResult> => {
    try {
      return await program(args, context, session);
    } catch (error) {
      if (!isSilent(error) || !isFailure(error)) throw error;
      await untilAnswered(async () => void (await files.stat(error.path)), work, context.signal ?? signal, waits).catch(() => {});
      return { stderr: `${name}: ${error.path}: ${codeWords('EIO')}\n`, exitCode: 1 };
    }
  };
  /** Programs of packages that are installed and not yet known. */
  const learn = (): void => {
    for (const name of fs.namesIn('/var/lib/dpkg/info')) {
      if (known.has(name) || !name.endsWith('.list')) continue;
      known.add(name);
      for (const each of Object.entries(programsOf(name.slice(0, -5), node.release))) bash?.registerCommand(customCommand(each));
    }
  };
  shells.add(learn);
  const shell = (): Bash => {
    if (bash) return bash;
    bash = new Bash({
      fs,
      cwd: user.home,
      env: { ...env, HOSTNAME: node.spec().computerName },
      defenseInDepth: false,
      sleep: (milliseconds) => work.outside(clock.sleep(milliseconds, signal)),
      processInfo: { pid: 2100, ppid: 1, uid: user.uid, gid: user.gid },
      customCommands: Object.entries({ ...systemPrograms, ...jobPrograms }).map(customCommand),
    });
    learn();
    return bash;
  };
  const session: Session = {
    node,
    user,
    fs,
    clock,
    work,
    network,
    signal,
    env,
    ...(terminal ? { terminal } : {}),
    ...(parts.job === undefined ? {} : { job: parts.job }),
    unfinished: [],
    ...(parts.keepDetached ? { settled: () => node.settle(clock.now()) } : {}),
    get umask() {
      return holder.umask;
    },
    set umask(value) {
      holder.umask = value;
    },
    run: async (line, options = {}) => {
      const cwd = options.cwd ?? ((await fs.exists(user.home)) ? user.home : '/');
      const place = /^\s*cd (\/[^\s;&|]*)/.exec(line)?.[1] ?? cwd;
      const leave = node.mounts.entries(clock.now).length > 0 ? beIn(node.folder, place) : undefined;
      const run = shell().exec(inheritedFunctions(options.env?.['PATH']) + withJobs(exporting(options.env, line)), {
        rawScript: true,
        env: { PWD: cwd, ...options.env },
        cwd,
        stdin: (options.stdin ?? Buffer.alloc(0)).toString('latin1'),
        stdinKind: 'bytes',
        signal: options.signal ?? signal,
      });
      try {
        const { exitCode, stdout, stderr, env: left } = await run;
        return { exitCode, stdout, stderr: honest(stderr, cwd, denied), env: left };
      } catch (error) {
        // just-bash ends a script whose redirection the file system refuses.
        if (!isFailure(error)) throw error;
        return { exitCode: 1, stdout: '', stderr: `bash: line 1: ${error.path}: ${failureWords(error)}\n`, env: {} };
      } finally {
        leave?.();
      }
    },
    programsChanged: () => {
      for (const each of shells) each();
    },
    cutOff: () => parts.cutOff?.(),
    untilAnswered: (ask) => untilAnswered(ask, work, signal, waits),
    endWaits: () => {
      for (const each of waits) each.abort();
    },
    become: (other) => makeSession({ ...parts, shells, waits, user: other, env: { ...parts.env, SUDO_USER: user.name } }),
    startJob: (line, options, detached) => {
      if (parts.keepJob) {
        parts.keepJob(line, options);
        return;
      }
      if (detached && parts.keepDetached && /^\s*(setsid|nohup)\s/.test(line)) {
        parts.keepDetached(line, options);
        return;
      }
      const job = work.inside(() => session.run(line, options)).catch(() => undefined);
      if (!detached) jobs.push(job);
    },
    jobsOutput: async () => {
      const done = await work.outside(Promise.all(jobs.splice(0)));
      return { stdout: done.map((each) => each?.stdout ?? '').join(''), stderr: done.map((each) => each?.stderr ?? '').join('') };
    },
  };
  return session;
}

/** just-bash takes variables for an execution, but does not hand them on to what that starts. */
function exporting(env: Readonly<Record<string, string>> = {}, line: string): string {
  const names = Object.keys(env).filter((name) => /^[A-Za-z_]\w*$/.test(name) && !readOnly.has(name));
  return names.length === 0 ? line : `export ${names.join(' ')}\n${line}`;
}

const readOnly = new Set(['UID', 'EUID', 'PPID', 'BASHOPTS', 'SHELLOPTS', 'BASH_VERSINFO']);

const finished = ({ stdout = '', stderr = '', exitCode = 0, bytes = false }: CommandResult) => ({
  stdout,
  stderr,
  exitCode,
  ...(bytes ? { stdoutKind: 'bytes' as const, stdoutEncoding: 'binary' as const } : {}),
});

/** What `withJobs` makes of `cmd &` and `wait`. */
const startJob: Program = ([how, line = ''], { env, cwd }, session) => {
  session.startJob(line, { env: Object.fromEntries(env), cwd }, how === 'detached');
  return {};
};
const waitJobs: Program = (_args, _context, session) => session.jobsOutput();

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const jobPrograms: Readonly<Record<string, Program>> = { [nameOf(jobProgram)]: startJob, [nameOf(waitProgram)]: waitJobs };

/** just-bash's commands call every failure "No such file or directory": where it was another, that is said. */
function honest(stderr: string, cwd: string, denied: ReadonlyMap<string, FailureCode>): string {
  if (denied.size === 0 || !stderr.includes('No such file or directory')) return stderr;
  return stderr.replace(/^(\S+: (?:.* )?'?)([^\s':]+)('?: )No such file or directory$/gm, (line, before: string, path: string, after: string) => {
    const absolute = path.startsWith('/') ? path : `${cwd}/${path}`;
    const code = denied.get(absolute);
    return code === undefined ? line : `${before}${path}${after}${codeWords(code)}`;
  });
}
