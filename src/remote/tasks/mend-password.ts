import { dirname } from 'node:path/posix';
import type { Task } from '../../engine/task.ts';
import type { Access } from '../access.ts';
import { mustRun } from '../shell.ts';

/** Read before the file that cloud-init writes, and of two settings sshd takes the first. */
const file = '/etc/ssh/sshd_config.d/00-rank0.conf';
const said = `grep -q '^PasswordAuthentication no' ${file} 2>/dev/null`;

/** Whether a node was told to let nobody in by password. @throws what `Nodes.exec` throws. */
export async function isWithoutPasswords(access: Access, name: string, signal: AbortSignal): Promise<boolean> {
  const { stdout } = await access.nodes.exec(access.node(name), `${said} && echo off; true`, { signal, timeoutSeconds: 20 });
  return stdout.trim() === 'off';
}

/** A node takes keys alone, told so after rank0's own key logged in to it anew. */
export function withoutPasswordsTask(access: Access, name: string, needs: readonly string[]): Task {
  const write = `sudo mkdir -p ${dirname(file)} && printf 'PasswordAuthentication no\\nKbdInteractiveAuthentication no\\n' | sudo tee ${file} > /dev/null`;
  const reload = 'sudo systemctl reload ssh';
  return {
    id: `mend/password-login/${name}`,
    stage: 'your-cluster',
    title: `no login by password on ${name}`,
    node: name,
    needs,
    lane: 'node',
    explain: 'Who is logged in stays logged in. The key that lets rank0 in was tried right before, so nobody is locked out who has one.',
    commands: [write, reload],
    usualSeconds: [1, 3],
    observe: async ({ signal }) => ((await isWithoutPasswords(access, name, signal)) ? { is: 'so' } : { is: 'absent' }),
    make: async ({ signal }) => {
      access.nodes.forget(name);
      await mustRun(access, name, 'uname -n', { signal, timeoutSeconds: 20 });
      // Asked of sshd itself: one that is too old to read that folder still says yes.
      await mustRun(access, name, `${write} && ${reload} && ! sudo sshd -T 2>/dev/null | grep -qi '^passwordauthentication yes'`, {
        signal,
        timeoutSeconds: 30,
      });
    },
  };
}
