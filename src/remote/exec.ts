import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Client, ClientChannel } from 'ssh2';
import type { Clock } from '../engine/clock.ts';
import type { ClusterNode } from '../state/events.ts';
import { sshProblem } from './ssh-problems.ts';

/** How a command on a node ended. */
export interface ExecResult {
  /** 128 + n where a signal ended it, as a shell counts. */
  readonly exitCode: number;
  /** Name of the signal that ended it, `KILL`. */
  readonly signal?: string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecOptions {
  /** What the command reads; it always finds an end. A stream is sent as fast as the node takes it. */
  readonly stdin?: string | Buffer | Readable;
  /** Told of what it prints on stdout as bytes, which then are kept nowhere. */
  onBytes?(chunk: Buffer): void;
  readonly signal?: AbortSignal;
  /** Each line as it comes, without its end. */
  onLine?(line: string, stream: 'stdout' | 'stderr'): void;
  /**
   * The longest it may take, in seconds: 30 unless told. It guards against a node that went silent, so it is real time:
   * simulated time may run ahead of the work that this very process has to do.
   */
  readonly timeoutSeconds?: number;
  /** Aborted: the node is told to end the command (TERM, then KILL), and how it ended is the result. */
  readonly stop?: AbortSignal;
  /** The first so many characters of each stream are kept for the result; all of them unless told. */
  readonly keep?: number;
}

/** How long a command may take to end once it was told to, in milliseconds, after TERM and again after KILL. */
const stopPatience = 2_500;

/** What is told as a line though it goes on, in characters, where little of it is kept. */
const longestLine = 64_000;

const standardTimeoutSeconds = 30;

/** Waits before a session is asked for again that sshd refused (MaxSessions), in milliseconds. */
const sessionWaits = [200, 600, 1_500] as const;

const signalNumbers: Readonly<Record<string, number>> = { HUP: 1, INT: 2, QUIT: 3, ABRT: 6, KILL: 9, SEGV: 11, PIPE: 13, ALRM: 14, TERM: 15 };

/** Runs one command on an open connection. @throws ProblemError `ssh-lost` or `command-timeout`; the signal's reason. */
export async function execOn(client: Client, node: ClusterNode, command: string, options: ExecOptions, clock: Clock): Promise<ExecResult> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once(client, node, command, options);
    } catch (error) {
      const wait = sessionWaits[attempt];
      if (wait === undefined || !(error instanceof SessionRefused))
        throw error instanceof SessionRefused ? sshProblem('ssh-lost', node, error.message, error) : error;
      await clock.sleep(wait, options.signal);
    }
  }
}

/** sshd opened no session; the command has not begun, so it may be asked for again. */
class SessionRefused extends Error {}

function once(client: Client, node: ClusterNode, command: string, options: ExecOptions): Promise<ExecResult> {
  const { signal, stop: stopping, timeoutSeconds = standardTimeoutSeconds } = options;
  return new Promise((resolve, reject) => {
    let channel: ClientChannel | undefined;
    let over = false;
    let why = 'the connection ended';
    const end = (settle: () => void): void => {
      if (over) return;
      over = true;
      clearTimeout(guard);
      clearTimeout(unheeded);
      client.off('close', onLost);
      client.off('error', onError);
      signal?.removeEventListener('abort', onAbort);
      stopping?.removeEventListener('abort', onStop);
      settle();
    };
    const fail = (error: Error): void => end(() => reject(error));
    const onError = (error: Error): void => {
      why = error.message;
    };
    const onLost = (): void => fail(sshProblem('ssh-lost', node, why));
    const onAbort = (): void => {
      fail(signal?.reason as Error);
      stop(client, channel);
    };
    const onLate = (): void => {
      fail(sshProblem('command-timeout', node, `no end of \`${command.split('\n')[0]?.slice(0, 80)}\` after ${timeoutSeconds} s`));
      stop(client, channel);
    };
    let unheeded: NodeJS.Timeout | undefined;
    const onStop = (): void => {
      sendSignal(client, channel, 'TERM');
      unheeded = setTimeout(() => {
        sendSignal(client, channel, 'KILL');
        unheeded = setTimeout(() => fail(sshProblem('command-goes-on', node, 'it did not end when it was told to')), stopPatience);
      }, stopPatience);
    };
    const guard = setTimeout(onLate, timeoutSeconds * 1000);
    stopping?.addEventListener('abort', onStop, { once: true });
    client.once('close', onLost);
    client.on('error', onError);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      client.exec(command, (error, opened) => {
        if (error) fail(/channel open failure/i.test(error.message) ? new SessionRefused(error.message) : sshProblem('ssh-lost', node, error.message, error));
        else if (over) stop(client, opened);
        else {
          channel = opened;
          collect(opened, options, (result) => end(() => resolve(result)));
          if (stopping?.aborted) sendSignal(client, opened, 'TERM');
        }
      });
    } catch (error) {
      fail(sshProblem('ssh-lost', node, error instanceof Error ? error.message : String(error), error));
    }
  });
}

