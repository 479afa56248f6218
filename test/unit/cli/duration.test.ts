import { expect, it } from 'vitest';
import { parseDuration } from '../../../src/cli/duration.ts';

it.each([
  ['8h', 8 * 3_600_000],
  ['1h30m', 5_400_000],
  ['90s', 90_000],
  ['1d', 86_400_000],
])('reads %s', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));
it.each(['', '8', 'h', '-3h', 'soon', '0h', '3 parsecs'])('refuses %j', (text) => expect(() => parseDuration(text)).toThrow('not a duration'));
