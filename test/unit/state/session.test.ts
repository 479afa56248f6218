import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spentUntil } from '../../../src/state/money.ts';
import { emptySession, fold, sessionSchema } from '../../../src/state/session.ts';
import { begun, someChoices, task } from './support.ts';

const ended = { type: 'ended' as const, time: '2026-11-24T13:00:00.000Z', cluster: 'glocluster' };
const folded = (...events: Parameters<typeof fold>[1][]) => events.reduce(fold, emptySession('glocluster'));

describe('the fold of events into a session', () => {
  it('keeps what was chosen and when it began', () => {
    expect(folded(begun)).toMatchObject({ choices: someChoices, createdAt: begun.time, folded: 1 });
  });

  it('remembers when a task began to be worked on and when it ended', () => {
    const session = folded(
      task('observing', { time: '2026-11-24T12:00:01.000Z' }),
      task('making', { time: '2026-11-24T12:00:02.000Z' }),
      task('done', { time: '2026-11-24T12:01:00.000Z' }),
    );
    expect(session.tasks['machine/glocluster0']).toEqual({
      stage: 'nodes',
      state: 'done',
      since: '2026-11-24T12:00:01.000Z',
      until: '2026-11-24T12:01:00.000Z',
    });
  });

  it('remembers since when there is something to pay, however often it is looked at again', () => {
    const first = task('making', { time: '2026-11-24T12:00:02.000Z' });
    const again = [task('observing', { time: '2026-11-25T08:00:00.000Z' }), task('unchanged', { time: '2026-11-25T08:00:01.000Z' })];
    expect(folded(task('observing', { time: '2026-11-24T12:00:01.000Z' })).billedSince).toBeUndefined();
    expect(folded(first, task('done'), ...again).billedSince).toBe('2026-11-24T12:00:02.000Z');
    expect(folded(...again).billedSince).toBe('2026-11-25T08:00:01.000Z');
  });

  it('counts what is spent by the price of each hour, not all of it by the last one', () => {
    const price = (time: string, perHour: number) => ({ type: 'priced' as const, time, cluster: 'glocluster', price: { perHour, parts: [], source: 'test' } });
    const session = folded(
      price('2026-11-24T12:00:00.000Z', 2),
      task('making', { task: 'scale-set', time: '2026-11-24T12:00:00.000Z' }),
      price('2026-11-24T15:00:00.000Z', 10),
      price('2026-11-24T16:00:00.000Z', 10),
      price('2026-11-24T17:00:00.000Z', 0),
    );
    expect(spentUntil(session, Date.parse('2026-11-24T20:00:00.000Z'))).toBeCloseTo(3 * 2 + 2 * 10);
    expect(spentUntil(folded(price('2026-11-24T12:00:00.000Z', 2)), Date.parse('2026-11-24T20:00:00.000Z'))).toBe(0);
  });

  it('remembers nodes that left, until one of that name is there again', () => {
    const node = { name: 'n1', role: 'node' as const, machineId: '/n1', privateAddress: 'a', hostKeys: [] };
    const there = { type: 'node' as const, time: '2026-11-24T12:00:00.000Z', cluster: 'glocluster', node };
    const left = { type: 'node-gone' as const, time: '2026-11-24T13:00:00.000Z', cluster: 'glocluster', name: 'n1' };
    expect(folded(there, left)).toMatchObject({ nodes: [], gone: [node] });
    expect(folded(there, left, left).gone).toEqual([node]);
    expect(folded(there, left, { ...there, node: { ...node, privateAddress: 'b' } }).gone).toEqual([]);
  });

  it('remembers a scaling until what was to go is gone, and is ready no more meanwhile', () => {
    const scaling = (is: 'begun' | 'removed') => ({ type: 'scaling' as const, time: '2026-11-24T13:00:00.000Z', cluster: 'glocluster', is, from: 4, to: 2 });
    const ready = { type: 'ended' as const, time: '2026-11-24T12:00:00.000Z', cluster: 'glocluster', result: 'ready' as const };
    expect(folded(ready, scaling('begun'))).toMatchObject({ scaling: { from: 4, to: 2 }, stage: 'your-cluster' });
    expect(folded(ready, scaling('begun')).result).toBeUndefined();
    expect(folded(ready, scaling('begun'), scaling('removed')).scaling).toBeUndefined();
  });

  it('is at the furthest stage that was worked on, and back at none by a second look', () => {
    const session = folded(task('done'), task('observing', { stage: 'plan', task: 'preflight' }));
    expect(session.stage).toBe('nodes');
  });

  it('forgets an old result as soon as work goes on', () => {
    const ended = { type: 'ended', time: '2026-11-24T12:00:00.000Z', cluster: 'glocluster', result: 'interrupted' } as const;
    expect(folded(ended).result).toBe('interrupted');
    expect(folded(ended, task('observing')).result).toBeUndefined();
  });

  it('is as far as it was when the rule for port 22 is changed, and when what is unfinished is stopped', () => {
    const unfinished = [begun, task('failed', { stage: 'log-in', task: 'login/glocluster0' }), { ...ended, result: 'failed' as const }];
    const later = (id: string) => task('done', { stage: 'your-cluster', task: id });
    expect(folded(...unfinished, later('address/rule'))).toMatchObject({ stage: 'log-in', result: 'failed' });
    expect(folded(...unfinished, later('stop/glocluster0')).stage).toBe('log-in');
    expect(folded(begun, { ...ended, result: 'ready' as const }, later('address/rule'))).toMatchObject({ stage: 'your-cluster', result: 'ready' });
  });

  it('has each node once, in numeric order', () => {
    const node = (name: string, privateAddress: string) => ({
      type: 'node' as const,
      time: '2026-11-24T12:00:00.000Z',
      cluster: 'glocluster',
      node: { name, role: 'node' as const, machineId: `/${name}`, privateAddress, hostKeys: [] },
    });
    const session = folded(node('n10', 'a'), node('n2', 'b'), node('n2', 'c'));
    expect(session.nodes.map((one) => [one.name, one.privateAddress])).toEqual([
      ['n2', 'c'],
      ['n10', 'a'],
    ]);
  });

  it('is always a valid session, counts every event, and does not change what it was given', () => {
    const anyEvent = fc.constantFrom(begun, task('observing'), task('failed'), task('skipped'), {
      type: 'tagged' as const,
      time: '2026-11-24T12:00:00.000Z',
      cluster: 'glocluster',
      clusterId: 'x',
    });
    fc.assert(
      fc.property(fc.array(anyEvent), (events) => {
        const before = structuredClone(events);
        const session = events.reduce(fold, emptySession('glocluster'));
        expect(sessionSchema.parse(session).folded).toBe(events.length);
        expect(events).toEqual(before);
      }),
    );
  });
});
