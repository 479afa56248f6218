import type { RunOutcome } from '../engine/run.ts';
import type { World } from '../engine/world.ts';
import { type FoundOut, findOut } from '../stages/find-out.ts';
import type { Choices } from '../state/choices.ts';
import type { TaskEvent } from '../state/events.ts';
import type { Surroundings } from './surroundings.ts';

/** How often it is looked again, in milliseconds of the world. */
const every = 5 * 60_000;

type Failed = Extract<RunOutcome, { result: 'failed' }>;

/**
 * Looks again and again until the plan fits, and tells what is missing each time that it changes. What is wrong in itself, or a sign-in
 * that is missing, ends it at once. A network that is down ends it at the first look, and is waited for later: a quota may take days.
 */
export async function watched({ output, signal }: Pick<Surroundings, 'output' | 'signal'>, world: World, choices: Choices): Promise<FoundOut> {
  const since = world.clock.now();
  const tell = (told: Pick<TaskEvent, 'state' | 'message' | 'waitingFor' | 'error'>): void => {
    const now = world.clock.now();
    output.event({
      type: 'task',
      time: new Date(now).toISOString(),
      cluster: choices.name,
      stage: 'plan',
      task: 'watch',
      title: 'waiting until it fits',
      spentSeconds: Math.round((now - since) / 1000),
      ...told,
    });
  };
  let found = await findOut(world, choices, output.event, signal);
  if (!waits(found.outcome, [3])) return found;
  output.problem(found.outcome.problem);
  output.say('Looking again every 5 minutes until it fits; Ctrl-C ends it.');
  let said: string | undefined;
  while (waits(found.outcome, [1, 3])) {
    const { exitCode, problem } = found.outcome;
    const missing = exitCode === 3 ? problem.message : `Azure could not be asked: ${problem.message}`;
    if (missing !== said) tell({ state: 'making', waitingFor: missing, error: { ...problem, next: [...problem.next] } });
    said = missing;
    await world.clock.sleep(every, signal);
    found = await findOut(world, choices, () => {}, signal);
  }
  if (found.outcome.result === 'done') tell({ state: 'done', message: 'it fits now' });
  return found;
}

const waits = (outcome: RunOutcome, codes: readonly number[]): outcome is Failed => outcome.result === 'failed' && codes.includes(outcome.exitCode);
