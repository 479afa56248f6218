import type { BenchmarkKind } from '../../state/measurement.ts';

/** Where benchmarks come from and what is in them. All that a test with another tarball has to replace. */
export interface BenchmarkSource {
  /** `OSU micro-benchmarks 7.5.2`. */
  readonly title: string;
  readonly url: string;
  readonly sha256: string;
  /** The folder that the tarball unpacks to. Its `install` is where the programs are put. */
  readonly folder: string;
  /** Each program below `install`. */
  readonly programs: Readonly<Record<BenchmarkKind, string>>;
}

const installed = 'libexec/osu-micro-benchmarks/mpi';

/** Version, address and sum as two package collections have them independently of each other (azure-facts 9). */
export const osuMicroBenchmarks: BenchmarkSource = {
  title: 'OSU micro-benchmarks 7.5.2',
  url: 'https://mvapich.cse.ohio-state.edu/download/mvapich/osu-micro-benchmarks-7.5.2.tar.gz',
  sha256: '618de3d0b1122f73a9229177d2da1e5cd62e431190580cb915f2605849cbbbdc',
  folder: 'osu-micro-benchmarks-7.5.2',
  programs: {
    latency: `${installed}/pt2pt/osu_latency`,
    bandwidth: `${installed}/pt2pt/osu_bw`,
    'bidirectional-bandwidth': `${installed}/pt2pt/osu_bibw`,
    allreduce: `${installed}/collective/osu_allreduce`,
    barrier: `${installed}/collective/osu_barrier`,
  },
};

/** How each program is run. Times of one round of a size, in seconds, follow from its figure and tell how many rounds fit. */
export interface ProgramUse {
  /** Sizes in bytes, `-m`; none for a barrier, which sends nothing. */
  readonly sizes?: string;
  /** Rounds of a first, short run, and the most of one that counts. */
  readonly rounds: { readonly first: number; readonly most: number };
  /** Between two nodes, or over all of them. */
  readonly over: 'two' | 'all';
  readonly unit: 'µs' | 'MB/s';
  /** Seconds that one round of so many bytes takes where the program prints this figure. */
  seconds(bytes: number, figure: number): number;
}

/** Messages that the bandwidth programs have under way in a round (`-W`). */
const window = 64;
const oneWay = (_bytes: number, microseconds: number): number => microseconds / 1e6;
const thereAndBack = (bytes: number, microseconds: number): number => 2 * oneWay(bytes, microseconds);
const windowful = (bytes: number, megabytesPerSecond: number): number => (bytes * window) / (Math.max(megabytesPerSecond, 0.001) * 1e6);

export const programUses: Readonly<Record<BenchmarkKind, ProgramUse>> = {
  latency: { sizes: '1:1048576', rounds: { first: 10, most: 5_000 }, over: 'two', unit: 'µs', seconds: thereAndBack },
  bandwidth: { sizes: '1:4194304', rounds: { first: 2, most: 100 }, over: 'two', unit: 'MB/s', seconds: windowful },
  'bidirectional-bandwidth': {
    sizes: '1:4194304',
    rounds: { first: 2, most: 100 },
    over: 'two',
    unit: 'MB/s',
    seconds: (bytes, figure) => 2 * windowful(bytes, figure),
  },
  allreduce: { sizes: '4:1048576', rounds: { first: 10, most: 1_000 }, over: 'all', unit: 'µs', seconds: oneWay },
  barrier: { rounds: { first: 10, most: 5_000 }, over: 'all', unit: 'µs', seconds: oneWay },
};

/** Words of a program's command line. A tenth of the rounds more go before, uncounted. */
export function programWords(sizes: string | undefined, rounds: number): string {
  return [...(sizes === undefined ? [] : [`-m ${sizes}`]), `-i ${rounds}`, `-x ${Math.max(1, Math.round(rounds / 10))}`].join(' ');
}
