import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { PracticeClock } from '../clock.ts';
import type { MachineSpec, Machines } from '../machines.ts';
import { settler, type Settler } from './boot/settle.ts';
import type { Release } from './boot/releases.ts';
import { lifeAt } from './boot/timeline.ts';
import type { ImageEntry } from './disk/image.ts';
import { systemFiles } from './disk/system-files.ts';
import type { FileServer } from './mounts/file-server.ts';
import { machineServer } from './mounts/machine-server.ts';
import { type Launching, type Network, unreachable } from './network.ts';
import { networkOf } from './network-of.ts';
import { type PracticeNode, openNode } from './node.ts';
import { forgetMemory, isOn, machineFolders, recordFile, removeMachine } from './record.ts';
import { serialLogAt } from './serial-log.ts';
import { makeSession } from './shell/make-session.ts';
import { userOf, type User } from './shell/session.ts';
import { hostKeysOf } from './ssh/host-keys.ts';
import { nodeServer, type NodeServer } from './ssh/server.ts';
import { streamPair } from './ssh/stream-pair.ts';
import { workOn } from './work.ts';

/** Simulated machines: each has a disk, a life in simulated time, and an SSH server. */
export interface PracticeMachines extends Machines {
  /**
   * A connection to the machine's port 22, as from that address. Rejects with `ECONNREFUSED` while its sshd is not up, with
   * `ETIMEDOUT` at once where it is off: whoever dials waits out its own patience.
   */
  connect(vmId: string, from: { readonly address: string }): Promise<Duplex>;
  /** Drops all connections and jobs of this program. The machines live on. */
  close(): Promise<void>;
}

interface Machine {
  readonly node: PracticeNode;
  readonly settler: Settler;
  server?: { readonly keys: string; readonly serves: NodeServer };
}

export interface PracticeMachinesOptions {
  /** One sub-folder a machine (`vmId`); other programs may have it open too. */
  readonly folder: string;
  readonly clock: PracticeClock;
  /** Asked when an MPI program is about to start on a machine. */
  readonly launching?: (vmId: string) => Promise<Launching | undefined>;
  /** Asked when a machine is about to mount files of another one. */
  readonly mounting?: (vmId: string) => Promise<string | undefined>;
  /** Told of a machine that shuts itself down, and when it will be off. */
  readonly goingOff?: (vmId: string, at: number) => Promise<void>;
  /** Who serves files to the machines, beside other machines. */
  readonly servers?: readonly FileServer[];
}

