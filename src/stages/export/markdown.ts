import type { Measurement } from '../../state/measurement.ts';
import { dollars, momentWords, span } from '../../state/words.ts';
import { svgOf } from '../figures/svg.ts';
import { measurementParts } from './markdown-measurement.ts';
import { block, code, lower, plain, table } from './markdown-text.ts';
import type { Story, ToldFailure, ToldStage, ToldStep } from './schema.ts';
import { typedLines } from './step-lines.ts';

/** A picture within the file itself, as an image of a data URI: shown by what renders Markdown on a person's own machine. */
const chart = (measurement: Measurement, earlier: readonly Measurement[]): string =>
  `![The benchmark drawn: latency, bandwidth and allreduce by the size of the message](data:image/svg+xml;base64,${Buffer.from(svgOf(measurement, earlier)).toString('base64')})`;

/** What ran, as a notebook: each stage with why, the lines, what was printed, what it took and cost. */
export function markdownOf(story: Story): string {
  return `${[
    `# ${story.cluster.name}: an MPI cluster on Azure, step by step`,
    ...simulatedNote(story),
    overview(story),
    ...story.stages.flatMap((stage, index) => stageParts(story, stage, index)),
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

function overview({ cluster, stages, toldUntil, madeBy, withAddresses }: Story): string {
  const began = stages[0]?.began ?? cluster.createdAt;
  const network =
    cluster.network === 'ethernet' ? 'Ethernet, virtual machines in a proximity placement group' : 'InfiniBand, a scale set in one placement group';
  const simulated = cluster.simulated ? ' (simulated)' : '';
  const facts = [
    ['nodes', `${cluster.count} × ${cluster.size} in ${cluster.location}`],
    ['network', network],
    ['image', `${cluster.image}${cluster.image.endsWith(':latest') ? `, then ${cluster.imageVersion}` : ''}`],
    ['shared files', cluster.sharedFiles],
    ['public addresses', cluster.pruned ? 'of the head alone' : 'of every node'],
    ['resource group', cluster.resourceGroup],
    ['built', `${momentWords(began)}; told until ${momentWords(toldUntil)}`],
    ['outcome', cluster.result],
    ...(cluster.price === undefined ? [] : [['price', `${dollars(cluster.price.perHour)} an hour${simulated}`]]),
    ['spent', `${dollars(cluster.spent)}${simulated}`],
  ];
  const words = withAddresses ? '' : ' Addresses and ids are left out: a word in capitals stands for each.';
  return `${table(['', ''], facts)}\n\nMade by ${plain(madeBy)} from what it did.${words}`;
}

function stageParts(story: Story, stage: ToldStage, index: number): string[] {
  const simulated = story.cluster.simulated ? ' (simulated)' : '';
  return [
    `## ${index + 1}. ${stage.title}`,
    stage.why,
    `*${clock(stage.began)} to ${clock(stage.ended)} UTC, ${span(stage.seconds)}. It cost ${dollars(stage.dollars)}${simulated}; ${dollars(stage.dollarsByThen)} by then.*`,
    ...stage.steps.flatMap((step) => stepParts(story, step)),
    ...(stage.id === 'benchmark' ? measurementParts(story.measurements, chart) : []),
    `<details>\n<summary>More about this stage</summary>\n\n${lower(stage.page, 2)}\n\n</details>`,
  ];
}

function stepParts({ cluster }: Story, step: ToldStep): string[] {
  const typed = typedLines(step, cluster.name).map(({ lines, note }) => [...(note === undefined ? [] : [`# ${note}`]), ...lines].join('\n'));
  const printed = outputOf(step);
  return [
    `### ${plain(step.title)}`,
    ...(step.explain === undefined ? [] : [plain(step.explain)]),
    ...(typed.length === 0 ? [] : [block('sh', typed.join('\n\n'))]),
    ...step.tasks.flatMap(({ failures, state }) => failures.map((failure, index) => failureText(failure, state === 'failed' && index === failures.length - 1))),
    outcomeOf(step),
    ...(printed === '' ? [] : [block('text', printed)]),
  ];
}

/** What was printed; of several nodes with their names. */
function outputOf({ tasks }: ToldStep): string {
  const said = tasks.filter(({ output }) => output !== undefined);
  if (tasks.length === 1) return said[0]?.output ?? '';
  return said.map(({ node, output }) => `${node}: ${output?.replaceAll('\n', `\n${' '.repeat((node?.length ?? 0) + 2)}`)}`).join('\n');
}

const outcomes = { done: 'Done', unchanged: 'Looked at, nothing to be changed', skipped: 'Skipped', failed: 'Failed', unfinished: 'Not finished' } as const;

function outcomeOf({ tasks }: ToldStep): string {
  const states = [...new Set(tasks.map(({ state }) => state))];
  const took = Math.max(0, ...tasks.map(({ seconds = 0 }) => seconds));
  const slowest = tasks.length > 1 ? 'at most ' : '';
  return `${states.map((state) => outcomes[state]).join('; ')}${took >= 0.5 ? `, ${slowest}${span(took)}` : ''}.`;
}

function failureText({ time, code: name, message, means, next }: ToldFailure, last: boolean): string {
  const steps = next.map(({ label, command }) => `${plain(label)}${command === undefined ? '' : `: ${code(command)}`}`).join('; ');
  return [
    `> **${last ? 'It failed' : 'It failed at first'}**, ${clock(time)} UTC, ${code(name)}: ${plain(message.replace(/\s*\n\s*/g, ' '))}`,
    ...(means === '' ? [] : [`>\n> ${plain(means)}`]),
    ...(steps === '' ? [] : [`>\n> What was proposed: ${steps}.`]),
  ].join('\n');
}

function moneyParts({ cluster }: Story): string[] {
  const { price, spent, simulated } = cluster;
  if (!price) return [];
  const rows = price.parts.map(({ what, count, perHour }) => [what, String(count), `${perHour} $`, `${(count * perHour).toFixed(4)} $`]);
  return [
    '## What it costs',
    table(['part', 'count:', 'each an hour:', 'together:'], [...rows, ['all', '', '', `${price.perHour.toFixed(4)} $`]]),
    `By ${plain(price.source)}. Spent so far: ${dollars(spent)}${simulated ? ', simulated: nothing was paid' : ''}. It goes on until the cluster is deleted.`,
  ];
}

function nodeParts({ nodes }: Story): string[] {
  if (nodes.length === 0) return [];
  const rows = nodes.map(({ name, role, privateAddress, publicAddress }) => [name, role, privateAddress, publicAddress ?? 'none']);
  return ['## The nodes', table(['name', 'role', 'inner address', 'public address'], rows)];
}

function endParts({ cluster }: Story): string[] {
  const { name, cloud } = cluster;
  const where = cloud === 'public' ? '' : ` --cloud ${cloud}`;
  return ['## And never again', 'The end of it, with proof that nothing is left that costs:', block('sh', `rank0 down ${name}${where}`)];
}

const clock = (time: string): string => time.slice(11, 19);
