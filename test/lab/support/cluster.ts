import { ubuntuMpi } from '../../../src/remote/mpi-stack.ts';
import { readFileSync } from 'node:fs';
import { wallClock } from '../../../src/engine/clock.ts';
import { type RunOutcome, runTasks } from '../../../src/engine/run.ts';
import type { Task } from '../../../src/engine/task.ts';
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

/** Real nodes, and the product's own functions and tasks on them. */
export interface Cluster {
  readonly access: Access;
  readonly nodes: Nodes;
  readonly names: readonly string[];
  /** The tasks from the login to the end of hello. */
  road(options?: { readonly hello?: string }): Task[];
  run(tasks: readonly Task[], options?: { readonly signal?: AbortSignal; onEvent?(event: Omit<TaskEvent, 'type' | 'cluster'>): void }): Promise<Ended>;
  /** A line in the user's shell on a node, over the product's connection. Throws where it fails. */
  on(name: string, line: string, stdin?: string): Promise<string>;
  close(): void;
}

/** Boots `count` nodes with the product's user data, and reads their host keys from the serial console. */
export async function bootCluster(lab: Lab, count = 4, more: { readonly own?: string; readonly spec?: Partial<MachineSpec> } = {}): Promise<Cluster> {
  const { privateKey, publicKey } = makeLoginKey('rank0-login-node');
  const customData = userData({ packageUpgrade: false, ...(more.own === undefined ? {} : { own: more.own }) });
  const specs = Array.from({ length: count }, (_, index) => specOf(index, count, publicKey, { customData, ...more.spec }));
  await Promise.all(specs.map((spec) => lab.boot(spec)));
  const known = new Map<string, ClusterNode>();
  await Promise.all(
    specs.map(async (spec, index) => {
      const printed = await eventually(`host keys of ${spec.computerName}`, 30, async () => {
        const found = hostKeysIn(await lab.serialLog(spec.computerName));
        return found?.bootedSince ? undefined : found;
      });
      known.set(spec.computerName, {
        name: spec.computerName,
        role: index === 0 ? 'head' : 'node',
        machineId: spec.id,
        privateAddress: spec.privateAddress,
        ...(spec.publicAddress === undefined ? {} : { publicAddress: spec.publicAddress }),
        hostKeys: [...printed.keys],
      });
    }),
  );
  const names = specs.map((spec) => spec.computerName);
  const nodes = openNodes({ user, privateKey, dial: lab.dial, clock: wallClock });
  const node = (name: string): ClusterNode => {
    const found = known.get(name);
    if (!found) throw new Error(`no node ${name}`);
    return found;
  };
  const access: Access = { cluster: 'node', nodes, node, names, user, subnet: '10.0.0.0/24', vCPUs: 2, mpi: ubuntuMpi };
  return {
    access,
    nodes,
    names,
    road: ({ hello = helloSource } = {}) => {
      const ready = names.map((name) => `cloud-init/${name}`);
      return [
        ...names.map((name) => loginTask(access, name, [], async (_node, error) => ({ code: 'diagnosed', message: error.message, means: '', next: [] }))),
        ...names.map((name) => cloudInitTask(access, name, [`login/${name}`])),
        ...clusterSshTasks(access, ready),
        ...helloTasks(access, ['clush'], hello),
      ];
    },
    run: async (tasks, { signal = new AbortController().signal, onEvent } = {}) => {
      const states: Record<string, TaskEvent['state']> = {};
      const messages: Record<string, string | undefined> = {};
      const began = performance.now();
      const outcome = await runTasks({
        tasks,
        clock: wallClock,
        signal,
        learn: () => {},
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
