import { mpiStackOf } from '../../../src/remote/mpi-stack.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Blueprint } from '../../../src/azure/blueprint.ts';
import { nodeNames, resourceIds } from '../../../src/azure/blueprint.ts';
import { downTasks } from '../../../src/azure/down.ts';
import { commandFor } from '../../../src/azure/preflight/proposals.ts';
import { clusterSsh } from '../../../src/stages/cluster-ssh.ts';
import { helloMpi } from '../../../src/stages/hello-mpi.ts';
import { withNames } from '../../../src/stages/lesson.ts';
import { logIn } from '../../../src/stages/log-in.ts';
import { nodes } from '../../../src/stages/nodes.ts';
import { plan } from '../../../src/stages/plan.ts';
import { pruneTasks, restoreTasks } from '../../../src/stages/prune.ts';
import { resourceGroup } from '../../../src/stages/resource-group.ts';
import { sharedFiles } from '../../../src/stages/shared-files.ts';
import { signIn } from '../../../src/stages/sign-in.ts';
import type { StageContext } from '../../../src/stages/stage.ts';
import type { Choices } from '../../../src/state/choices.ts';
import type { Shared } from '../../../src/state/events.ts';
import { azureOf, blueprint, choices, fakeArm, subscriptionId } from '../azure/support.ts';
import { scripted } from '../remote/scripted.ts';
import { isLine } from './line-check.ts';

