import type { Task, TaskRun } from '../../engine/task.ts';
import type { Measurement, Pair } from '../../state/measurement.ts';
import { headOf } from '../access.ts';
import type { Measuring } from '../osu/measuring.ts';
import { figuresIn, placesIn } from '../osu/output.ts';
import type { OsuTasks } from '../osu/place.ts';
import { programLine } from '../osu/run-program.ts';
import { type Round, tournament } from '../osu/tournament.ts';
import { pairLines } from '../osu/words.ts';
import { lastLines } from '../shell.ts';
import { cutProblem } from './benchmark-series.ts';

/** Up to so many nodes everybody meets everybody; beyond it each node meets `fewRounds` others, which tells as well who is slow with all of them. */
const allUpTo = 8;
const fewRounds = 7;

/** How many pairs are started at once from the head, whose processors start them all. */
const atOnce = 16;

/** The longest that a pair may take, in seconds: it sends small messages for a tenth of a second. */
const pairSeconds = 14;

/**
 * Rounds of a message of 8 bytes: what takes a tenth of a second at the latency that was measured before. A pair that is a hundred
 * times slower, because one of its nodes is, still ends within its time: it is to be found, not to be cut.
 */
export function pairRounds(measurement: Measurement | undefined): number {
  const points = measurement?.series.find(({ kind }) => kind === 'latency')?.points ?? [];
  const microseconds = points.find(({ bytes }) => bytes === 8)?.values[0] ?? 100;
  return Math.max(50, Math.min(1_000, Math.round(100_000 / (2 * microseconds))));
}

/** A few nodes are asked three times each, many once: who is slow is slow with all of its partners. */
const repetitionsFor = (nodes: number): number => (nodes <= allUpTo ? 3 : 1);

/** The rounds that a cluster of these nodes is measured in. */
export const roundsAmong = (names: readonly string[]): readonly Round[] => tournament(names, names.length <= allUpTo ? undefined : fewRounds);

/** Each pair of nodes by itself, in rounds in which each node has one partner: a node that is slow is slow with everybody. */
export function benchmarkPairsTask(tasks: OsuTasks, needs: readonly string[], measurement: Measuring): Task {
  const { access, inUse, source } = tasks;
  const { names } = access;
  const rounds = roundsAmong(names);
  const wanted = rounds.flat();
  const about = () => ({ program: source.title, mpi: `Open MPI ${inUse.mpi?.text ?? 'unknown version'}` });
  const line = (hosts: readonly string[], count: number): string => programLine(tasks, { kind: 'latency', hosts, rounds: count, sizes: '8:8' }, pairSeconds);
  const measured = (one: Measurement | undefined): boolean =>
    one !== undefined && wanted.every(([a, b]) => one.pairs.some(({ nodes, latencies }) => nodes[0] === a && nodes[1] === b && latencies.length > 0));

  /** Runs some pairs beside each other, as often as it takes, and reads each one's own lines. */
  const batch = async (pairs: Round, run: TaskRun): Promise<Pair[]> => {
    const count = pairRounds(measurement.known(run));
    const repetitions = Array.from({ length: repetitionsFor(names.length) }, (_, index) => index + 1).join(' ');
    const script = [
      ...pairs.map((hosts, index) => `{ for turn in ${repetitions}; do ${line(hosts, count)} || break; done 2>&1 | sed 's/^/pair ${index}: /'; } &`),
      'wait',
      '',
    ].join('\n');
    const seconds = (pairSeconds + 5) * repetitionsFor(names.length) + 10;
    const { stdout } = await access.nodes.exec(access.node(headOf(access)), 'bash -s', { stdin: script, signal: run.signal, timeoutSeconds: seconds });
    return pairs.map((nodes, index) => pairIn(nodes, linesOf(stdout, index)));
  };

  return {
    id: 'benchmark/pairs',
    stage: 'benchmark',
    title: names.length <= allUpTo ? `every pair of ${names.length} nodes` : `${wanted.length} pairs of ${names.length} nodes`,
    node: headOf(access),
    needs,
    lane: 'head',
    explain:
      'Each node exchanges small messages with one partner at a time, and the partners change, as in a tournament. A pair that is slow has one slow node in it; ' +
      `the node that is slow with all of its partners is that one.${names.length <= allUpTo ? '' : ` With so many nodes each meets ${fewRounds} others, not all.`}`,
    get commands() {
      return [line(names.slice(0, 2), 1_000)];
    },
    usualSeconds: [2 * rounds.length, 8 * rounds.length],
    observe: async (run) => {
      const known = measurement.known(run);
      return known && measured(known) ? { is: 'so', message: pairLines(known.pairs).join('\n') } : { is: 'absent' };
    },
    make: async (run) => {
      let pairs: Pair[] = [];
      for (const [turn, round] of rounds.entries()) {
        for (let from = 0; from < round.length; from += atOnce) {
          run.report({ waitingFor: `round ${turn + 1} of ${rounds.length}, ${round.length} ${round.length === 1 ? 'pair' : 'pairs'} at a time` });
          const found = await batch(round.slice(from, from + atOnce), run);
          pairs = [...pairs, ...found];
          measurement.keep(run, about(), (before) => ({ ...before, pairs }));
          const failed = found.filter((pair) => pair.failed !== undefined);
          if (failed[0] === undefined) continue;
          const cut = `${failed[0].nodes.join(' – ')}: ${failed[0].failed}`;
          measurement.keep(run, about(), (before) => ({ ...before, cut: `pairs: ${cut}` }));
          throw await cutProblem(tasks, 'the pairs', cut, [...new Set(failed.flatMap(({ nodes }) => nodes))], run);
        }
        const slowest = pairLines(pairs, 1)[0];
        if (slowest !== undefined) run.report({ message: `slowest so far: ${slowest}` });
      }
      const whole = measurement.keep(run, about(), (before) => ({ ...before, pairs, finishedAt: new Date(run.clock.now()).toISOString() }));
      return { is: 'so', message: pairLines(whole.pairs).join('\n') };
    },
  };
}

const linesOf = (stdout: string, index: number): string =>
  stdout
    .split('\n')
    .flatMap((line) => (line.startsWith(`pair ${index}: `) ? [`${line.slice(`pair ${index}: `.length)}\n`] : []))
    .join('');

/** A pair's figures, from what its runs printed one after the other. */
export function pairIn(nodes: readonly [string, string], output: string): Pair {
  const runs = output.split(/(?==== rank 0 on )/).filter((part) => part.trim() !== '');
  const latencies = runs.flatMap((part) => figuresIn(part).flatMap(({ bytes, value }) => (bytes === 8 ? [value] : [])));
  const places = new Set(placesIn(output).values());
  const apart = nodes.every((name) => places.has(name));
  if (latencies.length > 0 && apart) return { nodes: [...nodes], latencies };
  const why = latencies.length > 0 ? `processes ran on ${[...places].join(', ')}` : lastLines(output.replace(/^=== rank.*$/gm, ''), 1) || 'no figure';
  return { nodes: [...nodes], latencies: [], failed: why };
}
