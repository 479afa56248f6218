import { dollars, momentWords, span } from '../../state/words.ts';
import type { Measurement } from '../../state/measurement.ts';
import { svgOf } from '../figures/svg.ts';
import { measurementParts } from './markdown-measurement.ts';
import { clock, laterParts, stepsParts, tellsFigures, type ToldBefore } from './markdown-steps.ts';
import { block, lower, plain, slug, table } from './markdown-text.ts';
import type { Story, ToldChapter, ToldStage } from './schema.ts';

/** A picture within the file itself, as an image of a data URI: shown by what renders Markdown on a person's own machine. */
const chart = (measurement: Measurement, earlier: readonly Measurement[]): string =>
  `![The benchmark drawn: latency, bandwidth and allreduce by the size of the message](data:image/svg+xml;base64,${Buffer.from(svgOf(measurement, earlier)).toString('base64')})`;

/** What ran, as a notebook: each stage with why, the lines, what was printed, what it took and cost; then what was done with it later. */
export function markdownOf(story: Story): string {
  const before: ToldBefore = { kinds: new Set(), explained: new Set() };
  return `${[
    `# ${story.cluster.name}: an MPI cluster on Azure, step by step`,
    ...simulatedNote(story),
    overview(story),
    contents(story),
    ...story.stages.flatMap((stage, index) => [
      ...headParts(story, stage, index),
      ...stepsParts(stage.steps, story.cluster.name, before),
      ...endOfPart(story, stage, true),
    ]),
    ...(story.stages.length > 0 && story.later.length > 0 ? ['*The cluster was ready. What follows was done with it later.*'] : []),
    ...story.later.flatMap((chapter, index) => {
      const figuresTold = tellsFigures(chapter.steps, before);
      return [
        ...headParts(story, chapter, story.stages.length + index),
        ...laterParts(chapter.steps, story.cluster.name, before),
        ...endOfPart(story, chapter, figuresTold),
      ];
    }),
    ...moneyParts(story),
    ...nodeParts(story),
    ...endParts(story),
  ].join('\n\n')}\n`;
}

const simulatedNote = ({ cluster }: Story): string[] =>
  cluster.simulated
    ? [
        '> **Simulated.** This cluster was built in the practice cloud of rank0. No machine existed and nothing was paid: times, prices, outputs and figures are those of the simulation. The lines are the real ones.',
      ]
    : [];

function overview({ cluster, stages, later, toldUntil, madeBy, withAddresses }: Story): string {
  const began = stages[0]?.began ?? later[0]?.began ?? cluster.createdAt;
  const network =
    cluster.network === 'ethernet' ? 'Ethernet, virtual machines in a proximity placement group' : 'InfiniBand, a scale set in one placement group';
  const simulated = cluster.simulated ? ' (simulated)' : '';
  const facts = [
    ['nodes', `${cluster.count} × ${cluster.size} in ${cluster.location}`],
    ['network', network],
    ['image', `${cluster.image}${cluster.image.endsWith(':latest') && cluster.imageVersion !== 'latest' ? `, then ${cluster.imageVersion}` : ''}`],
    ['shared files', sharedWords[cluster.sharedFiles] ?? cluster.sharedFiles],
    ['public addresses', cluster.pruned ? 'of the head alone' : 'of every node'],
    ['resource group', cluster.resourceGroup],
    ['time', `${momentWords(began)} to ${momentWords(toldUntil)}`],
    ['now', resultWords[cluster.result] ?? cluster.result],
    ...(cluster.price === undefined || cluster.result === 'deleted' ? [] : [['price', `${dollars(cluster.price.perHour)} an hour${simulated}`]]),
    ['spent', `${dollars(cluster.spent)}${simulated}`],
  ];
  const left = withAddresses
    ? ''
    : ' Left out: addresses, ids and names of accounts, of the person and their machine; a word in capitals stands for each. Keys and tokens are never told.';
  return `${table(['cluster', cluster.name], facts)}\n\nMade by ${plain(madeBy)} from its journal: this is what ran.${left}`;
}

/** What is told, with what it took and cost. Links are Markdown's own, so they are put in after the cells were made safe. */
function contents({ stages, later, cluster }: Story): string {
  const parts = [...stages, ...later];
  const rows = parts.map((part, index) => [`@${index}`, span(part.seconds), part.dollars < 0.0005 ? '' : dollars(part.dollars)]);
  const linked = table(['part', 'took:', cluster.simulated ? 'cost (simulated):' : 'cost:'], rows).replace(/@(\d+)/g, (_, index: string) => {
    const heading = headingOf(parts[Number(index)] as ToldStage | ToldChapter, Number(index));
    return `[${heading}](#${slug(heading)})`;
  });
  return `## Contents\n\n${linked}`;
}

