import type { ResolvedCommandContext } from 'just-bash';
import type { LocalClock } from '../boot/scripts.ts';
import type { NodeFileSystem } from '../disk/file-system.ts';
import type { Network } from '../network.ts';
import type { PracticeNode } from '../node.ts';
import type { Work } from '../work.ts';
import type { Terminal } from './terminal.ts';

/** A user of a machine. */
export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly home: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Bytes that it reads. */
  readonly stdin?: Buffer;
  readonly signal?: AbortSignal;
}

export interface RunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the shell left behind, for one that goes on. */
  readonly env: Readonly<Record<string, string>>;
}

/** A user at work on a machine: a login, a script of cloud-init, or what `sudo` makes of one. */
export interface Session {
  readonly node: PracticeNode;
  readonly user: User;
  readonly fs: NodeFileSystem;
  readonly clock: LocalClock;
  readonly work: Work;
  readonly network: Network;
  /** Ends everything in it: connection gone, power cut. */
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string>>;
  /** The terminal, where a person sits at one. */
  readonly terminal?: Terminal;
  umask: number;
  /** The job that it is, where it lives on without a login. */
  readonly job?: string;
  /** Lets the machine's own jobs come as far as the clock; for logins, which may wait for them. */
  settled?(): Promise<void>;
  /** What programs had printed that were ended in the middle: the shell itself hands over nothing of them. */
  readonly unfinished: string[];
  /** A shell line, as that user would type it. */
  run(line: string, options?: RunOptions): Promise<RunResult>;
  /** The same session as another user. */
  become(user: User): Session;
  /** Packages came or went: the shell learns their programs. */
  programsChanged(): void;
  /** Waits until what is asked is no more a matter of a silent server. Rejects where it was killed meanwhile. */
  untilAnswered<T>(ask: () => T): Promise<T>;
  /** Kills what waits for a silent server. */
  endWaits(): void;
  /** The machine goes down: whoever is connected finds out. */
  cutOff(): void;
  /** Starts `cmd &`: what it prints comes with the session's output, unless it is `detached`. */
  startJob(line: string, options: RunOptions, detached: boolean): void;
  /** Waits for all jobs that are not detached, and takes what they printed. */
  jobsOutput(): Promise<{ readonly stdout: string; readonly stderr: string }>;
}

export interface CommandResult {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
  /** stdout holds bytes (latin1), not text. */
  readonly bytes?: boolean;
}

/** A program of the machine. */
export type Program = (args: readonly string[], context: ResolvedCommandContext, session: Session) => CommandResult | Promise<CommandResult>;

/** Programs that belong together, by name. */
export type Programs = Readonly<Record<string, Program>>;

/** A word for the shell, whatever is in it. */
export const quoted = (word: string): string => (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

export const quotedLine = (words: readonly string[]): string => words.map(quoted).join(' ');

/** The user of that name; undefined where the machine has none. */
export function userOf(node: PracticeNode, name: string): User | undefined {
  const { adminUsername } = node.spec();
  if (name === 'root') return { name, uid: 0, gid: 0, groups: [0], home: '/root' };
  if (name === adminUsername) return { name, uid: 1000, gid: 1000, groups: [4, 27, 1000], home: `/home/${name}` };
  return undefined;
}

/** What a login sets (sshd, PAM). */
export function loginEnvironment(user: User): Record<string, string> {
  return {
    HOME: user.home,
    USER: user.name,
    LOGNAME: user.name,
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/games:/usr/local/games:/snap/bin',
  };
}
