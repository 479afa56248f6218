import { createInterface } from 'node:readline/promises';
import { usageError } from '../state/problem.ts';
import type { Surroundings } from './surroundings.ts';

/** Whether somebody is there to answer: a terminal to read from and one to write to. */
export const canAsk = ({ stdin, stderr, words }: Surroundings): boolean => Boolean(stdin.isTTY && stderr.isTTY) && !words.flags.json;

/**
 * One line from the person, asked on stderr so that stdout stays for programs.
 * @throws ProblemError exit code 2 where nobody is there; AbortError when interrupted.
 */
export async function ask(around: Surroundings, question: string, unasked: { flag: string; means: string }): Promise<string> {
  if (!canAsk(around)) {
    throw usageError('not-answered', `${unasked.flag} is needed: there is no terminal to ask on`, unasked.means);
  }
  const { flags } = around.words;
  // A line that is edited in place is drawn with cursor codes, which a dumb terminal prints and a screen reader stumbles over.
  const drawn = !flags.plain && !flags.screenReader && around.env['TERM'] !== 'dumb';
  const lines = createInterface({ input: around.stdin, output: around.stderr, ...(drawn ? {} : { terminal: false }) });
  try {
    return (await lines.question(question, { signal: around.signal })).trim();
  } finally {
    lines.close();
  }
}

/** Whether a question is answered with yes; with --yes it is, unasked, and an empty line is a no. @throws as `ask`. */
export async function agreesTo(around: Surroundings, question: string, means: string): Promise<boolean> {
  return around.words.flags.yes || /^y(es)?$/i.test(await ask(around, `${question} [y/N] `, { flag: '--yes', means }));
}
