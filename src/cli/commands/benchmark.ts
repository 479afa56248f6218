import type { Walk } from '../../stages/walk.ts';
import { usageError } from '../../state/problem.ts';
import { benchmarkSummary, benchmarkText } from '../benchmark-text.ts';
import { chooseCluster } from '../cluster-choice.ts';
import { withWalk } from '../command-walk.ts';
import { sayMended } from '../drills.ts';
import { notDone } from '../finish.ts';
import { givenBy } from '../gather.ts';
import type { Surroundings } from '../surroundings.ts';

/**
 * `rank0 benchmark [NAME]`: measures the network of a cluster that is there, once more where it was measured. `up --benchmark` makes true that
 * these nodes were measured; this measures, whatever is known.
 */
export async function benchmark(around: Surroundings): Promise<number> {
  const { words, home } = around;
  const cluster = chooseCluster(home, words.names[0], words.choices.cloud);
  if (cluster.session.stage !== 'your-cluster') {
    throw usageError('cluster-unfinished', `${cluster.name} is not finished`, 'A network is measured between nodes on which hello has run.', [
      { label: 'Finish it, and measure', command: `rank0 up --name ${cluster.name} --benchmark` },
    ]);
  }
  const { osuSource } = givenBy(words);
  return withWalk(around, cluster, (walk) => measured(around, walk), osuSource === undefined ? {} : { choices: { osuSource } });
}

async function measured(around: Surroundings, walk: Walk): Promise<number> {
  const { output, signal } = around;
  const { name, cloud } = walk.choices;
  const outcome = await walk.run(['benchmark'], signal, { remeasure: true });
  const latest = walk.session.measurements?.at(-1);
  const bad = notDone(outcome, name, output, `rank0 benchmark ${name}`);
  // The cluster is what it was: a benchmark that failed leaves it ready.
  walk.end('ready');
  if (bad !== null) return bad;
  if (!latest) throw new Error('measured, and nothing is kept of it');
  await sayMended(around, walk, ['benchmark']);
  output.object({ result: 'measured', cluster: name, cloud, benchmark: benchmarkSummary(latest) });
  output.say(benchmarkText(latest));
  return 0;
}
