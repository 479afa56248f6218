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
import { countsOf, type Step, spanOf, stepsOf } from './trace.ts';

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
    const counts = countsOf(trace);
    return {
      nodes,
      seconds: spanOf([...steps.values()]),
      nodeSeconds: spanOf(nodeSteps),
      realSeconds,
      criticalSeconds: criticalSeconds(nodes, steps),
      oneAfterTheOtherSeconds: nodeSteps.reduce((sum, step) => sum + step.ended - step.began, 0),
      ...counts,
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
