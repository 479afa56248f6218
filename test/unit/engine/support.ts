import type { Clock } from '../../../src/engine/clock.ts';
import { runTasks, type RunOutcome } from '../../../src/engine/run.ts';
import type { Fact, Observation, Task } from '../../../src/engine/task.ts';
import type { TaskEvent } from '../../../src/state/events.ts';

/** A clock whose sleeps end at once, adding up. */
export function jumpingClock(): Clock & { slept: number[] } {
  let now = Date.parse('2026-11-24T12:00:00Z');
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      slept.push(milliseconds);
      now += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

export interface FakeTask {
  id: string;
  needs?: string[];
  lane?: Task['lane'];
  looks: Observation[];
  make?: Task['make'];
}

/** A task that sees the given things one look after the other (the last one for ever). */
export function fakeTask({ id, needs = [], lane = 'free', looks, make }: FakeTask): Task & { writes: number } {
  let look = 0;
  const task = {
    id,
    stage: 'nodes' as const,
    title: id,
    needs,
    lane,
    writes: 0,
    observe: async () => looks[Math.min(look++, looks.length - 1)] as Observation,
    ...(make
      ? {
          make: async (run: Parameters<NonNullable<Task['make']>>[0]) => {
            task.writes += 1;
            return make(run);
          },
        }
      : {}),
  };
  return task;
}

export interface Ran {
  outcome: RunOutcome;
  events: Omit<TaskEvent, 'type' | 'cluster'>[];
  facts: Fact[];
}

export async function ran(tasks: Task[], signal = new AbortController().signal, clock: Clock = jumpingClock()): Promise<Ran> {
  const events: Ran['events'] = [];
  const facts: Fact[] = [];
  const outcome = await runTasks({ tasks, clock, signal, event: (event) => events.push(event), learn: (fact) => facts.push(fact) });
  return { outcome, events, facts };
}

/** `task:state` of each change of state, in order. */
export const states = (events: Ran['events']): string[] =>
  events.map((event) => `${event.task}:${event.state}`).filter((text, index, list) => text !== list[index - 1]);
