import type { Connection, ServerChannel } from 'ssh2';
import type { NodeFileSystem } from '../disk/file-system.ts';
import type { LoggedIn } from './server.ts';

/** How long Linux tries a TCP connection that nobody answers, in milliseconds. */
const tcpPatience = 127_000;

/**
 * Serves tunnels (direct-tcpip): a connection from this machine on, as `ssh -J` and `ssh -L` ask for. They are no sessions, so
 * MaxSessions does not count them (lab.md 2, point 6). Where sshd_config forbids them each is refused as "administratively prohibited",
 * which is what a connection without this listener answers.
 */
export function serveTunnels(connection: Connection, login: LoggedIn): void {
  const { node, network, clock } = login;
  if (!login.tunnels) return;
  connection.on('tcpip', (accept, reject, { destIP, destPort }) => {
    if (!login.stillUp()) {
      connection.end();
      return;
    }
    const address = destIP === 'localhost' || destIP === '127.0.0.1' ? node.spec().privateAddress : network.resolve(node, destIP);
    if (address === undefined) {
      reject();
      return;
    }
    network.connect(node, address, destPort).then(
      (there) => {
        const channel: ServerChannel = accept();
        channel.pipe(there).pipe(channel);
        channel.on('error', () => there.destroy());
        there.on('error', () => channel.destroy());
        there.on('close', () => channel.end());
        channel.on('close', () => there.destroy());
      },
      async (error: NodeJS.ErrnoException) => {
        // Nobody answers: sshd waits as long as the kernel does, and only then says that it could not connect.
        if (error.code === 'ETIMEDOUT') await clock.sleep(tcpPatience, login.gone).catch(() => {});
        reject();
      },
    );
  });
}

/** Whether sshd_config lets users' connections go on to other machines. The first value of a keyword counts, and Ubuntu includes the folder first. */
export async function mayForward(fs: NodeFileSystem): Promise<boolean> {
  const folder = '/etc/ssh/sshd_config.d';
  const included = (await fs.exists(folder)) ? (await fs.readdir(folder)).filter((name) => name.endsWith('.conf')).sort() : [];
  const lines: string[] = [];
  for (const path of [...included.map((name) => `${folder}/${name}`), '/etc/ssh/sshd_config']) {
    if (await fs.exists(path)) lines.push(...(await fs.readFile(path)).split('\n'));
  }
  const value = (keyword: string): string | undefined =>
    lines.map((line) => new RegExp(`^\\s*${keyword}[\\s=]+"?(\\w+)`, 'i').exec(line)?.[1]?.toLowerCase()).find((found) => found !== undefined);
  return value('DisableForwarding') !== 'yes' && /^(yes|all|local)$/.test(value('AllowTcpForwarding') ?? 'yes');
}
