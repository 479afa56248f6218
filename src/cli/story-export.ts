import { csvOf } from '../stages/figures/csv.ts';
import { svgOf } from '../stages/figures/svg.ts';
import { bashOf } from '../stages/export/bash.ts';
import type { ExportForm } from '../stages/export/forms.ts';
import { htmlOf } from '../stages/export/html.ts';
import { markdownOf } from '../stages/export/markdown.ts';
import { type Person, redacted, redactorOf } from '../stages/export/redact.ts';
import type { Story } from '../stages/export/schema.ts';
import { storyOf } from '../stages/export/story.ts';
import { readJournal } from '../state/journal.ts';
import type { Measurement } from '../state/measurement.ts';
import { usageError } from '../state/problem.ts';
import { readStoreFile } from '../state/store.ts';
import type { KnownCluster } from './cluster-choice.ts';
import { localPerson } from './local-user.ts';
import { version } from './version.ts';

/** A file to be, and how it is called where it was written. */
export interface Exported {
  readonly content: string;
  readonly what: string;
  readonly simulated: boolean;
}

interface ExportHow {
  readonly withAddresses: boolean;
  /** Whose machine this is. */
  readonly person?: Person;
}

/** Of the cluster's benchmarks alone, newest last. */
const figures = {
  csv: csvOf,
  svg: (measurements: readonly Measurement[]) => svgOf(measurements.at(-1) as Measurement, measurements.slice(0, -1).reverse().slice(0, 3)),
} as const;

const stories = {
  markdown: markdownOf,
  html: htmlOf,
  json: (story: Story) => `${JSON.stringify(story, null, 2)}\n`,
} as const;

/**
 * What ran on a cluster, or what was measured, in one of the forms, from what is remembered here. Secrets are never in it; what names the person
 * or their machine only where asked for.
 * @throws ProblemError exit code 2: nothing ran yet, or nothing was measured.
 */
export function exportOf(cluster: KnownCluster, as: ExportForm, { withAddresses, person = localPerson() }: ExportHow): Exported {
  const { name, folder, session } = cluster;
  const { choices } = session;
  const { events } = readJournal(folder);
  if (!choices || !events.some(({ type }) => type === 'task')) {
    throw usageError('nothing-ran', `nothing of ${name} ran yet`, 'An export tells what ran, so there is nothing to be told.', [
      { label: 'Build it', command: `rank0 up --name ${name}` },
    ]);
  }
  if (as === 'csv' || as === 'svg') return measured(name, session.measurements ?? [], as);
  const remembered = { choices, session, folder, readFile: (file: Parameters<typeof readStoreFile>[1]) => readStoreFile(folder, file) };
  const redactor = redactorOf(remembered, events, { withAddresses, person });
  if (as === 'bash') {
    const content = bashOf(remembered, events, { madeBy: `rank0 ${version}`, withAddresses, redact: redactor.output });
    return {
      content,
      what: `a script that builds and deletes the same cluster, ${withAddresses ? 'with' : 'without'} what is yours,`,
      simulated: choices.cloud === 'practice',
    };
  }
  const story = { ...redacted(storyOf(remembered, events, { madeBy: `rank0 ${version}`, name: redactor.value }), redactor), withAddresses };
  const kind = as === 'json' ? 'what ran, as data,' : 'what ran,';
  return {
    content: stories[as](story),
    what: `${kind} ${withAddresses ? 'with addresses' : 'without what names you or your machines'},`,
    simulated: story.cluster.simulated,
  };
}

function measured(name: string, measurements: readonly Measurement[], as: keyof typeof figures): Exported {
  if (measurements.length === 0) {
    throw usageError('nothing-measured', `the network of ${name} was not measured`, 'There are no figures to be exported yet.', [
      { label: 'Measure it', command: `rank0 benchmark ${name}` },
    ]);
  }
  const what = as === 'csv' ? `${measurements.length} benchmark${measurements.length === 1 ? '' : 's'}` : 'the newest benchmark';
  return { content: figures[as](measurements), what, simulated: measurements.some((one) => one.simulated) };
}
