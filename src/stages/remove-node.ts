import { removeMachineTasks } from '../azure/tasks/remove-nodes.ts';
import type { RunOutcome } from '../engine/run.ts';
import type { ScaleParts } from './scale-walk.ts';

/**
 * Deletes one machine of a cluster, to be made anew by the stage *nodes*: with its disk, card and address, and with what was known of
 * its host keys. Machines of their own alone: an instance of a scale set comes back by the set's own rules.
 */
export async function removeNode(
  { context, session, runPlan, emit, time }: Pick<ScaleParts, 'context' | 'session' | 'runPlan' | 'emit' | 'time'>,
  name: string,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const { azure, choices, access, known } = context();
  const number = Number(name.slice(choices.name.length));
  if (choices.network !== 'ethernet' || !Number.isInteger(number)) throw new Error(`${name} is no machine of its own`);
  const tasks = await removeMachineTasks(azure, choices, session().clusterId, [number], signal);
  // It is made again: how far the cluster is on the road stays as it is.
  const outcome = await runPlan(
    tasks.map((task) => ({ ...task, stage: 'nodes' as const })),
    signal,
  );
  if (outcome.result !== 'done' || !known(name)) return outcome;
  access.nodes.forget(name);
  emit({ type: 'node-gone', time: time(), cluster: choices.name, name });
  return outcome;
}