/** Asks the node to end the command. Best effort: what must not go on there bounds itself. */
function stop(client: Client, channel: ClientChannel | undefined): void {
  if (!channel?.writable && !channel?.readable) return;
  sendSignal(client, channel, 'TERM');
  channel.close();
}

/**
 * Sends a signal to the command's process group (sshd does so since OpenSSH 7.9). ssh2's own `signal` does nothing once the command's input has ended,
 * as it always has here (mscdex/ssh2, lib/Channel.js: only while `outgoing.state` is `open`); RFC 4254 6.9 knows no such bound.
 */
function sendSignal(client: Client, channel: ClientChannel | undefined, name: 'TERM' | 'KILL'): void {
  if (!channel) return;
  const { outgoing } = channel as unknown as { readonly outgoing: { readonly id: number; readonly state: string } };
  if (outgoing.state === 'open') channel.signal(name);
  else if (outgoing.state === 'eof')
    (client as unknown as { readonly _protocol: { signal(id: number, name: string): void } })._protocol.signal(outgoing.id, name);
}

function collect(channel: ClientChannel, { stdin = '', onLine, onBytes, keep }: ExecOptions, done: (result: ExecResult) => void): void {
  const stdout = gather((line) => onLine?.(line, 'stdout'), keep);
  const stderr = gather((line) => onLine?.(line, 'stderr'), keep);
  let ended: { exitCode: number; signal?: string } | undefined;
  channel.on('data', (chunk: Buffer) => (onBytes ? onBytes(chunk) : stdout.add(chunk)));
  channel.stderr.on('data', (chunk: Buffer) => stderr.add(chunk));
  channel.on('exit', (code: number | null, name?: string) => {
    const signal = name?.replace(/^SIG/, '');
    ended = code === null ? { exitCode: 128 + (signalNumbers[signal ?? ''] ?? 0), ...(signal ? { signal } : {}) } : { exitCode: code };
  });
  // Without a status it is 255, as ssh says; a connection that ended was reported before its channels.
  channel.on('close', () => done({ exitCode: 255, ...ended, stdout: stdout.end(), stderr: stderr.end() }));
  // A command that ended without reading it all makes the channel refuse the rest: how it ended is told by its exit code.
  channel.on('error', () => {});
  if (typeof stdin === 'string' || Buffer.isBuffer(stdin)) channel.end(stdin);
  else {
    // A file that cannot be read to its end here: the command finds an early end, and says so by its exit code.
    stdin.once('error', () => channel.end());
    channel.once('close', () => stdin.destroy());
    stdin.pipe(channel);
  }
}

/** Collects a stream as text, telling whole lines as they come. With `keep` only the beginning is collected, and a line without an end is told in parts. */
function gather(onLine: (line: string) => void, keep?: number): { add(chunk: Buffer): void; end(): string } {
  const decoder = new StringDecoder('utf8');
  let text = '';
  let told = 0;
  /** What was collected before `text`, where that is not all. */
  let first = '';
  const tell = (): void => {
    for (let at = text.indexOf('\n', told); at >= 0; at = text.indexOf('\n', told)) {
      onLine(text.slice(told, at).replace(/\r$/, ''));
      told = at + 1;
    }
    if (keep === undefined) return;
    if (text.length - told > longestLine) {
      onLine(text.slice(told));
      told = text.length;
    }
    if (first.length < keep) first += text.slice(0, Math.min(told, keep - first.length));
    text = text.slice(told);
    told = 0;
  };
  return {
    add: (chunk) => {
      text += decoder.write(chunk);
      tell();
    },
    end: () => {
      text += decoder.end();
      tell();
      if (told < text.length) onLine(text.slice(told));
      return keep === undefined ? text : (first + text).slice(0, keep);
    },
  };
}
