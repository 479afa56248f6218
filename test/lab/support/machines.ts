import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { constants, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { MachineSpec } from '../../../src/practice/machines.ts';
import type { BootFault, Fault, LabMachines } from './lab-machines.ts';
import { childOf, execute, processesOf } from './processes.ts';

interface Node {
  spec: MachineSpec;
  sources: readonly string[];
  readonly number: number;
  readonly disk: string;
  readonly console: Socket;
  log: string;
  bootedAt?: number | undefined;
  /** unshare; its only child is the node's process 1. */
  process?: ChildProcess | undefined;
  /** What is being done to it: one thing at a time. */
  queue: Promise<void>;
}

const folder = import.meta.dirname;
const disks = '/run/lab/disks';
/** How much later everything comes on a slow node, each way, in milliseconds. */
const slowness = 1;

/** @param pace seconds that each package takes to install. */
export function openLabMachines({ pace }: { readonly pace: number }): LabMachines {
  const nodes = new Map<string, Node>();
  const networks: string[] = [];
  const planned = new Map<string, readonly BootFault[]>();
  let wiring: Promise<unknown> = Promise.resolve();
  const publishing = new Map<number, { begun: boolean; done: Promise<void> }>();
  let counter = 0;

  const wire = (verb: string, arguments_: readonly (string | number)[], input = ''): Promise<void> => {
    const next = wiring.then(async () => {
      const { exitCode, stderr } = await execute(join(folder, 'wire.sh'), [verb, ...arguments_.map(String)], input);
      if (exitCode !== 0) throw new Error(`wire.sh ${verb} ${arguments_.join(' ')}: ${stderr}`);
    });
    wiring = next.catch(() => undefined);
    return next;
  };
  const netOf = (node: Node): number => networks.indexOf(node.spec.networkId.toLowerCase());
  const spaceOf = (node: Node): string => `node${node.number}`;
  const portOf = (node: Node): string => `port${node.number}`;
  const prefixOf = (spec: MachineSpec): string => spec.subnetPrefix.split('.').slice(0, 3).join('.');

  const named = (computerName: string): Node => {
    const node = [...nodes.values()].findLast((one) => one.spec.computerName === computerName);
    if (!node) throw new Error(`the lab has no machine ${computerName}`);
    return node;
  };
  const alone = <T>(node: Node, action: () => Promise<T>): Promise<T> => {
    const next = node.queue.then(action);
    node.queue = next.then(
      () => undefined,
      () => undefined,
    );
    return next;
  };

  /** Tells the network of a VNet what its machines are called and how they are reached. */
  const publishNow = async (net: number): Promise<void> => {
    const here = [...nodes.values()].filter((node) => netOf(node) === net);
    const running = here.filter((node) => node.bootedAt !== undefined);
    await wire('names', [net], here.map(({ spec }) => `${spec.privateAddress} ${spec.computerName}\n`).join(''));
    await wire('public', [net], running.flatMap(({ spec }) => (spec.publicAddress ? [`${spec.publicAddress} ${spec.privateAddress}\n`] : [])).join(''));
    const open = running.flatMap(({ spec, sources }) => sources.map((source) => `${source} ${spec.privateAddress}\n`));
    await wire('nsg', [net], open.join(''));
  };
  /** The same, once for all who ask while one is going on. */
  const publish = (net: number): Promise<void> => {
    const waiting = publishing.get(net);
    if (waiting?.begun === false) return waiting.done;
    const entry = { begun: false, done: Promise.resolve() };
    entry.done = (waiting?.done ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => {
        entry.begun = true;
        return publishNow(net);
      });
    publishing.set(net, entry);
    return entry.done;
  };

  const tell = (node: Node): void => {
    mkdirSync(join(node.disk, 'azure'), { recursive: true, mode: 0o700 });
    writeFileSync(join(node.disk, 'azure/machine.json'), `${JSON.stringify(node.spec)}\n`, { mode: 0o600 });
    writeFileSync(join(node.disk, 'azure/pace'), String(pace));
    writeFileSync(join(node.disk, 'azure/faults'), `${(planned.get(node.spec.computerName) ?? []).join('\n')}\n`);
  };

  const makeNode = async (spec: MachineSpec): Promise<Node> => {
    counter += 1;
    const number = counter;
    const disk = join(disks, String(number));
    for (const part of ['upper', 'work', 'root']) mkdirSync(join(disk, part), { recursive: true });
    const { exitCode, stderr } = await execute('mkfifo', ['-m', '600', join(disk, 'console')]);
    if (exitCode !== 0) throw new Error(stderr);
    // Open for both, so that the node's writes never wait and its closing is no end.
    const descriptor = openSync(join(disk, 'console'), constants.O_RDWR | constants.O_NONBLOCK);
    const node: Node = {
      spec,
      sources: [],
      number,
      disk,
      console: new Socket({ fd: descriptor, readable: true, writable: false }),
      log: '',
      queue: Promise.resolve(),
    };
    node.console.on('data', (data) => {
      node.log += data.toString('utf8').replace(/\r?\n/g, '\r\n');
    });
    nodes.set(spec.vmId, node);
    return node;
  };

  const powerOn = async (node: Node): Promise<void> => {
    const boot = randomUUID();
    tell(node);
    await wire('vnet', [netOf(node), prefixOf(node.spec)]);
    await wire('attach', [netOf(node), spaceOf(node), node.spec.privateAddress, prefixOf(node.spec), portOf(node)]);
    const child = spawn(
      'nsenter',
      [
        `--net=/run/netns/${spaceOf(node)}`,
        'unshare',
        '--mount',
        '--uts',
        '--ipc',
        '--pid',
        '--fork',
        '--kill-child',
        join(folder, 'node.sh'),
        node.disk,
        node.spec.computerName,
        boot,
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    node.process = child;
    child.once('exit', () => {
      if (node.process !== child) return;
      node.process = undefined;
      // It was told to reboot from within.
      if (node.bootedAt !== undefined)
        void alone(node, async () => (node.process === undefined && node.bootedAt !== undefined ? await powerOn(node) : undefined));
    });
  };
  const powerOff = async (node: Node): Promise<void> => {
    const child = node.process;
    node.process = undefined;
    // The plug first: no FIN, no RST, as when power is cut.
    await wire('port', [netOf(node), portOf(node), 'down']);
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const init = childOf(child.pid);
      process.kill(init ?? child.pid, 'SIGKILL');
      await once(child, 'exit');
    }
    await wire('detach', [netOf(node), spaceOf(node), portOf(node)]);
  };
  const initOf = async (node: Node): Promise<number> => {
    for (let tries = 0; tries < 500; tries += 1) {
      const init = node.process?.pid === undefined ? undefined : childOf(node.process.pid);
      if (init !== undefined) return init;
      await delay(10);
    }
    throw new Error(`${node.spec.computerName} does not run`);
  };
  const inside = async (node: Node, command: string) => {
    const init = await initOf(node);
    return execute('nsenter', [
      '--target',
      String(init),
      '--mount',
      '--uts',
      '--ipc',
      '--net',
      '--pid',
      '--wdns=/',
      'env',
      '-i',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'bash',
      '-c',
      command,
    ]);
  };
  const signalAll = async (node: Node, signal: NodeJS.Signals): Promise<void> => {
    const init = await initOf(node);
    for (const pid of processesOf(init)) process.kill(pid, signal);
  };

  const faults: Readonly<Record<Fault, (node: Node) => Promise<void>>> = {
    'power-off': async (node) => {
      await powerOff(node);
      node.bootedAt = undefined;
    },
    'power-on': async (node) => {
      node.bootedAt = Date.now();
      await powerOn(node);
      await publish(netOf(node));
    },
    freeze: (node) => signalAll(node, 'SIGSTOP'),
    thaw: (node) => signalAll(node, 'SIGCONT'),
    partition: (node) => wire('port', [netOf(node), portOf(node), 'down']),
    heal: (node) => wire('port', [netOf(node), portOf(node), 'up']),
    slow: (node) => wire('slow', [netOf(node), spaceOf(node), portOf(node), slowness]),
    usual: (node) => wire('usual', [netOf(node), portOf(node)]),
    'stop-sshd': async (node) => {
      await inside(node, 'systemctl stop ssh');
    },
    'start-sshd': async (node) => {
      await inside(node, 'systemctl start ssh');
    },
    reimage: async (node) => {
      await powerOff(node);
      for (const part of ['upper', 'work']) {
        rmSync(join(node.disk, part), { recursive: true, force: true });
        mkdirSync(join(node.disk, part));
      }
      await powerOn(node);
    },
  };

  return {
    boot: async (spec, at) => {
      const node = nodes.get(spec.vmId) ?? (await makeNode(spec));
      await alone(node, async () => {
        if (node.bootedAt === at) return;
        if (node.process) await powerOff(node);
        node.spec = spec;
        if (!networks.includes(spec.networkId.toLowerCase())) networks.push(spec.networkId.toLowerCase());
        node.bootedAt = at;
        await powerOn(node);
        await publish(netOf(node));
      });
    },
    rewire: async (spec) => {
      const node = nodes.get(spec.vmId);
      if (!node) return;
      await alone(node, async () => {
        node.spec = spec;
        tell(node);
        await publish(netOf(node));
      });
    },
    admit: async (vmId, sources) => {
      const node = nodes.get(vmId);
      if (!node) return;
      await alone(node, async () => {
        node.sources = sources;
        await publish(netOf(node));
      });
    },
    halt: async (vmId) => {
      const node = nodes.get(vmId);
      if (!node) return;
      await alone(node, async () => {
        if (node.bootedAt === undefined) return;
        await powerOff(node);
        node.bootedAt = undefined;
        await publish(netOf(node));
      });
    },
    destroy: async (vmId) => {
      const node = nodes.get(vmId);
      if (!node) return;
      await alone(node, async () => {
        if (node.bootedAt !== undefined) await powerOff(node);
        node.bootedAt = undefined;
        nodes.delete(vmId);
        node.console.destroy();
        rmSync(node.disk, { recursive: true, force: true });
        await publish(netOf(node));
      });
    },
    running: () => [...nodes.values()].filter((node) => node.bootedAt !== undefined).map((node) => node.spec),
    serialLog: (vmId) => Promise.resolve(nodes.get(vmId)?.log ?? ''),
    plan: (computerName, list) => {
      planned.set(computerName, list);
    },
    fault: (computerName, fault) => {
      const node = named(computerName);
      return alone(node, () => faults[fault](node));
    },
    capture: async (computerName) => {
      const { exitCode, stderr } = await execute(join(folder, 'capture.sh'), [named(computerName).disk]);
      if (exitCode !== 0) throw new Error(stderr);
    },
    onNode: (computerName, command) => inside(named(computerName), command),
    serialOf: (computerName) => named(computerName).log,
    spec: (computerName) => named(computerName).spec,
  };
}
