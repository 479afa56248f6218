import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { knownHostsText } from '../src/remote/known-hosts.ts';
import { sshConfigText } from '../src/remote/ssh-config.ts';
import type { ClusterNode } from '../src/state/events.ts';
import { user } from '../test/lab/support/bare-nodes.ts';
import { bootCluster } from '../test/lab/support/cluster.ts';
import type { Finished, Lab } from '../test/lab/support/lab.ts';
import type { LaptopAnswer, LaptopOrder, Seat } from './laptop.ts';

/** Many real nodes whose head can log in to all of them, and what a person's own machine does with them. */
export interface ManyNodes {
  readonly lab: Lab;
  readonly names: readonly string[];
  /** Runs a line on the head, by the system's ssh. Throws where it fails. */
  onHead(line: string): Promise<Finished>;
  /** Runs a line on the laptop, with ssh's `-F` file in $CONFIG. Throws where it fails. */
  onLaptop(line: string): Promise<Finished>;
  /** A line on every node, as its user, not over the network. */
  onAll(line: string): Promise<void>;
  /** A process of ours on the laptop. */
  laptop(nodes?: 'direct' | 'behind-head'): Promise<Laptop>;
  /** Takes all public addresses but the head's away. */
  prune(): Promise<void>;
}

export interface Laptop {
  order(order: LaptopOrder): Promise<LaptopAnswer>;
  end(): void;
}

const ssh = `/home/${user}/.ssh`;

/** Boots that many from one image. Each has the cluster's key and all host keys, as the stage *cluster ssh* leaves them. */
export async function manyNodes(lab: Lab, count: number): Promise<ManyNodes> {
  const cluster = await bootCluster(lab, count, {
    image: `su ${user} -c 'ssh-keygen -q -t ed25519 -N "" -f ${ssh}/shared && cat ${ssh}/shared.pub >>${ssh}/authorized_keys'`,
  });
  const nodes = cluster.names.map((name) => cluster.access.node(name));
  const known = knownHostsText(nodes);
  await Promise.all(cluster.names.map((name) => cluster.on(name, `cp ${ssh}/shared ${ssh}/id_ed25519; cat >${ssh}/known_hosts`, known)));
  cluster.close();
  const file = (name: string, text: string): string => {
    writeFileSync(join(lab.folder, name), text, { mode: 0o600 });
    return join(lab.folder, name);
  };
  file('login_key', cluster.privateKey);
  file('known_hosts', known);
  const config = file('ssh_config', sshConfigText({ nodes, user, folder: lab.folder }));
  const must = (finished: Finished): Finished => {
    if (finished.exitCode !== 0) throw new Error(`exit code ${finished.exitCode}: ${finished.stderr.slice(-2000)}`);
    return finished;
  };
  const onLaptop: ManyNodes['onLaptop'] = async (line) =>
    must(await lab.onLaptop(['sh', '-c', line], { timeoutSeconds: 120, env: { CONFIG: config }, cwd: lab.folder }));
  return {
    lab,
    names: cluster.names,
    onLaptop,
    onHead: (line) => onLaptop(`ssh -F "$CONFIG" ${cluster.names[0]} '${line.replaceAll("'", `'\\''`)}'`),
    onAll: async (line) => void (await Promise.all(cluster.names.map((name) => lab.onNode(name, `cd /home/${user} && ${line}`)))),
    prune: async () => {
      for (const name of cluster.names.slice(1)) {
        const { publicAddress: _, ...spec } = await lab.spec(name);
        await lab.rewire(spec);
      }
    },
    laptop: async (which = 'direct') => {
      const behind = ({ publicAddress: _, ...node }: ClusterNode): ClusterNode => node;
      const seat: Seat = {
        user,
        privateKey: readFileSync(join(lab.folder, 'login_key'), 'utf8'),
        nodes: nodes.map((node, index) => (which === 'direct' || index === 0 ? node : behind(node))),
      };
      const child = spawn(
        'nsenter',
        ['--target', String(lab.pid), '--net', process.execPath, join(import.meta.dirname, 'laptop.ts'), file('seat', JSON.stringify(seat))],
        { stdio: ['pipe', 'pipe', 'inherit'] },
      );
      const answers = createInterface({ input: child.stdout });
      return {
        order: async (order) => {
          const answer = once(answers, 'line');
          child.stdin.write(`${JSON.stringify(order)}\n`);
          return JSON.parse(String((await answer)[0])) as LaptopAnswer;
        },
        end: () => child.stdin.end(),
      };
    },
  };
}
