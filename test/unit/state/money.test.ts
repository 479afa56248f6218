import { describe, expect, it } from 'vitest';
import type { Price } from '../../../src/state/events.ts';
import { kindOf, perHourNow, powerDifference, spentUntil } from '../../../src/state/money.ts';
import { emptySession, fold } from '../../../src/state/session.ts';
import { task } from './support.ts';

const price: Price = {
  perHour: 0.5,
  parts: [
    { what: 'Standard_D2s_v5', perHour: 0.1, count: 4, kind: 'machine' },
    { what: 'OS disk, Standard SSD E4, 32 GiB', perHour: 0.02, count: 4, kind: 'disk' },
    { what: 'public address', perHour: 0.005, count: 4, kind: 'address' },
  ],
  source: 'test',
};
const cluster = 'glocluster';
const at = (hours: number): string => new Date(Date.parse('2026-11-24T12:00:00.000Z') + hours * 3_600_000).toISOString();
const priced = { type: 'priced' as const, time: at(0), cluster, price };
const made = task('making', { task: 'machine/glocluster0', time: at(0) });
const names = ['glocluster0', 'glocluster1', 'glocluster2', 'glocluster3'];
const power = (hours: number, state: 'running' | 'stopped' | 'deallocated' | 'deallocating', since?: number) => ({
  type: 'power' as const,
  time: at(hours),
  cluster,
  nodes: Object.fromEntries(names.map((name) => [name, state])),
  ...(since === undefined ? {} : { since: Object.fromEntries(names.map((name) => [name, at(since)])) }),
});
const folded = (...events: Parameters<typeof fold>[1][]) => events.reduce(fold, emptySession(cluster));
const spent = (hours: number, ...events: Parameters<typeof fold>[1][]): number => spentUntil(folded(priced, made, ...events), Date.parse(at(hours)));

describe('what a cluster costs by the states that were observed', () => {
  it('counts a deallocated machine no more, and its disk and address still', () => {
    expect(spent(2)).toBeCloseTo(1);
    expect(spent(12, power(2, 'deallocated'))).toBeCloseTo(2 * 0.5 + 10 * 0.1);
    expect(perHourNow(folded(priced, made, power(2, 'deallocated')))).toBeCloseTo(0.1);
  });

  it('counts a machine that was shut down from inside in full, and one that is being deallocated', () => {
    expect(spent(12, power(2, 'stopped'))).toBeCloseTo(6);
    expect(spent(12, power(2, 'deallocating'))).toBeCloseTo(6);
  });

  it('takes back what was counted after the moment that Azure names, where nobody looked', () => {
    expect(spent(12, power(12, 'deallocated'))).toBeCloseTo(6);
    expect(spent(12, power(12, 'deallocated', 3))).toBeCloseTo(3 * 0.5 + 9 * 0.1);
    // Azure's moment lies before what was seen running: what was seen counts.
    expect(spent(12, power(5, 'running'), power(12, 'deallocated', 3))).toBeCloseTo(5 * 0.5 + 7 * 0.1);
  });

  it('counts a machine that somebody started from the moment that Azure names', () => {
    expect(spent(12, power(2, 'deallocated'), power(12, 'running', 10))).toBeCloseTo(2 * 0.5 + 8 * 0.1 + 2 * 0.5);
  });

  it('costs only what runs where some nodes are off, and never less than nothing', () => {
    const one = { ...power(2, 'deallocated'), nodes: { glocluster1: 'deallocated' as const } };
    expect(perHourNow(folded(priced, made, one))).toBeCloseTo(0.4);
    expect(spent(1, power(1, 'deallocated', -5))).toBeCloseTo(0.1);
  });

  it('says only what differs from what is known, and nothing of a machine that Azure says nothing of', () => {
    const session = folded(priced, made, power(1, 'running'));
    expect(powerDifference(session, { nodes: { glocluster0: 'running', glocluster1: 'unknown' } })).toBeUndefined();
    expect(powerDifference(session, { nodes: { glocluster0: 'running', glocluster1: 'stopped' }, since: { glocluster0: at(1), glocluster1: at(2) } })).toEqual({
      nodes: { glocluster1: 'stopped' },
      since: { glocluster1: at(2) },
    });
  });

  it('forgets the power of a node that left', () => {
    expect(folded(priced, made, power(1, 'deallocated'), { type: 'node-gone', time: at(2), cluster, name: 'glocluster3' }).powers).not.toHaveProperty(
      'glocluster3',
    );
  });

  it('reads the kind of a part from its words in a journal that does not have it', () => {
    expect(price.parts.map(({ what, perHour, count }) => kindOf({ what, perHour, count }))).toEqual(['machine', 'disk', 'address']);
    expect(kindOf({ what: 'NAT gateway, without what goes through', perHour: 0.045, count: 1 })).toBe('nat-gateway');
  });

  it('keeps when Azure stops the nodes, until it does no more', () => {
    const autostop = { at: '2300', zone: 'UTC', place: 'Etc/UTC', first: at(11), nodes: names };
    const set = { type: 'autostop' as const, time: at(1), cluster, autostop };
    expect(folded(set).autostop).toEqual(autostop);
    expect(folded(set, { ...set, autostop: null }).autostop).toBeUndefined();
  });
});
