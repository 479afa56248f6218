import type { Duplex } from 'node:stream';
import { lifeAt } from './boot/timeline.ts';
import { fileSystem, root } from './disk/file-system.ts';
import { type Launching, type Network, unreachable } from './network.ts';
import type { PracticeNode } from './node.ts';
import { isOn } from './record.ts';

export interface NetworkParts {
  /** All machines of the world. */
  all(): readonly PracticeNode[];
  connectTo(vmId: string, from: string): Promise<Duplex>;
  now(): number;
  launching(vmId: string): Promise<Launching | undefined>;
  mounting(vmId: string): Promise<string | undefined>;
  goingOff(vmId: string, at: number): Promise<void>;
}

/** What Azure's VNets let machines see of each other. */
export function networkOf({ all, connectTo, now, launching, mounting, goingOff }: NetworkParts): Network {
  const neighbours = (from: PracticeNode): readonly PracticeNode[] => {
    const wanted = from.spec().networkId.toLowerCase();
    return all().filter((each) => each.spec().networkId.toLowerCase() === wanted);
  };
  const at = (from: PracticeNode, address: string): PracticeNode | undefined => neighbours(from).find((each) => each.spec().privateAddress === address);
  const hostsLine = (from: PracticeNode, wanted: (words: readonly string[]) => boolean): readonly string[] | undefined => {
    const fs = fileSystem(from.layers(now), { identity: root, umask: () => 0o022, console: () => {} });
    return fs
      .readBytes('/etc/hosts')
      .toString()
      .split('\n')
      .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
      .find(wanted);
  };
  return {
    resolve: (from, name) => {
      const plain = name.toLowerCase().replace(/\.internal\.cloudapp\.net\.?$/, '');
      if (/^\d+\.\d+\.\d+\.\d+$/.test(plain)) return plain;
      const { computerName, privateAddress } = from.spec();
      if (plain === 'localhost') return '127.0.0.1';
      const line = hostsLine(from, (words) => words.slice(1).includes(plain));
      if (line && line[0] !== '127.0.1.1') return line[0];
      if (plain === computerName.toLowerCase()) return privateAddress;
      return neighbours(from)
        .find((each) => each.spec().computerName.toLowerCase() === plain)
        ?.spec().privateAddress;
    },
    nameOf: (from, address) => at(from, address)?.spec().computerName ?? hostsLine(from, (words) => words[0] === address)?.[1],
    connect: async (from, address, port) => {
      const own = address.startsWith('127.') ? from : at(from, address);
      if (!own) throw unreachable(from.spec().outbound === undefined ? 'ENETUNREACH' : 'ETIMEDOUT', address, port);
      if (port === 22) return connectTo(own.vmId, address.startsWith('127.') ? '127.0.0.1' : from.spec().privateAddress);
      throw unreachable(answersNow(own, now()) ? 'ECONNREFUSED' : 'ETIMEDOUT', address, port);
    },
    launching: (from) => launching(from.vmId),
    mounting: (from) => mounting(from.vmId),
    goingOff: (from, at) => goingOff(from.vmId, at),
    at,
    answers: (from, address) => {
      const own = address.startsWith('127.') ? from : at(from, address);
      return own !== undefined && answersNow(own, now());
    },
  };
}

function answersNow(node: PracticeNode, now: number): boolean {
  const life = lifeAt(node.timeline(), now);
  return life !== undefined && isOn(node.record()) && life.networkAt <= now;
}
