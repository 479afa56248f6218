import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { MachineSpec } from '../../../src/practice/machines.ts';
import type { Finished, Lab, RunOptions } from './lab.ts';

/** Nodes made without ARM, for tests of the lab itself and of single functions: node0 to nodeN-1, a key to log in with. */
export interface BareNodes {
  readonly names: readonly string[];
  readonly specs: readonly MachineSpec[];
  readonly user: string;
  /** OpenSSH private key. */
  readonly privateKey: string;
  /** Runs a command by the system's ssh, host key checked against the serial log. */
  ssh(name: string, command: string, options?: RunOptions): Promise<Finished>;
}

/** The admin user of all nodes that are made without ARM. */
export const user = 'glock';

/** What the machine that ARM would make number `index` of `count` is told. Private addresses are in reverse: index is not address. */
export function specOf(index: number, count: number, publicKey: string, more: Partial<MachineSpec> = {}): MachineSpec {
  return {
    vmId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    id: `/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/node${index}`,
    computerName: `node${index}`,
    adminUsername: user,
    publicKeys: [publicKey],
    customData: '#cloud-config\npackages: [clustershell, openmpi-bin, libopenmpi-dev]\n',
    size: { name: 'Standard_D2s_v5', vCPUs: 2, memoryGB: 8 },
    image: 'Canonical:ubuntu-24_04-lts:server:24.04.202611030',
    privateAddress: `10.0.0.${3 + count - index}`,
    subnetPrefix: '10.0.0.0/24',
    networkId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v',
    publicAddress: `203.0.113.${10 + index}`,
    outbound: 'public-address',
    acceleratedNetworking: true,
    ...more,
  };
}

/** Host keys of the last standard block on the serial console. */
export function hostKeysOn(serialLog: string): readonly string[] {
  const block = serialLog.split('-----BEGIN SSH HOST KEY KEYS-----').at(-1)?.split('-----END SSH HOST KEY KEYS-----');
  return block?.length === 2
    ? (block[0] as string)
        .split(/\r?\n/)
        .filter((line) => line !== '')
        .map((line) => line.split(' ').slice(0, 2).join(' '))
    : [];
}

/** Waits until `look` gives something; looks again every 50 ms. Throws after the time. */
export async function eventually<T>(what: string, seconds: number, look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await delay(50);
  }
}

/** Boots `count` nodes and waits until cloud-init is done on each. */
export async function bootBareNodes(lab: Lab, count: number, more: Partial<MachineSpec> = {}): Promise<BareNodes> {
  const key = join(lab.folder, 'login-key');
  const made = await lab.onLaptop(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'laptop', '-f', key]);
  if (made.exitCode !== 0) throw new Error(made.stderr);
  const specs = Array.from({ length: count }, (_, index) => specOf(index, count, readFileSync(`${key}.pub`, 'utf8').trim(), more));
  await Promise.all(specs.map((spec) => lab.boot(spec)));
  const lines = await Promise.all(
    specs.map(async (spec) => {
      const keys = await eventually(`host keys of ${spec.computerName}`, 60, async () => {
        const found = hostKeysOn(await lab.serialLog(spec.computerName));
        return found.length > 0 ? found : undefined;
      });
      return keys.map((one) => `${spec.computerName},${spec.publicAddress} ${one}\n`).join('');
    }),
  );
  writeFileSync(join(lab.folder, 'known-hosts'), lines.join(''));
  const options = [
    '-i',
    key,
    '-o',
    'BatchMode=yes',
    '-o',
    'StrictHostKeyChecking=yes',
    '-o',
    `UserKnownHostsFile=${join(lab.folder, 'known-hosts')}`,
    '-o',
    'ConnectTimeout=5',
  ];
  const ssh = (name: string, command: string, run?: RunOptions): Promise<Finished> => {
    const spec = specs.find((one) => one.computerName === name);
    return lab.onLaptop(['ssh', '-F', 'none', ...options, `${user}@${spec?.publicAddress}`, command], run);
  };
  for (const { computerName } of specs) {
    const { exitCode, stderr } = await ssh(computerName, 'cloud-init status --wait >/dev/null');
    if (exitCode !== 0) throw new Error(`${computerName}: ${stderr}`);
  }
  return { names: specs.map((spec) => spec.computerName), specs, user, privateKey: readFileSync(key, 'utf8'), ssh };
}

/** Key and known_hosts between the nodes, put there without the product: head first. */
export async function joinNodes(lab: Lab, nodes: BareNodes): Promise<void> {
  const head = nodes.names[0] as string;
  await lab.onNode(head, `su ${nodes.user} -c 'ssh-keygen -q -t ed25519 -N "" -f ~/.ssh/id_ed25519'`);
  const [privateKey, publicKey] = await Promise.all(
    ['id_ed25519', 'id_ed25519.pub'].map((file) => lab.onNode(head, `base64 -w0 /home/${nodes.user}/.ssh/${file}`)),
  );
  const known = (
    await Promise.all(
      nodes.specs.map(async (spec) => hostKeysOn(await lab.serialLog(spec.computerName)).map((key) => `${spec.computerName},${spec.privateAddress} ${key}\n`)),
    )
  )
    .flat()
    .join('');
  const file = Buffer.from(known).toString('base64');
  await Promise.all(
    nodes.names.map((name) =>
      lab.onNode(
        name,
        `su ${nodes.user} -c 'cd ~/.ssh && umask 077 && echo ${privateKey} | base64 -d >id_ed25519 && echo ${publicKey} | base64 -d >>authorized_keys && echo ${file} | base64 -d >known_hosts'`,
      ),
    ),
  );
}
