import { csvOf } from '../../stages/figures/csv.ts';
import { svgOf } from '../../stages/figures/svg.ts';
import type { Measurement } from '../../state/measurement.ts';
import { usageError } from '../../state/problem.ts';
import { chooseCluster, type KnownCluster } from '../cluster-choice.ts';
import { type StoryFormat, storyFormats, storyText } from '../story-export.ts';
import type { Surroundings } from '../surroundings.ts';
import { writeOut } from '../write-out.ts';

/** What is made of the benchmarks of a cluster alone, newest last. */
const figures: Readonly<Record<string, (measurements: readonly Measurement[]) => string>> = {
  csv: csvOf,
  svg: (measurements) => svgOf(measurements.at(-1) as Measurement, measurements.slice(0, -1).reverse().slice(0, 3)),
};

/** A file to be, and how it is called where it was written. */
interface Exported {
  readonly content: string;
  readonly what: string;
  readonly simulated: boolean;
}

/**
 * `rank0 export [NAME] --as markdown|html|json|csv|svg [--output FILE]`: what ran and what was measured, from what is remembered here; Azure and
 * the nodes are not asked.
 */
export async function exportTo({ words, home, output, stdout }: Surroundings): Promise<number> {
  const { as, output: file, force, withAddresses } = words.flags;
  const allowed = [...storyFormats, ...Object.keys(figures)];
  if (as === undefined || !allowed.includes(as)) {
    throw usageError(
      as === undefined ? 'format-missing' : 'format-unknown',
      as === undefined ? '--as is missing' : `--as ${as}: unknown`,
      `Allowed: ${allowed.join(', ')}.`,
    );
  }
  const cluster = chooseCluster(home, words.names[0], words.choices.cloud);
  const make = figures[as];
  const { content, what, simulated } = make ? measured(cluster, as, make) : told(cluster, as as StoryFormat, withAddresses);
  if (file === undefined || file === '-') {
    await new Promise<void>((done, failed) => stdout.write(content, (error) => (error ? failed(error) : done())));
    return 0;
  }
  const path = writeOut(file, content, force);
  output.object({ result: 'exported', cluster: cluster.name, as, file: path, bytes: Buffer.byteLength(content), simulated });
  output.say(`${path}: ${what} of ${cluster.name}${simulated ? ', simulated, as it says' : ''}`);
  return 0;
}

function measured({ name, session }: KnownCluster, as: string, make: (measurements: readonly Measurement[]) => string): Exported {
  const measurements = session.measurements ?? [];
  if (measurements.length === 0) {
    throw usageError('nothing-measured', `the network of ${name} was not measured`, 'There are no figures to be exported yet.', [
      { label: 'Measure it', command: `rank0 benchmark ${name}` },
    ]);
  }
  const what = as === 'csv' ? `${measurements.length} benchmark${measurements.length === 1 ? '' : 's'}` : 'the newest benchmark';
  return { content: make(measurements), what, simulated: measurements.some((one) => one.simulated) };
}

function told(cluster: KnownCluster, as: StoryFormat, withAddresses: boolean): Exported {
  const { content, simulated } = storyText(cluster, as, withAddresses);
  return { content, what: `what ran, ${withAddresses ? 'with' : 'without'} addresses,`, simulated };
}
