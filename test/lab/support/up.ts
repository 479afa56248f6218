import type { Finished, Lab } from './lab.ts';
import { laptopAddress } from './lab-machines.ts';

/** One line of `--json`. */
export interface Line {
  readonly task?: string;
  readonly state?: string;
  readonly message?: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly result?: string;
  readonly [key: string]: unknown;
}

/** All lines that a run with `--json` printed. @throws SyntaxError where one is not JSON. */
export const linesOf = ({ stdout }: Finished): Line[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
export const lastOf = (finished: Finished): Line => linesOf(finished).at(-1) as Line;
/** The last thing that a task said. */
export const messageOf = (finished: Finished, task: string): string => linesOf(finished).findLast((line) => line.task === task)?.message ?? '';
/** The last state of each task. */
export const states = (finished: Finished): Map<string, string> =>
  new Map(linesOf(finished).flatMap((line) => (line.task && line.state ? [[line.task, line.state]] : [])));

/** What every `up` of these tests says beside its own. */
export const upIn = (lab: Lab, ...more: readonly string[]): string[] => [
  ...['up', '--cloud', String(lab.arm?.endpoint), '--subscription', String(lab.arm?.subscriptionId)],
  ...['--admin-username', 'glock', '--ssh-source', `${laptopAddress}/32`, '--yes', '--json'],
  ...more,
];
