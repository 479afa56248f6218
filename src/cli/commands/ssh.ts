import { spawn } from 'node:child_process';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import type { World } from '../../engine/world.ts';
import { ProblemError } from '../../state/problem.ts';
import { clusterAndNode } from '../cluster-choice.ts';
import { loginNodes, openRemembered } from '../remembered.ts';
import type { Surroundings } from '../surroundings.ts';

/**
 * `rank0 ssh [NAME] [NODE] [-- COMMAND]`: the system's own ssh with the cluster's own configuration. Simulated nodes are in this
 * process, so there a port on loopback leads to them. Returns ssh's exit code.
 */
export async function ssh(around: Surroundings): Promise<number> {
  const { words, home, stdin } = around;
  const { cluster, node } = clusterAndNode(home, words.names, words.choices.cloud);
  const [target] = loginNodes({ cluster }, node);
  if (!target) return 1;
  const config = ['-F', join(cluster.folder, 'ssh_config')];
  const terminal = words.rest.length === 0 || stdin.isTTY ? [] : ['-T'];
  if (cluster.session.choices?.cloud !== 'practice') return runSsh([...config, ...terminal, target.name, ...words.rest]);
  const open = await openRemembered(around, cluster);
  const door = await doorTo(open.world, target.publicAddress ?? target.privateAddress);
  try {
    const { port } = door.address() as AddressInfo;
    return await runSsh([...config, '-o', 'HostName=127.0.0.1', '-p', String(port), ...terminal, target.name, ...words.rest]);
  } finally {
    door.close();
    await open.close();
  }
}

/** A port of this machine's loopback that leads to a simulated node's port 22, as long as this program runs. */
function doorTo(world: World, address: string): Promise<Server> {
  const server = createServer({ noDelay: true }, (socket) => {
    world.dial(address, 22).then(
      (node) => {
        socket.pipe(node).pipe(socket);
        socket.on('error', () => node.destroy());
        node.on('error', () => socket.destroy());
      },
      () => socket.destroy(),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function runSsh(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('ssh', [...args], { stdio: 'inherit' });
    child.once('error', (error) =>
      reject(
        new ProblemError(
          {
            code: 'ssh-missing',
            message: `ssh could not be started: ${error.message}`,
            means: 'This command hands the terminal to the ssh program of your system, and there is none.',
            next: [
              { label: 'Install OpenSSH', command: 'sudo apt install openssh-client' },
              { label: 'Or run single commands without it', command: 'rank0 run -- uname -a' },
            ],
          },
          { cause: error },
        ),
      ),
    );
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