/** A line that the product shows, and where. */
export interface ShownLine {
  readonly where: string;
  readonly line: string;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The lines of every task of the road, and of the deletion, for one choice of everything. */
export function taskLines(what: string, given: Partial<Choices> = {}, more: Partial<Blueprint> = {}, shared?: Shared): ShownLine[] {
  const chosen: Choices = { ...choices, ...given };
  const azure = azureOf(fakeArm());
  const names = nodeNames(chosen.name, chosen.count);
  const access = { ...scripted(names, () => ''), mpi: mpiStackOf(chosen.image) };
  const context: StageContext = {
    world: azure.world,
    azure,
    choices: chosen,
    folder: "/home/o'neill/rank 0/clusters/public/glocluster",
    names,
    access,
    known: access.node,
    allKnown: () => names.map(access.node),
    shared: () => shared,
    measurements: () => [],
    readFile: () => undefined,
    writeFile: () => {},
    preflight: {},
    planned: () => {},
    blueprint: () => ({ ...blueprint, choices: chosen, ...more }),
    clusterId: blueprint.clusterId,
  };
  const pruning = [true, false].flatMap((natGateway) => {
    const at = { ...context, choices: { ...chosen, prune: true, natGateway } };
    return [...pruneTasks(at, { names: names.slice(1) }), ...restoreTasks(at, { names: names.slice(1) })];
  });
  const stages = [signIn, plan, resourceGroup, nodes, logIn, clusterSsh, helloMpi, sharedFiles].flatMap((stage) => stage.tasks(context));
  const ids = resourceIds(subscriptionId, chosen.resourceGroup);
  const resource = (type: string, id: string) => ({ id, type, name: id.split('/').at(-1) as string, group: chosen.resourceGroup });
  const resources = [
    resource('Microsoft.Compute/virtualMachines', ids.machine(`${chosen.name}0`)),
    resource('Microsoft.Network/networkInterfaces', ids.nic(`${chosen.name}VMNic0`)),
  ];
  const deletion = { resourceGroup: chosen.resourceGroup, resources, foreign: [], groupExists: true };
  const down = [true, false].flatMap((whole) => downTasks(azure, { ...deletion, whole }));
  return [...stages, ...pruning, ...down].flatMap(({ id, commands }) => (commands ?? []).map((line) => ({ where: `${what}: task ${id}`, line })));
}

const lessonNames = {
  ...{ cluster: 'glocluster', group: 'glocluster-rg', location: 'eastus', size: 'Standard_D2s_v5' },
  ...{ count: 4, user: 'glock', source: '203.0.113.7/32' },
};

/** Every fenced line and every line in running text of a Markdown file. A line that begins with blanks goes on the one before. */
export function markdownLines(where: string, text: string): ShownLine[] {
  const fence = /^```\w*\n([\s\S]*?)^```$/gm;
  const fenced = [...text.matchAll(fence)].flatMap(([, block = '']) => block.replace(/\n +/g, ' ').split('\n'));
  const inline = [...text.replace(fence, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code).filter(isLine);
  return [...fenced, ...inline].filter((line) => line.trim() !== '').map((line) => ({ where, line }));
}

const linesIn = (folder: string): ShownLine[] =>
  readdirSync(join(root, folder)).flatMap((file) => markdownLines(file, withNames(readFileSync(join(root, folder, file), 'utf8'), lessonNames)));

/** The lines of all lessons, with a cluster's names in them. */
export const lessonLines = (): ShownLine[] => linesIn('assets/lessons');

/** The lines of all drills: their hints, and their cures. */
export const drillLines = (): ShownLine[] => linesIn('assets/drills');

/** The lines of the glossary. */
export const glossaryLines = (): ShownLine[] => markdownLines('glossary.md', withNames(readFileSync(join(root, 'assets/glossary.md'), 'utf8'), lessonNames));

/** What stands in for an expression in the middle of a line: the first that fits. */
const holes: readonly (readonly [RegExp, string])[] = [
  [/^flagOf/, ' --size Standard_D2s_v5'],
  [/ --cloud practice/, ' --cloud practice'],
  [/^installLine$/, "'sudo apt-get update'"],
  [/^cloudInitLog$/, '/var/log/cloud-init-output.log'],
  [/goOnFile/, '.rank0-go-on'],
  [/resourceGroup/, 'glocluster-rg'],
  [/^(choices|saved|cluster|one)?\.?(name|cluster)$|^headOf|^access\.cluster$|^head$|^name$|^cluster$/, 'glocluster'],
  [/\.cloud$/, 'public'],
  [/subscription|^one\.id$/, subscriptionId],
  [/nodeSet/, 'glocluster[0-3]'],
  [/\.(source)$|^seen$/, '203.0.113.7'],
];

const filled = (template: string): string =>
  template
    .replace(/\$\{((?:[^{}]|\{[^{}]*\})*)\}/g, (_, expression: string) => holes.find(([what]) => what.test(expression))?.[1] ?? 'sample')
    .replace(/\\(.)/g, '$1');

const literal = `'(?:[^'\\\\\\n]|\\\\.)*'|"(?:[^"\\\\\\n]|\\\\.)*"|\`(?:[^\`\\\\\\n]|\\\\.)*\``;

/** Lines in a source file: what follows `command:`, every text that begins with `az`, and what stands between grave accents or names an option of az in a text. */
export function sourceLines(where: string, text: string): ShownLine[] {
  const source = text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/ .*$/gm, '');
  const texts = [...source.matchAll(new RegExp(literal, 'g'))].map(([text]) => text.slice(1, -1));
  const commands = [...source.matchAll(new RegExp(`\\bcommand: (${literal})`, 'g'))].map(([, text = '']) => text.slice(1, -1));
  const begun = texts.filter((text) => /^az [a-z].*[^.]$/.test(text));
  const quoted = texts.filter((text) => !begun.includes(text) && !commands.includes(text)).flatMap(inText);
  return [...new Set([...commands, ...begun, ...quoted])].map((text) => ({ where, line: filled(text) }));
}

const inText = (text: string): string[] => [
  ...[...text.matchAll(/\\?`((?:az|rank0) [^`\\]+)\\?`/g)].map(([, code = '']) => code),
  ...[...text.matchAll(/\baz (?:[a-z-]+ )+--[a-z](?:\$\{[^}]*\}|[^.'`$])*/g)].map(([code]) => code),
];

/**
 * The lines of all sources of the product. The practice cloud's machines answer lines and show none; an exported script is a text of its own,
 * whose lines are judged where it runs (test/contract/export-bash.test.ts).
 */
export const allSourceLines = (): ShownLine[] =>
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('practice/nodes') && !file.startsWith('stages/export/bash'))
    .flatMap((file) => sourceLines(`src/${file}`, readFileSync(join(root, 'src', file), 'utf8')));

/** What a refused plan proposes instead. */
export const proposedLines = (): ShownLine[] =>
  [
    choices,
    {
      ...choices,
      cloud: 'practice',
      name: 'mine',
      image: 'Canonical:ubuntu-24_04-lts:server:latest',
      resourceGroup: 'Our_group_(shared)',
      useExistingGroup: true,
    },
  ].map((chosen) => ({ where: 'proposal', line: commandFor(chosen, { location: 'westus2', size: 'Standard_D2as_v6', count: 2 }) }));
