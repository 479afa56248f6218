import type { BenchmarkKind, Measurement } from '../../state/measurement.ts';
import { checksFor, type Check } from './checks.ts';
import { type Expected, expectedBandwidth, expectedLatency, farOrPlain, leastOverEthernet, mostOverInfiniband, perftest } from './expected.ts';
import { bytesWords, digits, figureWords, gigabits, headline, seriesOf } from './readings.ts';
import { readPairs } from './slow-node.ts';
import { median } from './statistics.ts';

/** What a figure is worth, held against what is published or expected for this size and network. */
export interface Verdict {
  readonly kind: BenchmarkKind;
  readonly is: 'expected' | 'slow' | 'too-good' | 'unknown';
  /** The figure that was judged, with its unit. */
  readonly figure: string;
  /** The verdict as sentences: what it was held against, and what is not known. */
  readonly words: string;
  /** Who says what it should be; none where nobody is known to. */
  readonly source?: string;
  /** What to look at, in order. */
  readonly checks: readonly Check[];
}

/** The verdict in a word or two, for a title. */
export const verdictWords: Readonly<Record<Verdict['is'], string>> = {
  expected: 'as expected',
  slow: 'slow',
  'too-good': 'too good to be true',
  unknown: 'nothing to compare with',
};

/** Repetitions further apart than this part of their median say that a figure is not settled. */
const unsettled = 0.3;

/** The verdicts on all that can be judged: latency and bandwidth between two nodes, and what is known of the rest. */
export function verdictsOf(measurement: Measurement): readonly Verdict[] {
  return [latency(measurement), bandwidth(measurement), ...unjudged(measurement)].filter((one) => one !== undefined);
}

/** The worst of them: a figure that is too good makes the others worthless, a slow one is to be mended. */
export function worstOf(verdicts: readonly Verdict[]): Verdict | undefined {
  const order = ['too-good', 'slow', 'expected', 'unknown'] as const;
  return [...verdicts].sort((a, b) => order.indexOf(a.is) - order.indexOf(b.is))[0];
}

function latency(measurement: Measurement): Verdict | undefined {
  const reading = headline(seriesOf(measurement, 'latency'));
  if (!reading) return undefined;
  const { network, acceleratedNetworking } = measurement;
  const expected = expectedLatency(measurement);
  const figure = `${figureWords('latency', reading.median)} for ${bytesWords(reading.bytes)}`;
  const verdict = { kind: 'latency', figure, ...(expected ? { source: expected.source } : {}) } as const;
  const least = network === 'ethernet' ? leastOverEthernet : perftest;
  if (reading.median < least) {
    const what =
      network === 'ethernet'
        ? `Nothing crosses an Ethernet in less than ${least} µs: both ranks were on one node, and this is the speed of its memory.`
        : `The card alone takes ${perftest} µs: both ranks were on one node, and this is the speed of its memory.`;
    return { ...verdict, is: 'too-good', words: `Too good to be true. ${what}`, checks: checksFor(measurement, 'too-good') };
  }
  if (network === 'infiniband' && reading.median > mostOverInfiniband)
    return {
      ...verdict,
      is: 'slow',
      words: `Slow. More than ${mostOverInfiniband} µs means that the messages did not go over InfiniBand but over Ethernet and TCP.${against(expected, 'µs')}`,
      checks: checksFor(measurement, 'slow'),
    };
  if (!expected)
    return {
      ...verdict,
      is: 'unknown',
      words: `It goes over InfiniBand: less than ${mostOverInfiniband} µs. What this size should reach is not known here; keep it as the baseline of your own.`,
      checks: [],
    };
  const settled = unsettledWords(reading.median, reading.least, reading.most);
  if (reading.median > expected.high * tolerance(expected)) {
    const far =
      network === 'ethernet' && reading.median >= farOrPlain.low
        ? ` ${farOrPlain.low} to ${farOrPlain.high} µs are what one gets without accelerated networking or between datacentres.`
        : '';
    return { ...verdict, is: 'slow', words: `Slow.${against(expected, 'µs')}${far}${settled}`, checks: checksFor(measurement, 'slow') };
  }
  const better = reading.median < expected.low ? ' It is even a little better.' : '';
  const plain = network === 'ethernet' && !acceleratedNetworking ? ' A size with accelerated networking would take less than half of that.' : '';
  return { ...verdict, is: 'expected', words: `As expected.${against(expected, 'µs')}${better}${plain}${settled}`, checks: [] };
}

