import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment, rank0, temporaryHome } from '../test/support/rank0.ts';
import { openAzure } from '../src/azure/azure.ts';
import { ethernetNodeTasks } from '../src/azure/tasks/nodes.ts';
import { wallClock } from '../src/engine/clock.ts';
import { criticalPath } from '../src/engine/graph.ts';
import type { Task } from '../src/engine/task.ts';
import type { World } from '../src/engine/world.ts';
import type { Choices } from '../src/state/choices.ts';
import type { Row } from './figures.ts';

interface Step {
  readonly stage: string;
  readonly began: number;
  readonly ended: number;
}

/** One build on the simulated clock. */
export interface Build {
  readonly nodes: number;
  /** Seconds of the world from the first task to ready. */
  readonly seconds: number;
  readonly nodeSeconds: number;
  readonly realSeconds: number;
  readonly criticalSeconds: number;
  readonly oneAfterTheOtherSeconds: number;
  readonly resources: number;
  readonly writes: number;
  readonly reads: number;
  readonly polls: number;
}

/** Seconds of the world that each task took, from a walk's own events. */
function stepsOf(lines: readonly Record<string, unknown>[]): Map<string, Step> {
  const steps = new Map<string, Step>();
  for (const line of lines) {
    if (typeof line['task'] !== 'string' || typeof line['time'] !== 'string') continue;
    const at = Date.parse(line['time']) / 1000;
    const before = steps.get(line['task']);
    steps.set(line['task'], { stage: String(line['stage']), began: before?.began ?? at, ended: at });
  }
  return steps;
}

/** The tasks of the nodes as the plan has them: only their needs are read, nothing is sent. */
function plannedTasks(nodes: number): Task[] {
  const nowhere = { arm: { endpoint: 'https://localhost', audience: 'https://localhost' }, clock: wallClock } as World;
  const choices = {
    name: 'glocluster',
    resourceGroup: 'glocluster-rg',
    location: 'eastus',
    count: nodes,
    size: 'Standard_D2s_v5',
    adminUsername: 'glock',
    publicKeys: [],
    sshSource: '192.0.2.1/32',
  } as unknown as Choices;
  return ethernetNodeTasks(
    openAzure(nowhere, '00000000-0000-0000-0000-000000000000'),
    {
      choices,
      clusterId: '',
      acceleratedNetworking: true,
      securityType: undefined,
      imageReference: { publisher: '', offer: '', sku: '', version: '' },
      loginPublicKey: '',
      customData: '',
    },
    () => undefined,
  );
}

/** The least time that the nodes can take however parallel they are made: the longest chain of needs, each task as long as it was. */
function criticalSeconds(nodes: number, steps: ReadonlyMap<string, Step>): number {
  const tasks = plannedTasks(nodes);
  const here = new Set(tasks.map(({ id }) => id));
  const seconds = ({ id }: Task): number => {
    const step = steps.get(id);
    return step ? step.ended - step.began : 0;
  };
  return criticalPath(
    tasks.map((task) => ({ ...task, needs: task.needs.filter((need) => here.has(need)) })),
    seconds,
  ).seconds;
}

/** Builds a cluster of `nodes` in the practice cloud and reads what it took. */
export async function build(nodes: number): Promise<Build> {
  const { home, dispose } = temporaryHome();
  try {
    const trace = join(home, '..', 'trace.ndjson');
    const env = childEnvironment(home, { RANK0_PRACTICE_QUOTA: 'cores=1000,standardDSv5Family=1000,virtualMachines=1000' });
    const began = performance.now();
    const walk = await rank0(['up', '--cloud', 'practice', '--yes', '--json', '--count', String(nodes), '--admin-username', 'glock', '--trace', trace], env);
    const realSeconds = (performance.now() - began) / 1000;
    if (walk.exitCode !== 0) throw new Error(`${nodes} nodes: ended with ${walk.exitCode}: ${walk.stderr.slice(-2000)}`);
    const steps = stepsOf(walk.lines);
    const nodeSteps = [...steps.values()].filter((step) => step.stage === 'nodes');
    const span = (list: readonly Step[]): number => Math.max(...list.map((step) => step.ended)) - Math.min(...list.map((step) => step.began));
    const exchanges = readFileSync(trace, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { method: string; url: string; status: number });
    const registering = new Set<string>();
    /** A look at an operation, or at a provider whose registration was begun. */
    const polls = exchanges.filter(({ method, url }) => {
      const provider = /\/providers\/(microsoft\.\w+)(\/register)?\?/i.exec(url);
      if (method === 'POST' && provider?.[2]) registering.add((provider[1] as string).toLowerCase());
      return /\/operation(s|results)\//i.test(url) || (method === 'GET' && !provider?.[2] && registering.has(provider?.[1]?.toLowerCase() ?? ''));
    });
    const isPoll = new Set(polls);
    const written = exchanges.filter(({ method, status }) => method === 'PUT' && status < 300);
    return {
      nodes,
      seconds: span([...steps.values()]),
      nodeSeconds: span(nodeSteps),
      realSeconds,
      criticalSeconds: criticalSeconds(nodes, steps),
      oneAfterTheOtherSeconds: nodeSteps.reduce((sum, step) => sum + step.ended - step.began, 0),
      resources: new Set(written.map(({ url }) => url.toLowerCase().split('?')[0])).size,
      writes: written.length,
      reads: exchanges.filter((one) => one.method === 'GET' && !isPoll.has(one)).length,
      polls: polls.length,
    };
  } finally {
    dispose();
  }
}

/** The rows of the table for one build. */
export function rowsOf(one: Build): Row[] {
  const seconds = (value: number): string => `${value.toFixed(0)} s`;
  return [
    {
      what: `${one.nodes} nodes, simulated, against the critical path`,
      ours: seconds(one.nodeSeconds),
      peer: seconds(one.criticalSeconds),
      ratio: one.nodeSeconds / one.criticalSeconds,
      aim: 1.05,
    },
    {
      what: `${one.nodes} nodes, simulated, against one step after the other`,
      ours: seconds(one.nodeSeconds),
      peer: seconds(one.oneAfterTheOtherSeconds),
      ratio: one.nodeSeconds / one.oneAfterTheOtherSeconds,
      aim: 0.25,
    },
    { what: `${one.nodes} nodes, writes a resource`, ours: String(one.writes), peer: String(one.resources), ratio: one.writes / one.resources, aim: 1 },
    {
      what: `${one.nodes} nodes, reads a resource (polls apart: ${one.polls})`,
      ours: String(one.reads),
      peer: String(one.resources),
      ratio: one.reads / one.resources,
      aim: 3,
    },
  ];
}
