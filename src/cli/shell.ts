import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { constants as system } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { ClusterNode } from '../state/events.ts';
import { ProblemError } from '../state/problem.ts';

/** A program that gets the terminal, and what has to stay open while it runs. */
export interface ShellLine {
  readonly command: string;
  readonly args: readonly string[];
  close(): void;
}

/** How a shell ended. 255 is ssh's own: it did not get through, or lost the machine. */
export interface ShellEnd {
  readonly exitCode: number;
  /** What ssh itself said last; empty where it said nothing. */
  readonly said: string;
}

export interface ShellLineOptions {
  /** The cluster's folder, which has its ssh_config. */
  readonly folder: string;
  readonly node: Pick<ClusterNode, 'name'>;
  /** The way to a simulated node: to its port 22, or through the head to it. */
  readonly simulated?: () => Promise<Duplex>;
  readonly options?: readonly string[];
  /** Words after the node's name: a command. */
  readonly more?: readonly string[];
}

/**
 * The line that logs in to a node with the cluster's own ssh_config. Simulated nodes are in this process, so there a port on
 * loopback leads to them, as long as the line is open.
 */
export async function shellLine({ folder, node, simulated, options = [], more = [] }: ShellLineOptions): Promise<ShellLine> {
  const config = ['-F', join(folder, 'ssh_config')];
  if (!simulated) return { command: 'ssh', args: [...config, ...options, node.name, ...more], close: () => {} };
  const { port, close } = await doorTo(simulated);
  return { command: 'ssh', args: [...config, '-o', 'HostName=127.0.0.1', '-o', 'ProxyJump=none', '-p', String(port), ...options, node.name, ...more], close };
}

/** A port of this machine's loopback that leads to a simulated node's port 22. */
function doorTo(way: () => Promise<Duplex>): Promise<{ readonly port: number; close(): void }> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    way().then(
      (node) => {
        socket.pipe(node).pipe(socket);
        socket.on('close', () => node.destroy());
        node.on('error', () => socket.destroy());
        node.on('close', () => socket.destroy());
      },
      () => socket.destroy(),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve({ port: (server.address() as AddressInfo).port, close: () => void server.close() }));
  });
}

/** How long a shell that is to end may take, in milliseconds, before it is killed. */
const grace = 2_000;

/** How much of what ssh says is kept, in characters. */
const kept = 4_000;

export interface RunShellOptions {
  /** Ends it: it is asked first, so that it leaves the terminal as it found it. */
  readonly signal?: AbortSignal;
  /** What it writes to stderr is passed on as it comes, and kept: ssh says there why it did not get through. */
  readonly listen?: boolean;
}

/**
 * Gives the terminal to a program until it ends.
 * @throws ProblemError `ssh-missing` where there is no such program.
 */
export function runShell({ command, args }: Pick<ShellLine, 'command' | 'args'>, { signal, listen = false }: RunShellOptions = {}): Promise<ShellEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { stdio: ['inherit', 'inherit', listen ? 'pipe' : 'inherit'] });
    let said = '';
    let timer: NodeJS.Timeout | undefined;
    const end = (): void => {
      child.kill('SIGTERM');
      timer ??= setTimeout(() => child.kill('SIGKILL'), grace);
    };
    const atExit = (): void => void child.kill('SIGTERM');
    const over = (settle: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      process.off('exit', atExit);
      settle();
    };
    child.stderr?.on('data', (chunk: Buffer) => {
      process.stderr.write(chunk);
      said = (said + chunk.toString()).slice(-kept);
    });
    child.once('error', (error) => over(() => reject(shellMissing(command, error))));
    // `close` comes once stderr has been read to its end, too; a program that it left behind may hold that open for ever.
    child.once('exit', (code, killedBy) => {
      // One that was killed could not put the terminal back; a shell counts it as 128 + n.
      if (killedBy !== null) spawnSync('stty', ['sane'], { stdio: ['inherit', 'ignore', 'ignore'] });
      const exitCode = code ?? 128 + (killedBy === null ? 0 : system.signals[killedBy]);
      const settle = (): void => over(() => resolve({ exitCode, said: lastWords(said) }));
      const late = setTimeout(settle, 200);
      child.once('close', () => {
        clearTimeout(late);
        settle();
      });
    });
    process.once('exit', atExit);
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end, { once: true });
  });
}

/** The last line that is no farewell. */
const lastWords = (said: string): string =>
  said
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '' && !/^(Connection to .* closed\.|Shared connection to .* closed\.)$/.test(line.trim()))
    .at(-1)
    ?.trim() ?? '';

/** Whether there is a program of this name to be started. */
export function isInstalled(program: string, env: NodeJS.ProcessEnv): boolean {
  const endings = process.platform === 'win32' ? (env['PATHEXT'] ?? '.EXE').split(';') : [''];
  return (env['PATH'] ?? '').split(delimiter).some((folder) =>
    endings.some((ending) => {
      try {
        accessSync(join(folder, `${program}${ending}`), constants.X_OK);
        return folder !== '';
      } catch {
        return false;
      }
    }),
  );
}

const shellMissing = (command: string, error: Error): ProblemError =>
  new ProblemError(
    {
      code: 'ssh-missing',
      message: `${command} could not be started: ${error.message}`,
      means: 'A shell on a node is the ssh program of your own system, which gets the terminal; there is none here.',
      next: [
        { label: 'Install OpenSSH', command: 'sudo apt install openssh-client' },
        { label: 'Or run single commands without it', command: 'rank0 run -- uname -a' },
      ],
    },
    { cause: error },
  );