/** A figure that nobody published has no sharp edge; one that was published was published on other machines. */
const tolerance = ({ published }: Expected): number => (published ? 1.25 : 1.1);

function bandwidth(measurement: Measurement): Verdict | undefined {
  const reading = headline(seriesOf(measurement, 'bandwidth'));
  if (!reading) return undefined;
  const expected = expectedBandwidth(measurement);
  const figure = `${figureWords('bandwidth', reading.median)} (${digits(gigabits(reading.median))} Gb/s) with ${bytesWords(reading.bytes)}`;
  const verdict = { kind: 'bandwidth', figure, ...(expected ? { source: expected.source } : {}) } as const;
  if (!expected)
    return {
      ...verdict,
      is: 'unknown',
      words: `How fast the network card of ${measurement.size} is, is not known here; keep it as the baseline of your own.`,
      checks: [],
    };
  const settled = unsettledWords(reading.median, reading.least, reading.most);
  if (reading.median > expected.high * 1.1)
    return {
      ...verdict,
      is: 'too-good',
      words: `Too good to be true. The card carries ${digits(expected.high)} MB/s at most: both ranks were on one node.`,
      checks: checksFor(measurement, 'too-good'),
    };
  if (reading.median < expected.low)
    return {
      ...verdict,
      is: 'slow',
      words: `Slow. Of the ${digits(expected.high)} MB/s of the card at least ${digits(expected.low)} should come through.${settled}`,
      checks: checksFor(measurement, 'slow'),
    };
  return { ...verdict, is: 'expected', words: `As expected. The card carries ${digits(expected.high)} MB/s at most.${settled}`, checks: [] };
}

/** What has no published figure: what it comes to in messages, and that this is all one can say. */
function unjudged(measurement: Measurement): readonly Verdict[] {
  const small = headline(seriesOf(measurement, 'latency'));
  return (['allreduce', 'barrier'] as const).flatMap((kind): Verdict[] => {
    const series = seriesOf(measurement, kind);
    const reading = headline(series);
    if (!series || !reading) return [];
    const rounds = Math.ceil(Math.log2(Math.max(2, series.nodes.length)));
    const each = small
      ? ` The ${series.nodes.length} nodes need ${rounds} round${rounds === 1 ? '' : 's'} of messages, ${digits(reading.median / rounds)} µs each, where one message takes ${digits(small.median)} µs.`
      : '';
    return [
      {
        kind,
        is: 'unknown',
        figure: figureWords(kind, reading.median),
        words: `No figure is published for so many nodes of this size; earlier runs are what to compare with.${each}`,
        checks: [],
      },
    ];
  });
}

const against = (expected: Expected | undefined, unit: string): string =>
  expected === undefined
    ? ' What this size should reach is not known here.'
    : ` ${expected.published ? 'Published' : 'Expected'}: ${expected.low} to ${expected.high} ${unit}.`;

function unsettledWords(middle: number, least: number, most: number): string {
  if (middle === 0 || (most - least) / middle <= unsettled) return '';
  return ` The repetitions lie far apart (${digits(least)} to ${digits(most)}): measure again.`;
}

/** All of it in a few words, for a title: the verdict, and the nodes that are slow. */
export function outcomeWords(measurement: Measurement): string {
  const worst = worstOf(verdictsOf(measurement));
  const slow = readPairs(measurement.pairs)?.slow.map(({ node }) => node) ?? [];
  const nodes = slow.length === 0 ? '' : slow.length > 1 ? `${slow.length} slow nodes` : `${slow[0]} slow`;
  return [worst ? verdictWords[worst.is] : '', nodes].filter((text) => text !== '').join('; ');
}

/** Whether a figure moved against the one before: by how much in percent, where that is more than noise. */
export function changeOf(now: Measurement, before: Measurement, kind: BenchmarkKind): number | undefined {
  const [one, other] = [now, before].map((measurement) => headline(seriesOf(measurement, kind)));
  if (!one || !other || other.median === 0) return undefined;
  const noise = median([one.most - one.least, other.most - other.least]);
  const change = one.median - other.median;
  return Math.abs(change) <= Math.max(noise, 0.05 * other.median) ? 0 : Math.round((change / other.median) * 100);
}
