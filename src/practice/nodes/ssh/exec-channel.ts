import type { ServerChannel } from 'ssh2';
import type { Session } from '../shell/session.ts';
import type { LoggedIn } from './server.ts';
import { type TerminalSize, terminalOn } from './terminal-channel.ts';

/** How long a command is kept waiting for input that may never come, in real milliseconds (terminal.md 8). */
const silence = 15;

/** Commands that read all of their input before they do anything. */
const readers = /\b(cat|tee|bash|sh|xargs|read|tar|base64|sha256sum|md5sum|wc|sort|grep|sed|awk|dd|gzip|gunzip|head|tail|tr|clush|while)\b/;

export interface CommandOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly size?: TerminalSize;
  signals(told: (name: string) => void): void;
}

/** Runs one command of a login and answers with what it printed and its exit code. */
export function serveCommand(channel: ServerChannel, login: LoggedIn, command: string, { env, size, signals }: CommandOptions): void {
  const ended = new AbortController();
  let signalled: string | undefined;
  signals((name) => {
    signalled = name;
    ended.abort(new Error(`SIG${name}`));
  });
  channel.on('close', () => ended.abort(new Error('the channel was closed')));
  channel.on('error', () => ended.abort(new Error('the channel broke')));
  const terminal = size ? terminalOn(channel, size) : undefined;
  const session = login.session({ signal: ended.signal, ...(terminal ? { terminal: terminal.terminal } : {}) });
  const run = async (): Promise<void> => {
    const stdin = terminal ? Buffer.alloc(0) : await session.work.outside(inputOf(channel, readers.test(command)));
    const { node } = login;
    await node.settle(session.clock.now());
    const result = await session.run(withOwnSettings(session, command), { env, stdin }).catch((error: unknown) => {
      if (ended.signal.aborted) return { exitCode: 143, stdout: '', stderr: '' };
      throw error;
    });
    const jobs = await session.jobsOutput();
    if (ended.signal.aborted && signalled === undefined) return;
    const crlf = (text: string): string => (terminal ? text.replace(/\r?\n/g, '\r\n') : text);
    channel.write(crlf(result.stdout + jobs.stdout));
    // A shell that is ended by a signal says nothing of it.
    const errors = (signalled === undefined ? result.stderr : result.stderr.replace(/^bash: execution aborted\n?/m, '')) + jobs.stderr;
    if (errors !== '') (terminal ? channel : channel.stderr).write(crlf(errors));
    if (signalled !== undefined) channel.exit(signalled, false, '');
    else channel.exit(result.exitCode);
    channel.end();
  };
  session.work.inside(run).catch((error: unknown) => {
    if (ended.signal.aborted) return;
    channel.stderr.write(`practice cloud: ${error instanceof Error ? error.message : String(error)}\n`);
    channel.exit(254);
    channel.end();
  });
}

/** bash reads a changed ~/.bashrc for commands over SSH too: what that prints comes first (lab.md 2, 14). */
function withOwnSettings({ fs, user }: Session, command: string): string {
  const file = `${user.home}/.bashrc`;
  if (!fs.may(file, 'read') || /^#[^\n]*\n$/.test(fs.readBytes(file).toString())) return command;
  return `. ${file}\n${command}`;
}

/** All that is typed into a command, or what came before it fell silent. */
function inputOf(channel: ServerChannel, reads: boolean): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const done = (): void => {
      clearTimeout(timer);
      channel.off('data', onData);
      channel.off('end', done);
      channel.off('close', done);
      // Whatever comes later is read by nobody.
      channel.resume();
      resolve(Buffer.concat(chunks));
    };
    const rest = (): void => {
      clearTimeout(timer);
      if (!reads) timer = setTimeout(done, silence);
    };
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk);
      rest();
    };
    channel.on('data', onData);
    channel.once('end', done);
    channel.once('close', done);
    rest();
  });
}
