import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { Client, type ServerHostKeyAlgorithm } from 'ssh2';
import type { World } from '../engine/world.ts';
import type { ClusterNode } from '../state/events.ts';
import { ProblemError } from '../state/problem.ts';
import { hostKeyMismatch } from './host-keys.ts';
import { parsePublicKey, type PublicKey } from './public-key.ts';
import { addressOf, sshProblem } from './ssh-problems.ts';

/** How long a node may take to answer the dial, and then to complete the login, in seconds of real time. */
const dialSeconds = 12;
const loginSeconds = 14;

/** A silent connection is given up after this much, in milliseconds, times `aliveCount` + 1: 15 s (a frozen or cut-off node). */
const aliveInterval = 5_000;
const aliveCount = 2;

export interface Login {
  readonly user: string;
  /** A key as text, or the socket of an ssh-agent that holds one. */
  readonly privateKey?: string;
  readonly agent?: string;
  readonly dial: World['dial'];
  /** Ends the dial; a connection that is there outlives it. */
  readonly signal?: AbortSignal;
}

/**
 * Opens one SSH connection. The host key must be one of those read through ARM; only their algorithms are offered.
 * @throws ProblemError: `host-key-mismatch` (stops the run) or one of `SshFailure`, within 26 s of real time.
 */
export async function connect(node: ClusterNode, { user, privateKey, agent, dial, signal }: Login): Promise<Client> {
  const known = node.hostKeys.flatMap((text) => parsePublicKey(text) ?? []);
  if (known.length === 0) throw sshProblem('host-key-unknown', node, 'no host key is known yet');
  const socket = await dialled(node, dial, signal);
  const client = new Client();
  let shown: Buffer | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve);
      client.once('error', reject);
      client.once('close', () => reject(Object.assign(new Error('the connection ended before the login was complete'), { level: 'closed' })));
      client.connect({
        sock: socket,
        username: user,
        ...(agent === undefined ? { privateKey: privateKey ?? '', authHandler: ['publickey' as const] } : { agent, authHandler: ['agent' as const] }),
        hostVerifier: (key: Buffer) => {
          const fits = known.some((it) => it.blob.equals(key));
          if (!fits) shown = key;
          return fits;
        },
        algorithms: {
          serverHostKey: known.flatMap((key) => algorithmsOf(key)),
          // Cheapest first where the processor has AES in hardware, as all of Azure's have.
          cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'chacha20-poly1305@openssh.com', 'aes256-ctr', 'aes192-ctr', 'aes128-ctr'],
        },
        readyTimeout: loginSeconds * 1000,
        keepaliveInterval: aliveInterval,
        keepaliveCountMax: aliveCount,
      });
    });
  } catch (error) {
    client.on('error', () => {}); // what follows a failure that is being reported already
    client.destroy();
    socket.destroy();
    throw loginFailure(node, error, known, shown);
  }
  client.removeAllListeners('error');
  client.removeAllListeners('close');
  // A head carries a tunnel to each node, and each of them listens for its end.
  client.setMaxListeners(512);
  sockets.set(client, socket);
  // A tunnel's far end may close while the tunnel stays half open: ssh2 then says neither that it ended nor that its commands did.
  client.once('end', () => socket.destroy());
  return client;
}

const sockets = new WeakMap<Client, Duplex>();

/** How long the other side may take to close a connection that was ended, in milliseconds. */
const farewell = 500;

/**
 * Ends a connection, also one whose other side is frozen: that never closes it, and an open socket keeps the whole program
 * from ending. (ssh2's own `destroy` does nothing once `end` was called.)
 */
export function disconnect(client: Client): void {
  const socket = sockets.get(client);
  client.end();
  if (!socket || socket.destroyed) return;
  const late = setTimeout(() => socket.destroy(), farewell).unref();
  socket.once('close', () => clearTimeout(late));
}

async function dialled(node: ClusterNode, dial: World['dial'], ending: AbortSignal | undefined): Promise<Duplex> {
  // Not AbortSignal.timeout: it would still fire after the dial, and a socket that was given it would end then.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error('no answer in time')), dialSeconds * 1000);
  const end = (): void => late.abort(ending?.reason as Error);
  ending?.addEventListener('abort', end, { once: true });
  try {
    return await dial(addressOf(node), 22, late.signal);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ECONNREFUSED') throw sshProblem('ssh-refused', node, 'nothing listens on port 22', error);
    const detail = late.signal.aborted || code === 'ETIMEDOUT' ? 'no answer on port 22' : error instanceof Error ? error.message : String(error);
    throw sshProblem('ssh-timeout', node, detail, error);
  } finally {
    clearTimeout(timer);
    ending?.removeEventListener('abort', end);
  }
}

function loginFailure(node: ClusterNode, error: unknown, known: readonly PublicKey[], shown: Buffer | undefined): Error {
  const { level = '', message } = error as { level?: string; message: string };
  const expected = known.map((key) => `${key.type} ${fingerprint(key.blob)}`).join(', ');
  if (shown) return hostKeyMismatch(`${node.name} (${addressOf(node)}) shows the host key ${fingerprint(shown)}; Azure's serial console says ${expected}`);
  if (/no matching host key/i.test(message))
    return hostKeyMismatch(`${node.name} (${addressOf(node)}) has none of the host keys that Azure's serial console says: ${expected}`);
  if (level === 'client-authentication') return sshProblem('ssh-login-refused', node, 'the login key was not accepted', error);
  if (level === 'client-timeout') return sshProblem('ssh-timeout', node, 'port 22 is open, but the SSH server says nothing', error);
  return sshProblem('ssh-lost', node, message, error);
}

/** `SHA256:…`, as `ssh-keygen -l` shows it. */
export const fingerprint = (blob: Buffer): string => `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;

const algorithmsOf = (key: PublicKey): ServerHostKeyAlgorithm[] =>
  key.type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [key.type as ServerHostKeyAlgorithm];
