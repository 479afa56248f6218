import { csvOf } from '../../stages/figures/csv.ts';
import { svgOf } from '../../stages/figures/svg.ts';
import type { Measurement } from '../../state/measurement.ts';
import { usageError } from '../../state/problem.ts';
import { chooseCluster } from '../cluster-choice.ts';
import type { Surroundings } from '../surroundings.ts';
import { writeOut } from '../write-out.ts';

/** What `--as` takes, and what each makes of the benchmarks of a cluster, newest last. */
const formats: Readonly<Record<string, (measurements: readonly Measurement[]) => string>> = {
  csv: csvOf,
  svg: (measurements) => svgOf(measurements.at(-1) as Measurement, measurements.slice(0, -1).reverse().slice(0, 3)),
};

/** `rank0 export [NAME] --as csv|svg [--output FILE]`: what was measured, from what is remembered here; Azure and the nodes are not asked. */
export async function exportTo({ words, home, output, stdout }: Surroundings): Promise<number> {
  const { as, output: file, force } = words.flags;
  const make = formats[as ?? ''];
  if (as === undefined || !make) {
    throw usageError(
      as === undefined ? 'format-missing' : 'format-unknown',
      as === undefined ? '--as is missing' : `--as ${as}: unknown`,
      `Allowed: ${Object.keys(formats).join(', ')}.`,
    );
  }
  const cluster = chooseCluster(home, words.names[0], words.choices.cloud);
  const measurements = cluster.session.measurements ?? [];
  if (measurements.length === 0) {
    throw usageError('nothing-measured', `the network of ${cluster.name} was not measured`, 'There are no figures to be exported yet.', [
      { label: 'Measure it', command: `rank0 benchmark ${cluster.name}` },
    ]);
  }
  const content = make(measurements);
  if (file === undefined || file === '-') {
    await new Promise<void>((done, failed) => stdout.write(content, (error) => (error ? failed(error) : done())));
    return 0;
  }
  const path = writeOut(file, content, force);
  const simulated = measurements.some((one) => one.simulated);
  output.object({ result: 'exported', cluster: cluster.name, as, file: path, bytes: Buffer.byteLength(content), simulated });
  output.say(
    `${path}: ${as === 'csv' ? `${measurements.length} benchmark${measurements.length === 1 ? '' : 's'}` : 'the newest benchmark'} of ${cluster.name}${simulated ? ', simulated, as it says' : ''}`,
  );
  return 0;
}
