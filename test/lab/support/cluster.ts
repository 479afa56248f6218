import { ubuntuMpi } from '../../../src/remote/mpi-stack.ts';
import { readFileSync } from 'node:fs';
import { wallClock } from '../../../src/engine/clock.ts';
import { type RunOutcome, runTasks } from '../../../src/engine/run.ts';
import type { Fact, Task } from '../../../src/engine/task.ts';
import type { MachineSpec } from '../../../src/practice/machines.ts';
import type { Access } from '../../../src/remote/access.ts';
import { hostKeysIn } from '../../../src/remote/host-keys.ts';
import { makeLoginKey } from '../../../src/remote/login-key.ts';
import { type Nodes, openNodes } from '../../../src/remote/nodes.ts';
import { cloudInitTask } from '../../../src/remote/tasks/cloud-init.ts';
import { clusterSshTasks } from '../../../src/remote/tasks/cluster-ssh.ts';
import { helloTasks } from '../../../src/remote/tasks/hello.ts';
import { loginTask } from '../../../src/remote/tasks/login.ts';
import { userData } from '../../../src/remote/user-data.ts';
import type { ClusterNode, TaskEvent } from '../../../src/state/events.ts';
import { eventually, specOf, user } from './bare-nodes.ts';
import type { Lab } from './lab.ts';

export const helloSource = readFileSync(new URL('../../../assets/hello.c', import.meta.url), 'utf8');

/** How a run of tasks ended: its outcome, the last state of each task, and how long it took. */
export interface Ended {
  readonly outcome: RunOutcome;
  readonly states: Readonly<Record<string, TaskEvent['state']>>;
  readonly messages: Readonly<Record<string, string | undefined>>;
  readonly seconds: number;
}

interface RunOptions {
  readonly signal?: AbortSignal;
  onEvent?(event: Omit<TaskEvent, 'type' | 'cluster'>): void;
  /** What the tasks found out. */
  learn?(fact: Fact): void;
}

/** Real nodes, and the product's own functions and tasks on them. */
export interface Cluster {
  readonly access: Access;
  readonly nodes: Nodes;
  readonly names: readonly string[];
  /** Logs in to all of them. */
  readonly privateKey: string;
  /** The tasks from the login to the end of hello. */
  road(options?: { readonly hello?: string }): Task[];
  run(tasks: readonly Task[], options?: RunOptions): Promise<Ended>;
  /** A line in the user's shell on a node, over the product's connection. Throws where it fails. */
  on(name: string, line: string, stdin?: string): Promise<string>;
  /** Deletes nodes and boots others, as a scaling does to a cluster; the road then has to be run again. */
  scale(change: { readonly going?: readonly string[]; readonly coming?: readonly string[] }): Promise<void>;
  close(): void;
}

export interface ClusterOptions {
  /** The person's own user data. */
  readonly own?: string;
  readonly spec?: Partial<MachineSpec>;
  /** What the nodes are called, head first; left out: node0, node1, … */
  readonly names?: readonly string[];
  /** Many nodes in no time: the head boots alone and is prepared by this, as root; all others boot from an image of its disk. */
  readonly image?: string;
}

/** Boots nodes with the product's user data, and reads their host keys from the serial console. */
export async function bootCluster(lab: Lab, count = 4, { own, spec, names: chosen, image }: ClusterOptions = {}): Promise<Cluster> {
  const { privateKey, publicKey } = makeLoginKey('rank0-login-node');
  const customData = userData({ packageUpgrade: false, ...(own === undefined ? {} : { own }) });
  const known = new Map<string, ClusterNode>();
  let names: readonly string[] = [];
  let gone: readonly ClusterNode[] = [];
  let made = 0;
  /** Boots them together, and learns where they are. */
  const boot = async (wanted: readonly string[], from: Partial<MachineSpec> = {}): Promise<void> => {
    const specs = wanted.map((name) => {
      made += 1;
      const later = made > count ? { privateAddress: `10.0.0.${100 + made}` } : {};
      return specOf(made - 1, count, publicKey, { computerName: name, customData, ...later, ...spec, ...from });
    });
    await Promise.all(specs.map((one) => lab.boot(one)));
    await Promise.all(
      specs.map(async (one) => {
        const printed = await eventually(`host keys of ${one.computerName}`, 60, async () => {
          const found = hostKeysIn(await lab.serialLog(one.computerName));
          return found?.bootedSince ? undefined : found;
        });
        known.set(one.computerName, {
          name: one.computerName,
          role: one.computerName === wanted[0] && names.length === 0 ? 'head' : 'node',
          machineId: one.id,
          privateAddress: one.privateAddress,
          ...(one.publicAddress === undefined ? {} : { publicAddress: one.publicAddress }),
          hostKeys: [...printed.keys],
        });
      }),
    );
    names = [...names, ...wanted];
  };
  const all = chosen ?? Array.from({ length: count }, (_, index) => `node${index}`);
  if (image === undefined) await boot(all);
  else {
    const head = all[0] as string;
    await boot([head]);
    await lab.onNode(head, `cloud-init status --wait && ${image}`);
    await lab.capture(head);
    await boot(all.slice(1), { image: 'captured' });
  }
  const nodes = openNodes({ user, privateKey, dial: lab.dial, clock: wallClock, head: () => [...known.values()].find(({ role }) => role === 'head') });
  const node = (name: string): ClusterNode => {
    const found = known.get(name);
    if (!found) throw new Error(`no node ${name}`);
    return found;
  };
  const access: Access = {
    cluster: 'node',
    nodes,
    node,
    get names() {
      return names;
    },
    get gone() {
      return gone;
    },
    user,
    subnet: '10.0.0.0/24',
    vCPUs: 2,
    mpi: ubuntuMpi,
  };
  return {
    access,
    nodes,
    privateKey,
    get names() {
      return names;
    },
    scale: async ({ going = [], coming = [] }) => {
      await Promise.all(going.map((name) => lab.destroy(name)));
      // A name that comes again is not gone: it is another machine's.
      gone = [...gone, ...going.map(node)].filter((one) => !coming.includes(one.name));
      names = names.filter((name) => !going.includes(name));
      for (const name of going) nodes.forget(name);
      await boot(coming);
    },
    road: ({ hello = helloSource } = {}) => {
      const ready = names.map((name) => `cloud-init/${name}`);
      return [
        ...names.map((name) => loginTask(access, name, [], async (_node, error) => ({ code: 'diagnosed', message: error.message, means: '', next: [] }))),
        ...names.map((name) => cloudInitTask(access, name, [`login/${name}`])),
        ...clusterSshTasks(access, ready),
        ...helloTasks(access, ['clush'], hello),
      ];
    },
    run: async (tasks, { signal = new AbortController().signal, onEvent, learn = () => {} } = {}) => {
      const states: Record<string, TaskEvent['state']> = {};
      const messages: Record<string, string | undefined> = {};
      const began = performance.now();
      const outcome = await runTasks({
        tasks,
        clock: wallClock,
        signal,
        learn,
        event: (event) => {
          states[event.task] = event.state;
          messages[event.task] = event.message;
          onEvent?.(event);
        },
      });
      return { outcome, states, messages, seconds: (performance.now() - began) / 1000 };
    },
    on: async (name, line, stdin) => {
      const { exitCode, stdout, stderr } = await nodes.exec(node(name), line, { timeoutSeconds: 60, ...(stdin === undefined ? {} : { stdin }) });
      if (exitCode !== 0) throw new Error(`${name}: ${line}: exit ${exitCode}\n${stdout}${stderr}`);
      return stdout;
    },
    close: () => nodes.close(),
  };
}
