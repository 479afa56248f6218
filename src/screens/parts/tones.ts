import chalk, { type ChalkInstance } from 'chalk';
import type { Tone } from '../text/line.ts';

/**
 * The colours of the 256 that stand at least 3.8 : 1 against black and against white, so that they can be read on a dark and on a
 * light background; the first 16 cannot, for every terminal paints them as it likes. Blue and orange rather than green and red carry
 * what must be told apart, for eyes that mix those up; no tone carries a meaning alone.
 */
export const colours = { green: 64, orange: 166, red: 196, blue: 32 } as const;

/** A tone as the terminal is told it; where it has 16 colours, or none, chalk takes the nearest, or none. */
export const styles: Readonly<Record<Tone, ChalkInstance | undefined>> = {
  plain: undefined,
  strong: chalk.bold,
  dim: chalk.dim,
  good: chalk.ansi256(colours.green),
  bad: chalk.ansi256(colours.red).bold,
  busy: chalk.ansi256(colours.orange),
  accent: chalk.ansi256(colours.blue),
  code: chalk.ansi256(colours.blue),
  heading: chalk.ansi256(colours.blue).bold,
};

/** The same for Ink's own texts. */
export const markColour = `ansi256(${colours.blue})`;
