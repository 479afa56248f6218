import type { Task, TaskRun } from '../../engine/task.ts';
import type { ClusterNode } from '../../state/events.ts';
import { ProblemError } from '../../state/problem.ts';
import type { Access } from '../access.ts';
import { openNodes, type NodesOptions } from '../nodes.ts';
import type { OwnKey } from '../own-keys.ts';
import { replaceFile, showFile, shownFile, sshFolder } from '../shell.ts';
import { addressOf, isSshFailure } from '../ssh-problems.ts';

export interface AdoptLogin {
  readonly needs: readonly string[];
  /** rank0's own login key of this cluster. */
  readonly publicKey: string;
  readonly ownKeys: readonly OwnKey[];
  readonly connect: Pick<NodesOptions, 'dial' | 'clock'>;
  /** Puts the key there without a login: by Azure's Run Command. */
  throughAzure(node: ClusterNode, publicKey: string, run: TaskRun): Promise<void>;
}

/**
 * rank0's own login key is on a node, and a login with it was tried. It is put there by the person's own key; where none of theirs is
 * accepted, by Azure's agent.
 */
export function adoptLoginTask(access: Access, name: string, { needs, publicKey, ownKeys, connect, throughAzure }: AdoptLogin): Task {
  const append = `${sshFolder} && ${replaceFile('~/.ssh/authorized_keys')}`;
  return {
    id: `adopt/login/${name}`,
    stage: 'your-cluster',
    title: `rank0's own login key on ${name}`,
    node: name,
    needs,
    lane: 'node',
    explain:
      'rank0 makes a key for this cluster alone, and puts its public half beside yours. Your own private key is used for that one login, where it lies, and never again. ' +
      'It counts as done when a login with the new key worked.',
    commands: [`ssh-copy-id -i login_key.pub ${access.user}@${name}`],
    usualSeconds: [1, 30],
    observe: async ({ signal }) => {
      const node = access.node(name);
      try {
        await access.nodes.exec(node, 'uname -n', { signal, timeoutSeconds: 20 });
        return { is: 'so', message: `${access.user}@${addressOf(node)} answers to it` };
      } catch (error) {
        if (isSshFailure(error, 'ssh-login-refused')) return { is: 'absent' };
        throw error;
      }
    },
    make: async (run) => {
      const node = access.node(name);
      for (const key of ownKeys) {
        const with_ = key.kind === 'file' ? { privateKey: key.privateKey } : { agent: key.socket };
        const own = openNodes({ user: access.user, ...with_, ...connect });
        try {
          const { stdout } = await own.exec(node, showFile('~/.ssh/authorized_keys'), { signal: run.signal, timeoutSeconds: 20 });
          const lines = shownFile(stdout).replace(/\n*$/, '\n');
          if (lines.includes(publicKey)) return;
          const result = await own.exec(node, append, { stdin: `${lines === '\n' ? '' : lines}${publicKey}\n`, signal: run.signal });
          if (result.exitCode === 0) return void access.nodes.forget(name);
        } catch (error) {
          if (!(error instanceof ProblemError) || !isSshFailure(error, 'ssh-login-refused')) throw error;
        } finally {
          own.close();
        }
      }
      run.report({ waitingFor: `none of your keys is accepted by ${name}: Azure's Run Command` });
      await throughAzure(node, publicKey, run);
      access.nodes.forget(name);
    },
  };
}
