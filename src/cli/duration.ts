import parse from 'parse-duration';
import { usageError } from '../state/problem.ts';

/**
 * Milliseconds of `8h`, `30m`, `90s`, `1d` or `1h30m`.
 * @throws ProblemError exit code 2.
 */
export function parseDuration(text: string): number {
  const milliseconds = /^(\d+(\.\d+)?\s*[a-z]+\s*)+$/i.test(text) ? parse(text) : null;
  if (milliseconds !== null && milliseconds > 0) return milliseconds;
  throw usageError('duration-malformed', `${text}: not a duration`, 'Allowed: amounts of d, h, m and s, for example 8h, 30m or 1h30m.');
}
