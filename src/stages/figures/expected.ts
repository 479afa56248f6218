import type { Measurement } from '../../state/measurement.ts';

/** What a figure should be, and who says so. */
export interface Expected {
  readonly low: number;
  readonly high: number;
  /** Where the figures come from, in words. */
  readonly source: string;
  /** False where nobody published it: an experience, to be held against a measurement of one's own. */
  readonly published: boolean;
}

/** The old how-to's own figures, of the one size that it used (azure-facts 9.1). */
export const oldHowTo = { low: 27, high: 31 } as const;

/** Microseconds of a small message on a modern general-purpose size, near each other and with accelerated networking (azure-facts 9.1). */
export const nearAndAccelerated = { low: 20, high: 50 } as const;

/** … and without accelerated networking, or between datacentres (azure-facts 9.1). */
export const farOrPlain = { low: 60, high: 500 } as const;

/** Below this many microseconds a small message did not cross an Ethernet: both ranks were on one node (azure-facts 9.1). */
export const leastOverEthernet = 10;

/** Above this many microseconds a small message did not cross an InfiniBand: it went over Ethernet and TCP (azure-facts 9.1). */
export const mostOverInfiniband = 5;

/** The card itself, measured without MPI on HBv2 (azure-facts 9.1): with MPI nothing between nodes is faster. */
export const perftest = 1.2;

const experience = 'usual figures of such sizes; no published source';

/** Latency of a small message in microseconds, by series of sizes (azure-facts 9.1). */
const infinibandLatency: readonly (readonly [size: RegExp, expected: Expected])[] = [
  [
    /HB120.*_v2$/,
    {
      low: 1.6,
      high: 2,
      source: 'osu_latency on HBv2 by MPI: 1.61 to 1.95 µs (Microsoft Tech Community: HPC performance with Azure HBv2 VMs)',
      published: true,
    },
  ],
  [/HB120.*_v3$/, { low: 1.4, high: 2, source: 'about 1.6 µs on HBv3; no published source', published: false }],
  [/HB176.*_v4$/, { low: 1.2, high: 2, source: 'less than 2 µs on HBv4 (Microsoft Learn: HBv4-series VM performance)', published: true }],
  [/HB368.*_v5$/, { low: 1.2, high: 2, source: 'less than 2 µs on HBv5 (Microsoft Learn: HBv5-series VM performance)', published: true }],
];

/** Speed of the network card in Gb/s, by size: what bandwidth cannot go beyond (azure-facts 2.1, 9.1). */
const linkSpeeds: readonly (readonly [size: RegExp, gigabits: number, source: string, published: boolean])[] = [
  [/^Standard_DS1_v2$/, 0.75, '0.75 Gb/s of DS1_v2 (Microsoft Learn: Dsv2-series)', true],
  [/^Standard_D2s_v5$/, 12.5, 'up to 12.5 Gb/s of D2s_v5; no published source checked here', false],
  [/HB120.*_v2$/, 190, '190 Gb/s on HBv2 (Microsoft Learn: HBv2-series VM performance)', true],
  [/HB120.*_v3$/, 200, 'a link of 200 Gb/s on HBv3 (Microsoft Learn: HBv3-series)', true],
  [/HB176.*_v4$/, 400, '400 Gb/s one way on HBv4 (Microsoft Learn: HBv4-series VM performance)', true],
  [/HB368.*_v5$/, 800, '800 Gb/s one way on HBv5, over four cards (Microsoft Learn: HBv5-series VM performance)', true],
];

/** Of a link's speed at least this part is expected of one pair of ranks: MPI and TCP take the rest. */
const leastPart = { ethernet: 0.5, infiniband: 0.8 } as const;

/** HBv5 has four cards, and one pair of ranks may use only one of them. */
const onePair = (size: string): number => (/HB368.*_v5$/.test(size) ? 0.2 : leastPart.infiniband);

type About = Pick<Measurement, 'size' | 'network' | 'acceleratedNetworking'>;

/** Microseconds of a small message on this size and network; undefined where nobody is known to have measured it. */
export function expectedLatency({ size, network, acceleratedNetworking }: About): Expected | undefined {
  if (network === 'infiniband') return infinibandLatency.find(([which]) => which.test(size))?.[1];
  if (!acceleratedNetworking) return { ...farOrPlain, source: `without accelerated networking, as this size has it: ${experience}`, published: false };
  if (size === 'Standard_DS1_v2') return { ...oldHowTo, source: 'the old how-to on DS1_v2, H22: 27 to 31 µs', published: true };
  return { ...nearAndAccelerated, source: `accelerated networking, one placement group, TCP: ${experience}`, published: false };
}

/** MB/s of large messages one way on this size; undefined where the speed of its card is not known. */
export function expectedBandwidth({ size, network }: About): Expected | undefined {
  const [, speed, source, published] = linkSpeeds.find(([which]) => which.test(size)) ?? [];
  if (speed === undefined || source === undefined || published === undefined) return undefined;
  const link = (speed * 1000) / 8;
  return { low: link * (network === 'infiniband' ? onePair(size) : leastPart.ethernet), high: link, source, published };
}
