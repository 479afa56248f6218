import { describe, expect, it } from 'vitest';
import { type Now, parseWhen, stopAt, type When } from '../../../src/stages/autostop-when.ts';
import { parseDuration } from '../../../src/cli/duration.ts';
import { ProblemError } from '../../../src/state/problem.ts';

const parse = (words: string): When => parseWhen(words, parseDuration);
const now: Now = {
  now: Date.parse('2026-11-24T20:00:30.000Z'),
  zone: { place: 'Europe/Berlin', windows: 'W. Europe Standard Time' },
  name: 'glo',
  spent: 2,
  perHour: 0.5,
  runs: true,
};
const stop = (words: string, more: Partial<Now> = {}) => {
  const when = parse(words);
  if (when.is === 'off') throw new Error('off');
  const { at, first, dollars } = stopAt(when, { ...now, ...more });
  return [at, new Date(first).toISOString().slice(0, 16), ...(dollars === undefined ? [] : [dollars])];
};
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code;
    throw error;
  }
  return 'nothing';
};

describe('when the nodes are to stop', () => {
  it('is a time of day in a zone, the next time that clocks there show it', () => {
    expect(stop('23:00')).toEqual(['2300', '2026-11-24T22:00']);
    expect(stop('at 23.00')).toEqual(['2300', '2026-11-24T22:00']);
    expect(stop('7:30')).toEqual(['0730', '2026-11-25T06:30']);
  });

  it('is a time from now on, rounded up to the minute', () => {
    expect(stop('in 3h')).toEqual(['0001', '2026-11-24T23:01']);
    expect(stop('in 1h 30m')).toEqual(['2231', '2026-11-24T21:31']);
    expect(stop('in 23h')).toEqual(['2001', '2026-11-25T19:01']);
  });

  it('is the last minute before a sum is reached, of all that the cluster has cost', () => {
    expect(stop('at 5$')).toEqual(['0300', '2026-11-25T02:00', 5]);
    expect(stop('at $ 2,5')).toEqual(['2200', '2026-11-24T21:00', 2.5]);
    expect(stop('at 3 dollars')).toEqual(['2300', '2026-11-24T22:00', 3]);
  });

  it('is a date with a time, where that is less than a day ahead', () => {
    expect(stop('2026-11-25T10:00')).toEqual(['1000', '2026-11-25T09:00']);
    expect(codeOf(() => stop('2026-11-24 20:00'))).toBe('autostop-past');
    expect(codeOf(() => stop('2026-12-01T10:00'))).toBe('autostop-too-far');
  });

  it('is never a day or more ahead, as Azure takes no date', () => {
    for (const words of ['in 24h', 'in 30h', 'in 3d', 'at 100$'])
      expect(
        codeOf(() => stop(words)),
        words,
      ).toBe('autostop-too-far');
  });

  it('is not in the past, and not so soon that Azure may miss it', () => {
    for (const words of ['in 0h', 'in -2h', 'in 0', 'at 1$', 'at 2$'])
      expect(
        codeOf(() => stop(words)),
        words,
      ).toBe('autostop-past');
    for (const words of ['in 2m', '21:04'])
      expect(
        codeOf(() => stop(words)),
        words,
      ).toBe('autostop-too-soon');
  });

  it('is no sum where nothing runs that would reach it', () => {
    expect(codeOf(() => stop('at 5$', { runs: false }))).toBe('autostop-nothing-runs');
    expect(codeOf(() => stop('at 5$', { perHour: 0 }))).toBe('autostop-nothing-runs');
  });

  it('is nothing else', () => {
    expect(parse(' OFF ')).toEqual({ is: 'off' });
    for (const words of ['', '25:00', '23:60', '2300', 'tomorrow', 'at', 'at five', '5$', '2026-02-30T10:00']) {
      expect(
        codeOf(() => parse(words)),
        words,
      ).toBe('autostop-malformed');
    }
    expect(codeOf(() => parse('in soon'))).toBe('duration-malformed');
  });
});
