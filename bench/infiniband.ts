import { join } from 'node:path';
import { openAzure } from '../src/azure/azure.ts';
import { infinibandNodeTasks } from '../src/azure/tasks/infiniband-nodes.ts';
import { wallClock } from '../src/engine/clock.ts';
import { criticalPath } from '../src/engine/graph.ts';
import type { Task } from '../src/engine/task.ts';
import type { World } from '../src/engine/world.ts';
import type { Choices } from '../src/state/choices.ts';
import { childEnvironment, type Ran, rank0, temporaryHome } from '../test/support/rank0.ts';
import type { Row } from './figures.ts';
import { type Counts, countsOf, type Step, spanOf, stepsOf } from './trace.ts';

const quota = { RANK0_PRACTICE_QUOTA: 'standardHBv3Family=12000,cores=12000,virtualMachines=1000' };

/** One walk to hello on the simulated clock. */
interface Walk extends Counts {
  readonly nodes: number;
  /** Seconds of the world from the first task to hello. */
  readonly seconds: number;
  readonly realSeconds: number;
  readonly criticalSeconds: number;
}

interface Look {
  readonly nodes: number;
  /** GET requests of `rank0 status`. */
  readonly reads: number;
}

/** The tasks that make the nodes, as the plan has them: only their needs are read, nothing is sent. */
function nodeTasks(): Task[] {
  const nowhere = { arm: { endpoint: 'https://localhost', audience: 'https://localhost' }, clock: wallClock } as World;
  const choices = { name: 'glocluster', resourceGroup: 'glocluster-rg', count: 100, natGateway: false, publicKeys: [] } as unknown as Choices;
  const blueprint = { choices, clusterId: '', acceleratedNetworking: true, securityType: undefined, loginPublicKey: '', customData: '' };
  return infinibandNodeTasks(
    openAzure(nowhere, '00000000-0000-0000-0000-000000000000'),
    { ...blueprint, imageReference: { publisher: '', offer: '', sku: '', version: '' } },
    () => [],
  );
}

/**
 * The least that a walk can take, each step as long as it was: the longest chain through the resources, then the slowest machine from
 * its console to the end of its first boot, then what needs all of them, step after step.
 */
export function criticalSeconds(steps: ReadonlyMap<string, Step>, tasks: readonly Task[]): number {
  const took = (id: string): number => {
    const step = steps.get(id);
    return step ? step.ended - step.began : 0;
  };
  const all = [...steps];
  const longest = (prefix: string): number => Math.max(0, ...all.flatMap(([id, { began, ended }]) => (id.startsWith(prefix) ? [ended - began] : [])));
  const here = new Set(tasks.map(({ id }) => id));
  const resources = criticalPath(
    tasks.map((task) => ({ ...task, needs: task.needs.filter((need) => here.has(need)) })),
    ({ id }) => took(id),
  ).seconds;
  const names = all.flatMap(([id]) => (id.startsWith('login/') ? [id.slice('login/'.length)] : []));
  const machine = Math.max(0, ...names.map((name) => took(`host-key/${name}`) + took(`login/${name}`) + took(`cloud-init/${name}`)));
  const before = ['plan/size', 'plan/quota', 'plan/image'].reduce((sum, id) => sum + took(id), 0) + longest('provider/') + took('group');
  const after = ['cluster-key', 'known-hosts/', 'key/', 'clush', 'fabric/', 'hello/source', 'hello/compile', 'hello/copy', 'hello/run'];
  return before + resources + machine + after.reduce((sum, prefix) => sum + longest(prefix), 0);
}

function walkOf(nodes: number, ran: Ran, trace: string, realSeconds: number): Walk {
  if (ran.exitCode !== 0) throw new Error(`${nodes} nodes: ended with ${ran.exitCode}: ${ran.stderr.slice(-2000)}`);
  const steps = stepsOf(ran.lines);
  return { nodes, seconds: spanOf([...steps.values()]), realSeconds, criticalSeconds: criticalSeconds(steps, nodeTasks()), ...countsOf(trace) };
}

/** Runs a line of rank0 with a trace of its own. */
async function traced(home: string, name: string, words: readonly string[]): Promise<{ ran: Ran; trace: string; realSeconds: number }> {
  const trace = join(home, '..', `${name}.ndjson`);
  const began = performance.now();
  const ran = await rank0([...words, '--json', '--trace', trace], childEnvironment(home, quota));
  return { ran, trace, realSeconds: (performance.now() - began) / 1000 };
}

/** Builds a cluster, asks how it is, and scales it where that is wanted. */
async function life(nodes: number, to?: number): Promise<{ up: Walk; look: Look; scaled?: Walk }> {
  const { home, dispose } = temporaryHome();
  try {
    const line = ['up', '--cloud', 'practice', '--network', 'infiniband', '--count', String(nodes), '--admin-username', 'glock', '--yes'];
    const built = await traced(home, 'up', line);
    const up = walkOf(nodes, built.ran, built.trace, built.realSeconds);
    const seen = await traced(home, 'status', ['status']);
    if (seen.ran.exitCode !== 0) throw new Error(`status of ${nodes} nodes: ended with ${seen.ran.exitCode}: ${seen.ran.stderr.slice(-2000)}`);
    const look = { nodes, reads: countsOf(seen.trace).reads };
    if (to === undefined) return { up, look };
    const more = await traced(home, 'scale', ['scale', String(to), '--yes']);
    return { up, look, scaled: walkOf(to, more.ran, more.trace, more.realSeconds) };
  } finally {
    dispose();
  }
}

/** The InfiniBand road: many nodes against the least that they can take, what is asked of ARM against few nodes, a scaling against a build. */
export async function infiniband(many: number): Promise<{ rows: Row[]; figures: unknown }> {
  const four = await life(4, 8);
  const eight = await life(8);
  const all = await life(many);
  const scaled = four.scaled as Walk;
  const seconds = (value: number): string => `${value.toFixed(0)} s`;
  const row = (what: string, ours: number, peer: number, shown: (value: number) => string, aim?: number): Row => ({
    what,
    ours: shown(ours),
    peer: shown(peer),
    ratio: ours / peer,
    ...(aim === undefined ? {} : { aim }),
  });
  const rows = [
    row(`${many} InfiniBand nodes to hello, simulated, against the critical path`, all.up.seconds, all.up.criticalSeconds, seconds, 1.1),
    row(`${many} InfiniBand nodes, writes, against 4`, all.up.writes, four.up.writes, String, 1),
    row(`${many} InfiniBand nodes, reads (polls apart: ${all.up.polls}, consoles: ${all.up.consoles}), against 4`, all.up.reads, four.up.reads, String, 1.5),
    row(`status of ${many} InfiniBand nodes, reads, against 4`, all.look.reads, four.look.reads, String, 1),
    row('scale 8 from 4 to hello on 8, simulated, against building 8', scaled.seconds, eight.up.seconds, seconds, 1),
    row('scale 8 from 4 to hello on 8, simulated, against its critical path', scaled.seconds, scaled.criticalSeconds, seconds, 1.1),
  ];
  return { rows, figures: { four, eight, many: all } };
}
