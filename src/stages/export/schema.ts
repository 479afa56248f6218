import * as z from 'zod';
import { priceSchema } from '../../state/events.ts';
import { measurementSchema } from '../../state/measurement.ts';
import { stageIds } from '../../state/stage-id.ts';
import { chapterKinds } from './cut.ts';

/** The version of the format: it grows when a reader of an earlier one would go wrong. */
export const exportVersion = 1;

const failureSchema = z.object({
  time: z.string().describe('When it failed, ISO 8601.'),
  code: z.string().describe("The error's code, as Azure or a node sent it, or rank0's own in kebab case."),
  message: z.string(),
  means: z.string().describe('What it means, in plain words.'),
  next: z.array(z.object({ label: z.string(), command: z.string().optional() })).describe('What was proposed.'),
});

const taskSchema = z.object({
  id: z.string().describe('As in `rank0 up --json`: `nic/glocluster0`.'),
  title: z.string(),
  node: z.string().optional().describe('The node it is about.'),
  state: z
    .enum(['done', 'unchanged', 'skipped', 'failed', 'unfinished'])
    .describe('`done`: it was made so; `unchanged`: it was so already, or only looked at.'),
  began: z.string().describe('ISO 8601, on the clock of the cloud.'),
  ended: z.string().optional(),
  seconds: z.number().optional(),
  output: z.string().optional().describe('What it printed, or came to.'),
  commands: z.array(z.string()).describe('The `az` or shell lines that do the same by hand.'),
  failures: z.array(failureSchema).describe('Earlier attempts, and the last one where it failed.'),
});
export type ToldTask = z.infer<typeof taskSchema>;
export type ToldFailure = z.infer<typeof failureSchema>;

const stepSchema = z.object({
  kind: z.string().describe('The same for the same thing done to another node, or done again: `host-key`.'),
  title: z.string(),
  explain: z.string().optional().describe('Why, what it costs, what can go wrong.'),
  where: z.enum(['here', 'nodes']).describe('Where its lines are typed: on the own machine, or on the nodes that its tasks are about.'),
  tasks: z.array(taskSchema).describe('The same thing done to one or several nodes.'),
});
export type ToldStep = z.infer<typeof stepSchema>;

const part = {
  title: z.string(),
  why: z.string().describe('Some sentences on what it is for, Markdown.'),
  began: z.string(),
  ended: z.string(),
  seconds: z.number(),
  dollarsByThen: z.number().describe('What had been spent when it ended.'),
  steps: z.array(stepSchema),
};

const stageSchema = z.object({
  id: z.enum(stageIds),
  ...part,
  page: z.string().describe('The lesson behind it, Markdown.'),
  dollars: z.number().describe('What was spent while it was the last stage under way; the stages add up to what the way to a ready cluster cost.'),
});
export type ToldStage = z.infer<typeof stageSchema>;

const chapterSchema = z.object({
  kind: z.enum(chapterKinds).describe('`again`: the same plan was run again. `scale`, `stop` and the others are the commands of that name.'),
  ...part,
  page: z.string().optional().describe('The lesson behind it, Markdown, where it was not told on the way.'),
  command: z.string().optional().describe('The line that does all of it.'),
  dollars: z.number().describe('What was spent while it went on.'),
});
export type ToldChapter = z.infer<typeof chapterSchema>;

/** What ran, told: everything that the Markdown, the HTML and the JSON of an export are made from. */
export const storySchema = z.object({
  format: z.literal('rank0-export'),
  version: z.literal(exportVersion),
  madeBy: z.string().describe('The program and its version.'),
  toldUntil: z.string().describe('Time of the last thing that is told.'),
  withAddresses: z.boolean().describe('False: addresses and ids of the person and of the nodes were replaced by words in capitals.'),
  cluster: z.object({
    name: z.string(),
    cloud: z.string(),
    simulated: z.boolean().describe('True: the practice cloud. Nothing of it existed, and nothing was paid.'),
    resourceGroup: z.string(),
    location: z.string(),
    network: z.enum(['ethernet', 'infiniband']),
    size: z.string(),
    count: z.number(),
    image: z.string().describe('publisher:offer:sku:version'),
    imageVersion: z.string().describe('What `latest` was when it was built.'),
    adminUsername: z.string(),
    sshSource: z.string(),
    sharedFiles: z.string(),
    pruned: z.boolean(),
    ownCustomData: z.boolean().describe('True: user data of the person ran on the nodes. It is never exported, since it may hold secrets.'),
    adopted: z.boolean().describe('True: it was made by hand or by another rank0, and taken over.'),
    result: z.string().describe('ready, failed, planned, interrupted, deleted, or unfinished.'),
    createdAt: z.string(),
    price: priceSchema.optional(),
    spent: z.number().describe('US dollars until `toldUntil`, by list prices; of a simulated cluster what it would have been.'),
  }),
  nodes: z.array(z.object({ name: z.string(), role: z.enum(['head', 'node']), privateAddress: z.string(), publicAddress: z.string().optional() })),
  stages: z.array(stageSchema).describe('The way until the cluster was ready for the first time.'),
  later: z.array(chapterSchema).describe('What was done with it after that, in its order.'),
  measurements: z.array(measurementSchema).describe('Benchmarks, the newest last.'),
});
export type Story = z.infer<typeof storySchema>;
