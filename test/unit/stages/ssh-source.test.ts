import { expect, it } from 'vitest';
import { checkSshSource, sourceAllows } from '../../../src/stages/ssh-source.ts';

it.each([
  ['203.0.113.7', '203.0.113.7/32'],
  ['203.0.113.7/32', '203.0.113.7/32'],
  ['203.0.113.77/24', '203.0.113.0/24'],
  [' 203.0.113.0/25 ', '203.0.113.0/25'],
])('%s is %s', (given, canonical) => {
  expect(checkSshSource(given, false)).toBe(canonical);
});

it.each(['', 'abc', '203.0.113', '203.0.113.7/33', '203.0.113.7/-1', '256.1.1.1', '1.2.3.4/24/1', '0x7f.1', '10.0.0.1/ 24', '010.0.0.1'])(
  '%j is malformed',
  (given) => {
    expect(() => checkSshSource(given, true)).toThrow(
      expect.objectContaining({ exitCode: 2, problem: expect.objectContaining({ code: 'ssh-source-malformed' }) }),
    );
  },
);

it.each(['*', 'Internet', '0.0.0.0/0', '203.0.113.0/23'])('%s is too wide, unless that is meant', (given) => {
  expect(() => checkSshSource(given, false)).toThrow(expect.objectContaining({ exitCode: 2, problem: expect.objectContaining({ code: 'ssh-source-wide' }) }));
  expect(checkSshSource(given, true)).toMatch(/^\*$|\/\d+$/);
});

it('refuses IPv6 with the reason', () => {
  expect(() => checkSshSource('2001:db8::1', true)).toThrow(/IPv6/);
});

it('tells whether an address lies within', () => {
  expect(sourceAllows('203.0.113.0/24', '203.0.113.99')).toBe(true);
  expect(sourceAllows('203.0.113.7/32', '203.0.113.8')).toBe(false);
  expect(sourceAllows('*', '8.8.8.8')).toBe(true);
});
