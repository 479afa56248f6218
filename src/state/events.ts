import * as z from 'zod';
import { autostopSchema } from './autostop.ts';
import { choicesSchema, sharedFilesKinds } from './choices.ts';
import { foundSchema } from './found.ts';
import { measurementSchema } from './measurement.ts';
import { partKinds } from './money.ts';
import { powerStates } from './power.ts';
import { stageIds } from './stage-id.ts';

const problemSchema = z.object({
  code: z.string(),
  message: z.string(),
  means: z.string(),
  next: z.array(z.object({ label: z.string(), command: z.string().optional(), key: z.string().optional() })),
});

export const taskStates = ['observing', 'making', 'done', 'unchanged', 'failed', 'skipped'] as const;
export type TaskState = (typeof taskStates)[number];

/** A node as it was last observed: a hint for the next run, never the truth. */
export const nodeSchema = z.object({
  name: z.string(),
  role: z.enum(['head', 'node']),
  /** ARM id of its virtual machine. */
  machineId: z.string(),
  privateAddress: z.string(),
  publicAddress: z.string().optional(),
  /** Host keys as read through ARM: `ssh-ed25519 AAAA…`, without comment. */
  hostKeys: z.array(z.string()),
});
export type ClusterNode = z.infer<typeof nodeSchema>;

/** Price an hour by part, in US dollars. `source` says where the figures come from and of what day, of a part and of all. */
export const priceSchema = z.object({
  perHour: z.number(),
  parts: z.array(z.object({ what: z.string(), perHour: z.number(), count: z.number(), kind: z.enum(partKinds).optional(), source: z.string().optional() })),
  source: z.string(),
});
export type Price = z.infer<typeof priceSchema>;

/** The file system that the nodes share, as it was last made or taken away. */
export const sharedSchema = z.object({
  kind: z.enum(sharedFilesKinds),
  /** Blob NFS: the storage account and the container in it. The account's name is chosen once and belongs to the cluster. */
  account: z.string().optional(),
  container: z.string().optional(),
  /** What was shared before and is still to be taken away, or copied from. */
  leaving: z
    .object({ kind: z.enum(sharedFilesKinds), account: z.string().optional(), container: z.string().optional(), copied: z.boolean().optional() })
    .optional(),
});
export type Shared = z.infer<typeof sharedSchema>;

/**
 * One line of the journal. `time` is ISO 8601 on the world's clock.
 * `task` events are what all readers (screens, plain lines, JSON, tests) show; the others are what was chosen and learned.
 */
export const eventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('begun'),
    time: z.string(),
    cluster: z.string(),
    choices: choicesSchema,
  }),
  z.object({
    type: z.literal('task'),
    time: z.string(),
    cluster: z.string(),
    stage: z.enum(stageIds),
    task: z.string(),
    title: z.string().optional(),
    state: z.enum(taskStates),
    message: z.string().optional(),
    /** What the task waits for now, in words: "installing openmpi-bin, 3 of 5". */
    waitingFor: z.string().optional(),
    /** Seconds on the world's clock since the task began. */
    spentSeconds: z.number().optional(),
    /** How long it usually takes, in seconds: [low, high]. */
    usualSeconds: z.tuple([z.number(), z.number()]).optional(),
    /** The node it is about, where it is about one. */
    node: z.string().optional(),
    error: problemSchema.optional(),
    /** How the same is done by hand, of what was done or tried: for exports. Journals of before have none. */
    how: z.object({ explain: z.string().optional(), commands: z.array(z.string()) }).optional(),
  }),
  z.object({ type: z.literal('node'), time: z.string(), cluster: z.string(), node: nodeSchema }),
  z.object({ type: z.literal('node-gone'), time: z.string(), cluster: z.string(), name: z.string() }),
  z.object({ type: z.literal('priced'), time: z.string(), cluster: z.string(), price: priceSchema }),
  /** What the plan found out of size and image; journals of before have none. */
  z.object({ type: z.literal('found'), time: z.string(), cluster: z.string(), found: foundSchema }),
  /** The tag that marks this cluster's resources was fixed. */
  z.object({ type: z.literal('tagged'), time: z.string(), cluster: z.string(), clusterId: z.string() }),
  /** A scaling was agreed to and is under way; or what it removes is gone, and the rest of it is building. */
  z.object({
    type: z.literal('scaling'),
    time: z.string(),
    cluster: z.string(),
    is: z.enum(['begun', 'removed']),
    from: z.number(),
    to: z.number(),
  }),
  z.object({ type: z.literal('shared'), time: z.string(), cluster: z.string(), shared: sharedSchema }),
  /** Power of nodes by their names, only of those where it differs from what was known; `since` is what Azure says of when it changed. */
  z.object({
    type: z.literal('power'),
    time: z.string(),
    cluster: z.string(),
    nodes: z.record(z.string(), z.enum(powerStates)),
    since: z.record(z.string(), z.string()).optional(),
  }),
  /** The nodes are stopped by Azure at a time of the day from now on; null: no more. */
  z.object({ type: z.literal('autostop'), time: z.string(), cluster: z.string(), autostop: autostopSchema.nullable() }),
  /** A cluster that rank0 did not make here is being taken over; or it is over, and everything works on it. */
  z.object({
    type: z.literal('adopted'),
    time: z.string(),
    cluster: z.string(),
    /** `mending` before something of it is changed that takes several writes, `mended` after. */
    is: z.enum(['begun', 'done', 'mending', 'mended']),
    /** When its oldest machine was made: since then it costs. */
    madeAt: z.string().optional(),
    /** What is being mended: whoever goes on must end it, whatever the machines look like by then. */
    mending: z.array(z.string()).optional(),
  }),
  z.object({ type: z.literal('measured'), time: z.string(), cluster: z.string(), measurement: measurementSchema }),
  z.object({
    type: z.literal('ended'),
    time: z.string(),
    cluster: z.string(),
    result: z.enum(['ready', 'failed', 'planned', 'deleted', 'interrupted']),
    error: problemSchema.optional(),
  }),
]);

export type JournalEvent = z.infer<typeof eventSchema>;
export type TaskEvent = Extract<JournalEvent, { type: 'task' }>;
