import * as z from 'zod';
import { autostopSchema } from './autostop.ts';
import { choicesSchema } from './choices.ts';
import { type JournalEvent, nodeSchema, priceSchema, sharedSchema, taskStates } from './events.ts';
import { foundSchema } from './found.ts';
import { type Measurement, measurementSchema } from './measurement.ts';
import { afterLook, settledAt } from './money.ts';
import { byNumber } from './node-set.ts';
import { powerStates } from './power.ts';
import type { StageId } from './stage-id.ts';
import { stageIds } from './stage-id.ts';

/** The schema's version. A file with an older one is rebuilt from the journal, which never changes shape without a reader. */
export const sessionVersion = 1;

const taskRecordSchema = z.object({
  stage: z.enum(stageIds),
  state: z.enum(taskStates),
  title: z.string().optional(),
  since: z.string(),
  until: z.string().optional(),
});

/** What the journal comes to: the saved walk through the stages. */
export const sessionSchema = z.object({
  version: z.literal(sessionVersion),
  /** How many journal lines it holds. */
  folded: z.number().int(),
  cluster: z.string(),
  choices: choicesSchema.optional(),
  clusterId: z.string().optional(),
  createdAt: z.string().optional(),
  updatedAt: z.string().optional(),
  stage: z.enum(stageIds),
  result: z.enum(['ready', 'failed', 'planned', 'deleted', 'interrupted']).optional(),
  price: priceSchema.optional(),
  /** Size and image as the plan last found them. */
  found: foundSchema.optional(),
  /** When the first machine was begun, or first seen: from then on it costs. */
  billedSince: z.string().optional(),
  /** Dollars that were spent at earlier prices, and since when the present one holds. */
  spentBefore: z.number().optional(),
  pricedSince: z.string().optional(),
  /** Last observed power of nodes, by their names, and since when. */
  powers: z.record(z.string(), z.object({ power: z.enum(powerStates), since: z.string() })).optional(),
  /** When Azure stops the nodes by itself, as it was last set or seen. */
  autostop: autostopSchema.optional(),
  nodes: z.array(nodeSchema),
  /** Nodes that left: what was written of them elsewhere has to go, too. */
  gone: z.array(nodeSchema).optional(),
  /** A scaling whose removal of nodes is not over: it is finished before anything is built. */
  scaling: z.object({ from: z.number(), to: z.number() }).optional(),
  /** It was made by hand or by another rank0, and taken over; `done` once that is over. */
  adopted: z.object({ since: z.string(), done: z.boolean(), mending: z.array(z.string()).optional() }).optional(),
  /** What the nodes share. */
  shared: sharedSchema.optional(),
  /** Benchmarks, the newest last, at most `keptMeasurements`. */
  measurements: z.array(measurementSchema).optional(),
  tasks: z.record(z.string(), taskRecordSchema),
});
export type Session = z.infer<typeof sessionSchema>;

/** Earlier figures to compare with; the journal has all of them. */
const keptMeasurements = 10;

/** A session before anything happened. */
export const emptySession = (cluster: string): Session => ({
  version: sessionVersion,
  folded: 0,
  cluster,
  stage: 'sign-in',
  nodes: [],
  tasks: {},
});

