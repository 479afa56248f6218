import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { knownHostsText } from '../../../src/remote/known-hosts.ts';
import { sshConfigText } from '../../../src/remote/ssh-config.ts';
import type { ClusterNode } from '../../../src/state/events.ts';
import { user } from './bare-nodes.ts';
import { bootCluster } from './cluster.ts';
import type { Finished, Lab } from './lab.ts';
import type { LaptopAnswer, LaptopOrder, LaptopProgress, Seat } from './laptop.ts';

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
  /** A process of ours on the laptop, for the first so many of them. */
  laptop(count?: number): Laptop;
  /** Takes all public addresses but the head's away: nodes are then reached through it alone. */
  prune(): Promise<void>;
  /** The nodes as they are known now, head first. */
  readonly nodes: readonly ClusterNode[];
  readonly privateKey: string;
}

export interface Laptop {
  /** Rejects where the process ends before it answers. */
  order(order: LaptopOrder, told?: (progress: LaptopProgress) => void): Promise<LaptopAnswer>;
  /** A SIGKILL; it is over when it is gone. */
  kill(): Promise<void>;
  end(): void;
}

const ssh = `/home/${user}/.ssh`;

/** Boots that many from one image. Each has the cluster's key and all host keys, as the stage *cluster ssh* leaves them. */
export async function manyNodes(lab: Lab, count: number): Promise<ManyNodes> {
  const cluster = await bootCluster(lab, count, {
    image: `su ${user} -c 'ssh-keygen -q -t ed25519 -N "" -f ${ssh}/shared && cat ${ssh}/shared.pub >>${ssh}/authorized_keys'`,
  });
  const nodes = cluster.names.map((name) => cluster.access.node(name));
  let now: readonly ClusterNode[] = nodes;
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
      await Promise.all(
        cluster.names.slice(1).map(async (name) => {
          const { publicAddress: _, ...spec } = await lab.spec(name);
          await lab.rewire(spec);
        }),
      );
      now = nodes.map((node, index) => (index === 0 ? node : behind(node)));
    },
    get nodes() {
      return now;
    },
    privateKey: cluster.privateKey,
    laptop: (first = count) => {
      const seat: Seat = { user, privateKey: cluster.privateKey, nodes: now.slice(0, first) };
      const program = [process.execPath, join(import.meta.dirname, 'laptop.ts'), file('seat', JSON.stringify(seat))];
      const child = spawn('nsenter', ['--target', String(lab.pid), '--net', ...program], { stdio: ['pipe', 'pipe', 'inherit'] });
      const gone = once(child, 'exit');
      let waiting: { told: ((progress: LaptopProgress) => void) | undefined; resolve(answer: LaptopAnswer): void } | undefined;
      createInterface({ input: child.stdout }).on('line', (line) => {
        const said = JSON.parse(line) as LaptopAnswer | LaptopProgress;
        if ('seconds' in said) waiting?.resolve(said);
        else waiting?.told?.(said);
      });
      child.stdin.on('error', () => {}); // it was killed
      return {
        order: (order, told) =>
          new Promise((resolve, reject) => {
            waiting = { told, resolve };
            void gone.then(() => reject(new Error('the process on the laptop ended')));
            child.stdin.write(`${JSON.stringify(order)}\n`);
          }),
        kill: async () => {
          child.kill('SIGKILL');
          await gone;
        },
        end: () => child.stdin.end(),
      };
    },
  };
}

const behind = ({ publicAddress: _, ...node }: ClusterNode): ClusterNode => node;
