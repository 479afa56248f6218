import type { ClusterNode } from '../state/events.ts';
import { ProblemError } from '../state/problem.ts';

/** Why a command on a node did not end, as codes of the ProblemErrors that `Nodes` throws beside `host-key-mismatch`. */
export type SshFailure =
  /** Nothing listens on port 22 yet, or no more. */
  | 'ssh-refused'
  /** No answer at all, or one that stopped before the login was complete. */
  | 'ssh-timeout'
  /** The login worked or had begun, and then the connection ended. */
  | 'ssh-lost'
  /** The node knows neither the user nor the key. */
  | 'ssh-login-refused'
  /** The connection is alive, and the command did not end in its time. */
  | 'command-timeout'
  /** The connection is alive, and the command did not end when it was told to. */
  | 'command-goes-on'
  /** No host key is known, so nothing was tried. */
  | 'host-key-unknown';

const meaning: Readonly<Record<SshFailure, string>> = {
  'ssh-refused': 'The machine answers, but its SSH server does not run: it is still booting, or the server has stopped.',
  'ssh-timeout': 'The machine did not answer: it is off, frozen, or something between you and it drops the connection.',
  'ssh-lost': 'The connection was cut while it was in use: the machine was switched off, froze, restarted, or your network changed.',
  'ssh-login-refused': "The machine does not accept this cluster's login key for this user.",
  'command-timeout': 'The machine answers, and the command did not end in the time that it was given. It was told to stop.',
  'command-goes-on': 'It was sent TERM and KILL. What has left its session (nohup, setsid, a service) hears neither; a shell there shows it, with ps.',
  'host-key-unknown': 'rank0 never logs in to a machine whose host key it has not read from Azure first.',
};

/** The failure as a ProblemError. `detail` is what the other side or the system said. */
export function sshProblem(
  code: SshFailure,
  node: Pick<ClusterNode, 'name' | 'publicAddress' | 'privateAddress'>,
  detail: string,
  cause?: unknown,
): ProblemError {
  return new ProblemError(
    {
      code,
      message: `${node.name} (${addressOf(node)}): ${detail}`,
      means: meaning[code],
      next: [{ label: 'See whether the machine runs', command: 'rank0 status' }, { label: 'Run the same command again: it goes on from what exists' }],
    },
    { cause },
  );
}

/** Whether an error is one of these failures; any of them where none is named. */
export function isSshFailure(error: unknown, ...codes: readonly SshFailure[]): error is ProblemError {
  return error instanceof ProblemError && (codes.length === 0 ? error.problem.code in meaning : (codes as readonly string[]).includes(error.problem.code));
}

/** Where the node is dialled: its public address, or the private one where it has none. */
export const addressOf = (node: Pick<ClusterNode, 'publicAddress' | 'privateAddress'>): string => node.publicAddress ?? node.privateAddress;
