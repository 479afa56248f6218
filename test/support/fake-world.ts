import { setTimeout as pause } from 'node:timers/promises';
import type { DrillView } from '../../src/screens/model/depths.ts';
import type { Problem } from '../../src/state/problem.ts';
import type { FakeOptions } from './fake-options.ts';

/** What a fake cloud and its clusters have in common: the clock, what was called, and what goes wrong once. */
export interface FakeWorld {
  readonly options: FakeOptions;
  /** What was called, in order. */
  readonly calls: string[];
  /** Milliseconds since 1970; goes on by itself with each step. */
  now: number;
  drill: DrillView | undefined;
  time(): string;
  /** Real milliseconds of the pace, and so many of the clock. */
  step(signal: AbortSignal, milliseconds: number): Promise<void>;
  /** Where the task is the one to be held: until the program gives it up. */
  held(task: string, signal: AbortSignal): Promise<void>;
  /** The problem of a task, met once. */
  problemOf(task: string): Problem | undefined;
  /** The same for what is met outside a task. */
  once(what: 'signInProblem' | 'returnProblem' | 'adoptProblem'): Problem | undefined;
}

/** When every fake begins. */
export const begin = Date.parse('2026-11-24T12:00:00Z');

/** @returns a world in which nothing has happened. */
export function fakeWorld(options: FakeOptions): FakeWorld {
  const problems = new Map(Object.entries(options.problems ?? {}));
  const met = new Set<string>();
  let passes = options.holdAfter ?? 0;
  const world: FakeWorld = {
    options,
    calls: [],
    now: begin,
    drill: options.drill,
    time: () => new Date(world.now).toISOString(),
    step: async (signal, milliseconds) => {
      signal.throwIfAborted();
      await pause(options.pace ?? 0, undefined, { signal });
      world.now += milliseconds;
    },
    held: async (task, signal) => {
      if (task !== options.hold) return;
      passes -= 1;
      if (passes < 0) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
    },
    problemOf: (task) => {
      const problem = problems.get(task);
      problems.delete(task);
      return problem;
    },
    once: (what) => {
      if (met.has(what)) return undefined;
      met.add(what);
      return options[what];
    },
  };
  return world;
}
