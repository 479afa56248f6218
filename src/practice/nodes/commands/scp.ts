import { posix } from 'node:path';
import type { Client, SFTPWrapper } from 'ssh2';
import { clientOptions } from '../ssh/client-options.ts';
import { logInFrom } from '../ssh/client.ts';
import { failureWords, isFailure } from '../disk/failure.ts';
import type { CommandResult, Program, Programs, Session } from '../shell/session.ts';
import { type SshLine, sshLine } from './ssh-words.ts';

interface Place {
  readonly host?: string;
  readonly user?: string;
  readonly path: string;
}

/** `scp` over SFTP: files and folders between this machine and others. */
const scp: Program = async (args, context, session) => {
  const line = sshLine(args, 'cDFiJloPSX', '346ABCfOpqRrtTv', 'P');
  if (line.flags.has('t') || line.flags.has('f')) return { stderr: 'scp: the practice cloud speaks SFTP only: leave out -O\n', exitCode: 1 };
  const places = line.rest.map(placeOf);
  const target = places.at(-1);
  if (places.length < 2 || !target) return { stderr: 'usage: scp [-346ABCOpqRrsTv] [-c cipher] [-i identity_file] [-P port] source ... target\n', exitCode: 1 };
  const signal = context.signal ?? session.signal;
  let stderr = '';
  let exitCode = 0;
  for (const source of places.slice(0, -1)) {
    const result = await copyOne(source, target, line, context.cwd, session, signal);
    stderr += result.stderr ?? '';
    if (result.exitCode !== 0 && result.exitCode !== undefined) exitCode = result.exitCode;
  }
  return { stderr, exitCode };
};

function placeOf(text: string): Place {
  const match = /^(?:scp:\/\/)?(?:([^@/:[\]]+)@)?(?:\[([^\]]+)\]|([^/:[\]]+)):(.*)$/.exec(text);
  if (!match) return { path: text };
  const [, user, bracketed, plain, path = ''] = match;
  return { host: bracketed ?? plain ?? '', path: path === '' ? '.' : path, ...(user === undefined ? {} : { user }) };
}

async function copyOne(source: Place, target: Place, line: SshLine, cwd: string, session: Session, signal: AbortSignal): Promise<CommandResult> {
  if (source.host !== undefined && target.host !== undefined)
    return { stderr: 'scp: the practice cloud copies to or from this machine, not between two others\n', exitCode: 1 };
  const remote = target.host !== undefined ? target : source;
  const deep = line.flags.has('r');
  if (remote.host === undefined) {
    await session.fs.cp(posix.resolve(cwd, source.path), await intoFolder(session, posix.resolve(cwd, target.path), source.path), { recursive: deep });
    return {};
  }
  if (target.host !== undefined && !(await session.fs.exists(posix.resolve(cwd, source.path))))
    return { stderr: `scp: stat local "${source.path}": No such file or directory\n`, exitCode: 255 };
  const words = { ...line, ...(remote.user === undefined ? {} : { user: remote.user }) };
  const login = await logInFrom(session, await clientOptions(remote.host, words, session), signal);
  if ('failed' in login) return { stderr: `${login.failed}scp: Connection closed\n`, exitCode: 255 };
  const stop = (): void => void login.client.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const sftp = await session.work.outside(sftpOf(login.client));
    const up = target.host !== undefined;
    const copy = up
      ? upload(session, sftp, posix.resolve(cwd, source.path), target.path, source.path, deep)
      : download(session, sftp, source.path, posix.resolve(cwd, target.path), deep);
    return { stderr: login.notice + (await copy), exitCode: 0 };
  } catch (error) {
    if (signal.aborted) throw error;
    return { stderr: `${login.notice}scp: ${wordsOf(error, up(target, source))}\n`, exitCode: 1 };
  } finally {
    signal.removeEventListener('abort', stop);
    login.client.end();
  }
}

const up = (target: Place, source: Place): string => (target.host === undefined ? source.path : `dest open "${target.path}"`);

/** What went wrong, in scp's words; a server says only which kind. */
function wordsOf(error: unknown, where: string): string {
  if (isFailure(error)) return `${error.path}: ${failureWords(error)}`;
  if (error instanceof NotRegular) return error.message;
  const code = (error as { code?: unknown }).code;
  return `${where}: ${code === 2 ? 'No such file or directory' : code === 3 ? 'Permission denied' : 'Failure'}`;
}

class NotRegular extends Error {}

const sftpOf = (client: Client): Promise<SFTPWrapper> =>
  new Promise((resolve, reject) => client.sftp((error, sftp) => (error ? reject(error) : resolve(sftp))));

type Ask = <T>(run: (done: (error: Error | null | undefined, value: T) => void) => void) => Promise<T>;
const asking =
  (session: Session): Ask =>
  (run) =>
    session.work.outside(new Promise((resolve, reject) => run((error, value) => (error ? reject(error) : resolve(value)))));

async function upload(session: Session, sftp: SFTPWrapper, from: string, to: string, shown: string, deep: boolean): Promise<string> {
  const { fs } = session;
  const ask = asking(session);
  const target = (await isFolder(ask, sftp, to)) ? posix.join(to, posix.basename(shown)) : to;
  const send = async (path: string, destination: string): Promise<void> => {
    const stat = await fs.stat(path);
    if (!stat.isDirectory) {
      const content = fs.readBytes(path);
      // An existing file keeps its mode, a new one takes that of the source.
      await ask<void>((done) => sftp.writeFile(destination, content, { mode: stat.mode & 0o777 }, (error) => done(error, undefined)));
      return;
    }
    if (!deep) throw new NotRegular(`local "${shown}" is not a regular file`);
    if (!(await isFolder(ask, sftp, destination))) await ask<void>((done) => sftp.mkdir(destination, (error) => done(error, undefined)));
    for (const name of await fs.readdir(path)) await send(posix.join(path, name), posix.join(destination, name));
  };
  await send(from, target);
  return '';
}

async function download(session: Session, sftp: SFTPWrapper, from: string, to: string, deep: boolean): Promise<string> {
  const { fs } = session;
  const ask = asking(session);
  const fetch = async (path: string, destination: string): Promise<void> => {
    const stat = await ask<import('ssh2').Stats>((done) => sftp.stat(path, done));
    if (!stat.isDirectory()) {
      const there = await fs.exists(destination);
      fs.writeBytes(destination, await ask<Buffer>((done) => sftp.readFile(path, done)));
      if (!there) await fs.chmod(destination, stat.mode & 0o777);
      return;
    }
    if (!deep) throw new NotRegular(`${path}: not a regular file`);
    await fs.mkdir(destination, { recursive: true });
    for (const { filename } of await ask<import('ssh2').FileEntryWithStats[]>((done) => sftp.readdir(path, done))) {
      if (filename !== '.' && filename !== '..') await fetch(posix.join(path, filename), posix.join(destination, filename));
    }
  };
  await fetch(from, await intoFolder(session, to, from));
  return '';
}

async function isFolder(ask: Ask, sftp: SFTPWrapper, path: string): Promise<boolean> {
  try {
    return (await ask<import('ssh2').Stats>((done) => sftp.stat(path === '' ? '.' : path, done))).isDirectory();
  } catch {
    // Not there.
    return false;
  }
}

async function intoFolder({ fs }: Session, to: string, from: string): Promise<string> {
  return (await fs.exists(to)) && (await fs.stat(to)).isDirectory ? posix.join(to, posix.basename(from)) : to;
}

export const scpProgram: Programs = { scp };
