import type { Observation, Task } from '../../engine/task.ts';
import type { ClusterNode } from '../../state/events.ts';
import type { Problem } from '../../state/problem.ts';
import type { Access } from '../access.ts';
import { addressOf, isSshFailure } from '../ssh-problems.ts';

/** Finds out, by evidence, why a running machine does not answer. */
export type Diagnose = (node: ClusterNode, error: Error, signal: AbortSignal) => Promise<Problem>;

/** How long, in seconds of the world, a machine may refuse connections or the key before it is taken for more than booting. */
const refusedPatience = 600;
const keyPatience = 90;

/** Unanswered attempts before the reason is looked for: two of them stay below 30 s. */
const mostTimeouts = 2;

/**
 * rank0 can log in to a node, with its own key and the host key that came through ARM. A refused connection is a machine that
 * still boots, and is waited for; no answer at all is diagnosed.
 */
export function loginTask(access: Access, name: string, needs: readonly string[], diagnose: Diagnose): Task {
  return {
    id: `login/${name}`,
    stage: 'log-in',
    title: `log in to ${name}`,
    node: name,
    needs,
    lane: 'node',
    explain:
      'Two proofs: the machine shows that it has the host key which Azure showed on its console, and rank0 shows that it has the key made for this cluster alone. ' +
      'Nothing is sent before the first one.',
    get commands() {
      return [`ssh -i login_key -o UserKnownHostsFile=known_hosts -o StrictHostKeyChecking=yes ${access.user}@${shownAddress(access, name)} uname -n`];
    },
    usualSeconds: [1, 20],
    observe: lookFor(access, name, diagnose),
  };
}

function lookFor(access: Access, name: string, diagnose: Diagnose): Task['observe'] {
  let timeouts = 0;
  let refusedSince: number | undefined;
  return async ({ signal, clock }): Promise<Observation> => {
    const node = access.node(name);
    try {
      const { stdout } = await access.nodes.exec(node, 'uname -n', { signal, timeoutSeconds: 20 });
      return { is: 'so', message: `${access.user}@${addressOf(node)} answers: ${stdout.trim().split('\n').at(-1) ?? ''}` };
    } catch (error) {
      if (isSshFailure(error, 'ssh-refused', 'ssh-login-refused')) {
        timeouts = 0;
        refusedSince ??= clock.now();
        const refused = isSshFailure(error, 'ssh-refused');
        const waited = (clock.now() - refusedSince) / 1000;
        if (refused && waited < refusedPatience) return { is: 'pending', waitingFor: `the SSH server of ${name} to start` };
        if (!refused && waited < keyPatience) return { is: 'pending', waitingFor: `${name} to make the user ${access.user}` };
        return { is: 'wrong', problem: refused ? await diagnose(node, error, signal) : loginRefused(access, node) };
      }
      if (!isSshFailure(error, 'ssh-timeout', 'ssh-lost', 'command-timeout')) throw error;
      timeouts += 1;
      if (timeouts < mostTimeouts) return { is: 'pending', waitingFor: `${name} to answer on port 22` };
      timeouts = 0;
      return { is: 'wrong', problem: await diagnose(node, error, signal) };
    }
  };
}

function loginRefused(access: Access, node: ClusterNode): Problem {
  return {
    code: 'login-refused',
    message: `${node.name} (${addressOf(node)}) does not accept the login key of this cluster for ${access.user}`,
    means:
      'The machine is the right one (its host key fits), and it has no such user, or other keys: its user data may have changed them, ' +
      'or login_key in the folder of the cluster is not the one that it was made with.',
    next: [
      { label: 'Put the key back', command: `az vm user update --ids ${node.machineId} --username ${access.user} --ssh-key-value login_key.pub` },
      { label: 'Or delete the cluster and build it anew', command: `rank0 down ${access.cluster}` },
    ],
  };
}

function shownAddress(access: Access, name: string): string {
  try {
    return addressOf(access.node(name));
  } catch {
    return 'ADDRESS'; // shown before the machine has one
  }
}
