import { fraction } from '../../durations.ts';
import type { MachineSpec } from '../../machines.ts';

/** What two machines are to each other. */
export interface Link {
  /** Microseconds of a small message. */
  readonly latency: number;
  /** MB/s one way. */
  readonly bandwidth: number;
  /** Microseconds that a processor spends on each message. */
  readonly effort: number;
  /** How many times one way both ways together are. */
  readonly bothWays: number;
  /** Bytes from which on a message is announced first. */
  readonly announcedFrom: number;
}

type Machine = Pick<MachineSpec, 'vmId' | 'computerName' | 'size' | 'placementGroup' | 'acceleratedNetworking' | 'infiniBand' | 'trouble'>;

/** How many times slower a machine of the drill is. */
const slowness = { latency: 5, bandwidth: 0.3 } as const;

/**
 * Limit of a size's network card in Gb/s: of some series as Azure publishes them, else by the count of processors. General knowledge;
 * azure-facts 9.1 has the one of D2s_v5.
 */
export function cardGigabits({ name, vCPUs }: MachineSpec['size']): number {
  if (/^Standard_DS?\d+_v2$/.test(name)) return 0.75 * vCPUs;
  if (/_v3$/.test(name) && /^Standard_[DE]/.test(name)) return Math.min(30, vCPUs / 2);
  if (/^Standard_F\d+s_v2$/.test(name)) return vCPUs <= 2 ? 5 : vCPUs <= 4 ? 10 : vCPUs <= 32 ? 12.5 : 30;
  if (/^Standard_B/.test(name)) return vCPUs <= 2 ? 6.25 : 10;
  if (/^Standard_H[BX]/.test(name)) return 40;
  return vCPUs <= 16 ? 12.5 : vCPUs <= 32 ? 16 : 30;
}

/** The path between two machines, as Azure's documentation and measurements have it (azure-facts 9.1): over the fabric where Open MPI was told to use it. */
export function linkBetween(one: Machine, other: Machine, overFabric: boolean): Link {
  if (one.vmId === other.vmId) return { latency: 0.45, bandwidth: 9_200, effort: 0.09, bothWays: 1.3, announcedFrom: 4096 };
  const slow = [one, other].some(({ trouble }) => trouble === 'slow-network');
  const pair = [one.computerName, other.computerName].sort().join(' ');
  const scaled = (link: Link): Link => (slow ? { ...link, latency: link.latency * slowness.latency, bandwidth: link.bandwidth * slowness.bandwidth } : link);
  if (overFabric && one.infiniBand && one.infiniBand.fabric === other.infiniBand?.fabric) {
    return scaled({
      latency: 1.55 + 0.12 * fraction(pair),
      bandwidth: one.infiniBand.gigabits * 125 * 0.94,
      effort: 0.22,
      bothWays: 1.92,
      announcedFrom: 16_384,
    });
  }
  const near = one.placementGroup !== undefined && one.placementGroup === other.placementGroup;
  const direct = one.acceleratedNetworking && other.acceleratedNetworking;
  // A scale set in one placement group stands close together, too.
  const close = near || (one.infiniBand !== undefined && one.infiniBand.fabric === other.infiniBand?.fabric);
  const [least, more] = close ? (direct ? [25, 5] : [62, 16]) : direct ? [170, 260] : [290, 190];
  return scaled({
    latency: least + more * fraction(pair),
    bandwidth: Math.min(cardGigabits(one.size), cardGigabits(other.size)) * 125 * 0.95 * (close ? 1 : 0.85) * (direct ? 1 : 0.55),
    effort: direct ? 1.4 : 2.6,
    bothWays: 1.7,
    announcedFrom: 65_536,
  });
}

/** Microseconds of a message one way. A large one is announced and waits for the answer. */
export const messageTime = ({ latency, bandwidth, announcedFrom }: Link, bytes: number): number =>
  latency + bytes / bandwidth + (bytes >= announcedFrom ? latency : 0);

/** MB/s with many messages under way. */
export const flow = ({ bandwidth, effort }: Link, bytes: number): number => bytes / (effort + bytes / bandwidth);

/** What a program measures at a size, in its unit, without noise. `links`: all that its steps go over. */
export function figureOf(program: string, bytes: number, links: readonly Link[], processes: number): number {
  const [first] = links as readonly [Link, ...Link[]];
  const slowest = Math.max(...links.map((link) => messageTime(link, bytes)));
  const steps = Math.ceil(Math.log2(Math.max(2, processes)));
  switch (program) {
    case 'osu_bw':
      return flow(first, bytes);
    case 'osu_bibw':
      return flow(first, bytes) * first.bothWays;
    case 'osu_allreduce':
      return steps * (slowest * 1.12 + bytes / first.bandwidth);
    case 'osu_barrier':
      return steps * Math.max(...links.map(({ latency }) => latency)) * 1.06;
    default:
      return messageTime(first, bytes);
  }
}

/** Two figures of the same are never the same: up to 4 % either way, always the same for the same seed. */
export const noisy = (figure: number, seed: string): number => figure * (0.97 + 0.06 * fraction(seed));