/** Opens the machines that lie in a folder. */
export function openPracticeMachines({
  folder,
  clock,
  launching = async () => undefined,
  mounting = async () => undefined,
  goingOff = async () => {},
  servers = [],
}: PracticeMachinesOptions): PracticeMachines {
  const machines = new Map<string, Machine>();
  const images = new Map<Release, ReadonlyMap<string, ImageEntry>>();
  const filesOf = (release: Release): ReadonlyMap<string, ImageEntry> => {
    const files = images.get(release) ?? systemFiles(release);
    images.set(release, files);
    return files;
  };

  const open = (vmId: string): Machine | undefined => {
    const place = join(folder, vmId);
    if (!existsSync(join(place, 'machine.json'))) {
      forget(vmId);
      return undefined;
    }
    const known = machines.get(vmId);
    if (known) return known;
    let own: Settler | undefined;
    const node = openNode({
      vmId,
      folder: place,
      systemFiles: filesOf,
      settle: (now) => own?.settle(now) ?? Promise.resolve(),
      servers: () => [...servers, machineServer(network)],
    });
    own = settler({
      node,
      session: ({ clock: local, signal, source, keepJob, job }) =>
        makeSession({
          node,
          user: userOf(node, job?.user ?? 'root') as User,
          clock: local,
          work: workOn(clock),
          network,
          signal,
          source,
          ...(keepJob ? { keepJob } : {}),
          ...(job ? { job: job.id } : {}),
        }),
    });
    const machine: Machine = { node, settler: own };
    machines.set(vmId, machine);
    return machine;
  };
  const forget = (vmId: string): void => {
    const machine = machines.get(vmId);
    machine?.settler.close();
    machine?.server?.serves.drop();
    machines.delete(vmId);
  };
  const all = (): PracticeNode[] => machineFolders(folder).flatMap((vmId) => open(vmId)?.node ?? []);

  /** The server of a machine with the host keys that are on its disk now. */
  const serverOf = (machine: Machine): NodeServer => {
    const keys = hostKeysOf(machine.node, clock.now);
    if (machine.server?.keys !== keys.join()) {
      machine.server?.serves.drop();
      machine.server = { keys: keys.join(), serves: nodeServer({ node: machine.node, clock, network, hostKeys: keys }) };
    }
    return machine.server.serves;
  };

  const connectTo = async (vmId: string, address: string): Promise<Duplex> => {
    const machine = open(vmId);
    if (!machine) throw unreachable('ETIMEDOUT', vmId);
    const done = clock.busy();
    try {
      const { node } = machine;
      await node.settle(clock.now());
      const now = clock.now();
      const life = lifeAt(node.timeline(), now);
      const { privateAddress } = node.spec();
      if (!life || !isOn(node.record())) throw unreachable('ETIMEDOUT', privateAddress);
      // On its way down it lets nobody in any more.
      if (life.until !== undefined || life.sshdAt === undefined || life.sshdAt > now) throw unreachable('ECONNREFUSED', privateAddress);
      const { client, server } = streamPair({ client: address, server: privateAddress }, clock.busy);
      serverOf(machine).accept(server);
      return client;
    } finally {
      done();
    }
  };
  const network: Network = networkOf({ all, connectTo, now: clock.now, launching, mounting, goingOff });

  return {
    boot: async (spec, at) => {
      recordFile(join(folder, spec.vmId)).change((record) => {
        const boots = record?.boots ?? [];
        if (record && isOn(record)) return boots.at(-1)?.at === at ? record : { ...record, spec };
        if (boots.some((boot) => boot.at === at)) return record;
        forgetMemory(join(folder, spec.vmId));
        // Told late of a stop, it may have ended the boot before after the next one began.
        const before = boots.map((boot) => ({ ...boot, until: Math.min(boot.until ?? at, at) }));
        return { version: 1, spec, outbound: [...(record?.outbound ?? []), { at, is: spec.outbound !== undefined }], boots: [...before, { at, cold: true }] };
      });
      open(spec.vmId);
    },
    rewire: async (spec) => changeWiring(join(folder, spec.vmId), spec, clock.now()),
    halt: async (vmId) => {
      const machine = open(vmId);
      if (!machine) return;
      await machine.node.settle(clock.now());
      machine.node.records.change((record) => {
        const last = record?.boots.at(-1);
        if (!record || !last || last.until !== undefined) return record;
        return { ...record, boots: [...record.boots.slice(0, -1), { ...last, until: Math.max(clock.now(), last.at) }] };
      });
      machine.server?.serves.drop();
    },
    destroy: async (vmId) => {
      forget(vmId);
      removeMachine(join(folder, vmId));
    },
    run: async (vmId, script) => {
      const machine = open(vmId);
      if (!machine) return { stdout: '', stderr: '' };
      const { node } = machine;
      const work = workOn(clock);
      return work.inside(async () => {
        await node.settle(clock.now());
        const user = userOf(node, 'root') as User;
        const session = makeSession({ node, user, clock, work, network, signal: new AbortController().signal, source: 'agent' });
        return session.run(script);
      });
    },
    serialLog: async (vmId, now) => {
      const machine = open(vmId);
      if (!machine) return '';
      const done = clock.busy();
      try {
        await machine.node.settle(now);
        return serialLogAt(machine.node, now);
      } finally {
        done();
      }
    },
    connect: (vmId, from) => connectTo(vmId, from.address),
    close: async () => {
      for (const vmId of [...machines.keys()]) forget(vmId);
    },
  };
}

function changeWiring(place: string, spec: MachineSpec, now: number): void {
  recordFile(place).change((record) => {
    if (!record) return record;
    const is = spec.outbound !== undefined;
    const changed = record.outbound.at(-1)?.is !== is;
    return { ...record, spec, outbound: changed ? [...record.outbound, { at: now, is }] : record.outbound };
  });
}