const headingOf = ({ title }: ToldStage | ToldChapter, index: number): string => `${index + 1}. ${plain(title)}`;

const sharedWords: Readonly<Record<string, string>> = {
  none: 'none',
  head: 'from the head, by NFS',
  blob: 'Blob NFS, a storage account',
  'blob-premium': 'Blob NFS, a premium storage account',
};

const resultWords: Readonly<Record<string, string>> = {
  ready: 'ready',
  deleted: 'deleted; nothing is left',
  failed: 'not ready: the last step failed',
  interrupted: 'not ready: it was interrupted',
  planned: 'planned only',
  unfinished: 'unfinished',
};

function headParts(story: Story, part: ToldStage | ToldChapter, index: number): string[] {
  return [
    `## ${headingOf(part, index)}`,
    part.why,
    `*${clock(part.began)} to ${clock(part.ended)} UTC, ${span(part.seconds)}. ${costWords(story, part)}*`,
    ...('command' in part && part.command !== undefined ? [block('sh', part.command)] : []),
  ];
}

function costWords({ cluster }: Story, { dollars: cost, dollarsByThen }: ToldStage | ToldChapter): string {
  if (dollarsByThen === 0) return 'It cost nothing.';
  const simulated = cluster.simulated ? ' (simulated)' : '';
  return `It cost ${dollars(cost)}${simulated}; ${dollars(dollarsByThen)} in all by then.`;
}

/** What was measured in the course of a part, and the lesson behind it. */
function endOfPart({ measurements }: Story, part: ToldStage | ToldChapter, figuresTold: boolean): string[] {
  const until = measurements.findLastIndex(({ at }) => at >= part.began && at <= part.ended);
  const measures = part.steps.some(({ kind }) => kind.startsWith('benchmark/'));
  return [
    ...(measures && until >= 0 ? measurementParts(measurements.slice(0, until + 1), { chart, figuresTold }) : []),
    ...(part.page === undefined ? [] : [`<details>\n<summary>More about this: ${plain(part.title)}</summary>\n\n${lower(part.page, 2)}\n\n</details>`]),
  ];
}

function moneyParts({ cluster, stages, later }: Story): string[] {
  const { price, spent, simulated } = cluster;
  if (!price) return [];
  const rows = price.parts.map(({ what, count, perHour }) => [what, String(count), `${perHour} $`, `${(count * perHour).toFixed(4)} $`]);
  const working = [...stages, ...later].reduce((sum, part) => sum + part.dollars, 0);
  const between = spent - working;
  const idle = later.length > 0 && between >= 0.005 ? ` Of that ${dollars(between)} went by while nothing was done: the nodes cost all the same.` : '';
  const end = cluster.result === 'deleted' ? 'It is deleted, and costs nothing any more.' : 'It goes on until the cluster is deleted.';
  return [
    cluster.result === 'deleted' ? '## What it cost' : '## What it costs',
    table(['part', 'count:', 'each an hour:', 'together:'], [...rows, ['all', '', '', `${price.perHour.toFixed(4)} $`]]),
    `By ${plain(price.source)}. Spent ${cluster.result === 'deleted' ? 'in all' : 'so far'}: ${dollars(spent)}${simulated ? ', simulated: nothing was paid' : ''}.${idle} ${end}`,
  ];
}

function nodeParts({ nodes }: Story): string[] {
  if (nodes.length === 0) return [];
  const rows = nodes.map(({ name, role, privateAddress, publicAddress }) => [name, role, privateAddress, publicAddress ?? 'none']);
  return ['## The nodes', table(['name', 'role', 'inner address', 'public address'], rows)];
}

function endParts({ cluster }: Story): string[] {
  const { name, cloud, result } = cluster;
  if (result === 'deleted') return [];
  const where = cloud === 'public' ? '' : ` --cloud ${cloud}`;
  return ['## How it ends', 'Deletes all of it, and proves that nothing is left that costs:', block('sh', `rank0 down ${name}${where}`)];
}
