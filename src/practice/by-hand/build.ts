import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import writeFileAtomic from 'write-file-atomic';
import { privateFolder } from '../../state/home.ts';
import type { PracticeCloud } from '../open.ts';
import { homeKeyFile } from './home-key-file.ts';
import { handMade, type HandMadeNode, type HandMadeShape, makeResources } from './resources.ts';

export { handMade, type HandMadeShape, handMadeShapes } from './resources.ts';

/** What was made, to be adopted. */
export interface HandMadeCluster {
  readonly group: string;
  readonly nodes: readonly HandMadeNode[];
  readonly keyFile: string;
}

/**
 * A cluster as a person makes it who follows the old how-to, inside the practice cloud: its resources, and on its nodes what H9 to H16 do.
 * @param folder of the practice cloud.
 * @throws Error with Azure's own words where the simulated Azure refuses.
 */
export async function buildByHand(cloud: PracticeCloud, folder: string, shape: HandMadeShape, signal: AbortSignal): Promise<HandMadeCluster> {
  const key = homeKey(folder);
  const nodes = await makeResources(cloud, shape, key.publicKey, signal);
  const [head] = nodes;
  if (!head) throw new Error('no machine was made');
  for (const node of nodes) await withShell(cloud, node, key.privateKey, signal, (run) => run('cloud-init status --wait > /dev/null; true'));
  const all = nodes.map(({ name }) => name).join(',');
  await withShell(cloud, head, key.privateKey, signal, async (run) => {
    await run('cat > ~/.ssh/id_rsa && chmod 600 ~/.ssh/id_rsa', key.privateKey); // H9
    for (const { name } of nodes) await run(`ssh-keyscan ${name} >> ~/.ssh/known_hosts 2>/dev/null`); // H11
    await run(`clush -w ${all} -c ~/.ssh/id_rsa ~/.ssh/known_hosts`); // H13
  });
  return { group: handMade.group, nodes, keyFile: homeKeyFile(folder) };
}

/** The key of this practice cloud's person, made where there is none: RSA, as `az … --generate-ssh-keys` makes it. */
function homeKey(folder: string): { readonly privateKey: string; readonly publicKey: string } {
  const file = homeKeyFile(folder);
  privateFolder(join(folder, 'by-hand'));
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileAtomic.sync(file, String(privateKey.export({ type: 'pkcs1', format: 'pem' })), { mode: 0o600 });
  }
  const privateKey = readFileSync(file, 'utf8');
  const publicKey = publicLine(privateKey);
  writeFileAtomic.sync(`${file}.pub`, `${publicKey}\n`, { mode: 0o600 });
  return { privateKey, publicKey };
}

function publicLine(privateKey: string): string {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  return `${key.type} ${key.getPublicSSH().toString('base64')} ${handMade.user}@home`;
}

type Run = (command: string, stdin?: string) => Promise<void>;

/** A login as the how-to does it: whoever answers is believed (H8). */
async function withShell(cloud: PracticeCloud, { address, name }: HandMadeNode, privateKey: string, signal: AbortSignal, use: (run: Run) => Promise<void>) {
  const client = new ssh2.Client();
  for (let attempt = 1; ; attempt += 1) {
    try {
      const sock = await cloud.dial(address, 22, signal);
      await new Promise<void>((resolve, reject) => {
        client.once('ready', resolve);
        client.once('error', reject);
        client.connect({ sock, username: handMade.user, privateKey });
      });
      break;
    } catch (error) {
      if (attempt >= 60) throw error;
      await cloud.clock.sleep(10_000, signal); // it still boots
    }
  }
  client.removeAllListeners('error');
  client.on('error', () => {}); // a failing command says so itself
  const run: Run = (command, stdin = '') =>
    new Promise((resolve, reject) => {
      client.exec(command, (error, channel) => {
        if (error) return reject(error);
        let errors = '';
        channel.stderr.on('data', (more: Buffer) => {
          errors += more;
        });
        channel.resume();
        channel.on('close', (code: number) => (code === 0 ? resolve() : reject(new Error(`${name}: ${command}: ${errors}`))));
        channel.end(stdin);
      });
    });
  try {
    await use(run);
  } finally {
    client.end();
  }
}
