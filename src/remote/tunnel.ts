import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { ClusterNode } from '../state/events.ts';
import { ProblemError } from '../state/problem.ts';
import { isSshFailure, sshProblem } from './ssh-problems.ts';

/** What sshd answers where it may not open the connection (RFC 4254 5.1): AllowTcpForwarding, or an option of the key. */
const prohibited = 1;

/** Whether a node is reached through the head: it has no public address, and is not the head itself. */
export const isBehindHead = ({ role, publicAddress }: Pick<ClusterNode, 'role' | 'publicAddress'>): boolean => role !== 'head' && publicAddress === undefined;

/**
 * Opens a connection from the head on, as a channel of the head's own connection (direct-tcpip): sshd counts it neither as a session
 * (MaxSessions) nor as a connection (MaxStartups), so one connection carries as many nodes as there are (lab.md 2, point 6).
 * @throws ProblemError `tunnel-forbidden`; Node's own error codes as far as the head tells why it could not connect; the signal's reason.
 */
export function tunnel(head: Client, headName: string, to: { readonly host: string; readonly port: number }, signal?: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onAbort = (): void => end(() => reject(signal?.reason as Error));
    let over = false;
    const end = (settle: () => void): void => {
      if (over) return;
      over = true;
      signal?.removeEventListener('abort', onAbort);
      head.off('close', onClose);
      settle();
    };
    const onClose = (): void => end(() => reject(new Error(`the connection to ${headName} ended`)));
    signal?.addEventListener('abort', onAbort, { once: true });
    head.once('close', onClose);
    head.forwardOut('127.0.0.1', 0, to.host, to.port, (error, channel) => {
      // One that comes after its time is closed again: nobody waits for it.
      if (over) channel?.destroy();
      else end(() => (error ? reject(tunnelFailure(error, headName, to)) : resolve(channel)));
    });
  });
}

function tunnelFailure(error: Error, headName: string, { host, port }: { host: string; port: number }): Error {
  const { reason } = error as { reason?: number | string };
  if (reason === prohibited || /administratively/i.test(error.message)) return tunnelForbidden(headName, error);
  const code = /timed? ?out|no route|unreachable/i.test(error.message) ? 'ETIMEDOUT' : 'ECONNREFUSED';
  return Object.assign(new Error(`connect ${code} ${host}:${port}, from ${headName}`, { cause: error }), { code, address: host, port, syscall: 'connect' });
}

const tunnelForbidden = (headName: string, cause: Error): ProblemError =>
  new ProblemError(
    {
      code: 'tunnel-forbidden',
      message: `${headName} lets no connection through to the other nodes`,
      means: `The SSH server of ${headName} answers, and forbids to go on from it: AllowTcpForwarding or DisableForwarding in its sshd_config, or an option of the key in authorized_keys.`,
      next: [
        { label: 'See what it says', command: `rank0 run ${headName} -- 'sudo sshd -T | grep -i forwarding'` },
        { label: 'Allow it there, then run the same command again' },
      ],
    },
    { cause },
  );

/** What goes wrong on the way to the head, said of the node that is behind it. What stops everything stays as it is. */
export function throughHead(error: unknown, node: ClusterNode, head: ClusterNode): unknown {
  if (!isSshFailure(error) || error.stopsRun) return error;
  return sshProblem(
    error.problem.code as Parameters<typeof sshProblem>[0],
    node,
    `it has no public address and is reached through the head, and ${error.problem.message}`,
    Object.assign(error, { head: head.name }),
  );
}

/** The head's name, where a failure to reach a node was the head's. */
export const failedHead = (error: unknown): string | undefined =>
  error instanceof Error ? ((error.cause as { head?: unknown } | undefined)?.head as string | undefined) : undefined;
