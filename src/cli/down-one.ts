import type { DownPlan } from '../azure/down.ts';
import { lockedProblem } from '../azure/locks.ts';
import type { World } from '../engine/world.ts';
import type { Deletion, Proof } from '../stages/deletion.ts';
import type { SharedContents } from '../stages/down-walk.ts';
import { linesFor } from '../stages/lines-for.ts';
import { openWalk, type Walk } from '../stages/walk.ts';
import type { Choices } from '../state/choices.ts';
import { ProblemError, usageError } from '../state/problem.ts';
import { ask, canAsk } from './ask.ts';
import type { KnownCluster } from './cluster-choice.ts';
import { downSummary, downText, kindLines, proofText } from './down-text.ts';
import { sayHint, sayMended } from './drills.ts';
import { notDone } from './finish.ts';
import { givenBy } from './gather.ts';
import type { Surroundings } from './surroundings.ts';

/** A remembered cluster that was looked at and is to be deleted; its walk is open, so nobody else works on it. */
export interface Doomed {
  readonly name: string;
  readonly walk: Walk;
  readonly plan: DownPlan;
  readonly contents: SharedContents;
}

/**
 * Opens a remembered cluster, asks Azure what it has of it, and counts what lies in its shared files.
 * @throws ProblemError `cluster-in-use`, `ScopeLocked` without --unlock, and whatever Azure refuses. The walk is closed then.
 */
export async function doomed(around: Surroundings, cluster: KnownCluster, world: World): Promise<Doomed> {
  const { home, signal, output, words } = around;
  const saved = cluster.session.choices as Choices;
  const walk = openWalk({ home, world, choices: { ...saved, subscription: givenBy(words).subscription ?? saved.subscription }, command: 'rank0 down' });
  try {
    walk.subscribe(output.event);
    const plan = await walk.deleting.look(signal);
    const contents = plan.resources.length > 0 ? await walk.deleting.count(signal) : ({ is: 'nothing' } as const);
    const one = { name: cluster.name, walk, plan, contents };
    sayPlan(around, one, world.simulated);
    refuseLocked(around, plan, walk);
    return one;
  } catch (error) {
    await sayLocked(around, walk, error);
    await walk.close();
    throw error;
  }
}

/** What will go, for eyes. */
export function sayPlan({ output, words }: Surroundings, { name, plan, contents }: Omit<Doomed, 'walk'>, simulated: boolean): void {
  const text = downText(name, plan, contents, { simulated, unlock: words.flags.unlock });
  if (text !== '') output.say(text);
}

/** @throws ProblemError `ScopeLocked` before anything is asked for or deleted. */
export function refuseLocked({ words }: Surroundings, plan: DownPlan, walk?: Walk): void {
  if (words.flags.unlock || !plan.locks || plan.locks.length === 0) return;
  const { problem } = lockedProblem(plan.locks, plan);
  throw new ProblemError(walk ? linesFor(problem, { choices: walk.choices, begun: true }) : problem);
}

async function sayLocked(around: Surroundings, walk: Walk, error: unknown): Promise<void> {
  if (error instanceof ProblemError && error.problem.code === 'ScopeLocked')
    await sayHint(around, walk, { result: 'failed', task: '', problem: error.problem, exitCode: 1, cause: error });
}

/** @throws ProblemError exit code 2 where nobody can be asked and --yes was not said. */
export function mustBeAskable(around: Surroundings, name: string): void {
  if (around.words.flags.yes || canAsk(around)) return;
  throw usageError('not-answered', '--yes is needed: there is no terminal to ask on', '`down` deletes machines and their disks, so it asks for the name.', [
    { label: 'Delete without asking', command: `rank0 down ${name} --yes` },
  ]);
}

/** Whether it may go: its name is typed, once what will go was said. */
export async function agreed(around: Surroundings, { name, plan }: Pick<Doomed, 'name' | 'plan'>): Promise<boolean> {
  if (around.words.flags.yes || (plan.resources.length === 0 && !plan.whole)) return true;
  const answer = await ask(around, `Type ${name} to delete it: `, { flag: '--yes', means: '`down` deletes machines and their disks.' });
  if (answer === name) return true;
  around.output.say(`That is not ${name}. Nothing was deleted.`);
  return false;
}

/** Deletes it, asks Azure again and says what it came to. Returns the last object and the exit code. */
export async function carryOutDown(
  around: Surroundings,
  { name, walk, plan, contents }: Doomed,
): Promise<{ readonly exitCode: number; readonly summary: object }> {
  const { signal, words } = around;
  const { choices, world } = walk;
  const deletion = await walk.deleting.carryOut(plan, signal, { unlock: words.flags.unlock });
  const { outcome } = deletion;
  if (outcome.result === 'failed') await sayHint(around, walk, outcome);
  else if (outcome.result === 'done' && deletion.left.length === 0) await sayMended(around, walk, ['your-cluster']);
  return told(around, { name, resourceGroup: choices.resourceGroup, cloud: choices.cloud }, deletion, { simulated: world.simulated, contents });
}

/** Says what a deletion came to. */
export function told(
  around: Surroundings,
  { name, resourceGroup, cloud }: { name: string; resourceGroup: string; cloud: string },
  deletion: Deletion,
  more: { readonly simulated: boolean; readonly contents?: SharedContents },
): { readonly exitCode: number; readonly summary: object } {
  const { output } = around;
  const { outcome, left } = deletion;
  const line = `rank0 down ${name} --cloud ${cloud}`;
  const silent = { ...output, object: () => {} };
  const bad = notDone(outcome, name, silent, line);
  const proof = deletion.askedAt === undefined ? undefined : (deletion as Proof);
  if (outcome.result === 'failed' && proof) {
    output.say(
      left.length > 0 ? `What is still there, and may cost:\n${kindLines(left).join('\n')}\nWhen it is mended: ${line}` : 'Nothing of it is left all the same.',
    );
  } else if (bad === null && proof) {
    output.say(proofText(name, proof, resourceGroup, more.simulated));
    if (deletion.putAway !== undefined) output.say(`  Its journal, which tells all that ran, and its keys were put away: ${deletion.putAway}`);
  }
  const error = outcome.result === 'failed' ? { task: outcome.task, error: outcome.problem } : {};
  return { exitCode: bad ?? (left.length > 0 ? 1 : 0), summary: downSummary(name, deletion, { ...more, ...error }) };
}
