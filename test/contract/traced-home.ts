import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { childEnvironment, type Ran, rank0, temporaryHome } from '../support/rank0.ts';
import type { Exchange } from './practice-arm-support.ts';

/** A home of the test that is under way, whose commands can write every exchange to `trace`; removed when the test is over. */
export function tracedHome(more: Record<string, string> = {}) {
  const { home, dispose } = temporaryHome();
  onTestFinished(dispose);
  const trace = join(home, '../trace.ndjson');
  const env = childEnvironment(home, more);
  const run = (...words: string[]): Promise<Ran> => rank0(words, env);
  /** What was written down so far. */
  const exchanges = (): Exchange[] =>
    readFileSync(trace, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Exchange);
  return { home, env, trace, run, exchanges };
}

/** The last object that a command printed. */
export const last = ({ lines }: Ran) => lines.at(-1) ?? {};