/** One more event: pure, so that the same journal always gives the same session. */
export function fold(session: Session, event: JournalEvent): Session {
  const next: Session = { ...session, folded: session.folded + 1, updatedAt: event.time };
  switch (event.type) {
    case 'begun':
      return { ...next, choices: event.choices, createdAt: session.createdAt ?? event.time };
    case 'tagged':
      return { ...next, clusterId: event.clusterId };
    case 'priced':
      return { ...next, ...(session.price?.perHour === event.price.perHour ? {} : settledAt(session, event.time)), price: event.price };
    case 'found':
      return { ...next, found: event.found };
    case 'power':
      return { ...next, ...afterLook(session, event) };
    case 'autostop': {
      const { autostop: _, ...rest } = next;
      return event.autostop ? { ...rest, autostop: event.autostop } : rest;
    }
    case 'node':
      return { ...next, nodes: withNode(session.nodes, event.node), ...withoutGone(session, event.node.name) };
    case 'node-gone':
      return { ...next, nodes: session.nodes.filter((node) => node.name !== event.name), ...withGone(session, event.name), ...powersWithout(session, event) };
    case 'scaling': {
      const { result: _, scaling: __, ...rest } = next;
      return event.is === 'begun' ? { ...rest, scaling: { from: event.from, to: event.to } } : rest;
    }
    case 'adopted': {
      const made = event.madeAt === undefined ? {} : { createdAt: event.madeAt, billedSince: session.billedSince ?? event.madeAt };
      const mending = event.is === 'mending' ? { mending: event.mending ?? [] } : {};
      return { ...next, ...made, adopted: { since: session.adopted?.since ?? event.time, done: event.is !== 'begun', ...mending } };
    }
    case 'shared':
      return { ...next, shared: event.shared };
    case 'measured':
      return { ...next, measurements: withMeasurement(session.measurements, event.measurement) };
    case 'ended':
      return { ...next, result: event.result, ...(event.result === 'ready' ? { stage: 'your-cluster' as const } : {}) };
    case 'task': {
      const before = session.tasks[event.task];
      const over = event.state !== 'observing' && event.state !== 'making';
      const running = before && (before.state === 'observing' || before.state === 'making');
      const record = {
        stage: event.stage,
        state: event.state,
        ...(event.title === undefined ? {} : { title: event.title }),
        since: running ? before.since : event.time,
        ...(over ? { until: event.time } : {}),
      };
      // An unfinished cluster that is stopped is as far as it was.
      const stage = event.state === 'skipped' || event.task.startsWith('stop/') ? session.stage : furthest(session, event.stage);
      // A schedule, or a rule for port 22, changes nothing of what stands: the cluster is as ready, or as far, as it was.
      if (/^((no-)?autostop|address)\//.test(event.task)) return { ...next, tasks: { ...session.tasks, [event.task]: record } };
      const { result: _, ...unended } = next;
      const billed = (event.task.startsWith('machine/') || event.task === 'scale-set') && (event.state === 'making' || event.state === 'unchanged');
      const billedSince = session.billedSince ?? (billed ? event.time : undefined);
      return { ...unended, ...(billedSince === undefined ? {} : { billedSince }), stage, tasks: { ...session.tasks, [event.task]: record } };
    }
    default: {
      const never: never = event;
      return never;
    }
  }
}

function furthest(session: Session, stage: StageId): StageId {
  if (stage === 'sign-in' || stage === 'plan') return session.stage === 'sign-in' ? stage : session.stage;
  return stageIds.indexOf(stage) > stageIds.indexOf(session.stage) ? stage : session.stage;
}

/** A node that left costs nothing and has no power; what it cost so far is settled. */
function powersWithout(
  session: Session,
  { name, time }: Extract<JournalEvent, { type: 'node-gone' }>,
): Pick<Session, 'powers' | 'spentBefore' | 'pricedSince'> {
  if (session.powers?.[name] === undefined) return {};
  const { [name]: _, ...powers } = session.powers;
  return { ...settledAt(session, time), powers };
}

function withGone({ nodes, gone = [] }: Session, name: string): Pick<Session, 'gone'> {
  const left = nodes.find((node) => node.name === name);
  return left ? { gone: [...gone.filter((node) => node.name !== name), left] } : {};
}

const withoutGone = ({ gone }: Session, name: string): Pick<Session, 'gone'> =>
  gone?.some((node) => node.name === name) ? { gone: gone.filter((node) => node.name !== name) } : {};

/** One that goes on (the same `at`) takes the place of what was there of it. */
function withMeasurement(measurements: readonly Measurement[] = [], one: Measurement): Measurement[] {
  return [...measurements.filter(({ at }) => at !== one.at), one].slice(-keptMeasurements);
}

function withNode(nodes: Session['nodes'], node: Session['nodes'][number]): Session['nodes'] {
  const others = nodes.filter((other) => other.name !== node.name);
  return [...others, node].sort((a, b) => byNumber(a.name, b.name));
}
