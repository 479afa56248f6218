import { describe, expect, it } from 'vitest';
import { AnswerLostError, type Task } from '../../../src/engine/task.ts';
import { ProblemError } from '../../../src/state/problem.ts';
import { fakeTask, jumpingClock, ran, states } from './support.ts';

const so = { is: 'so' } as const;
const absent = { is: 'absent' } as const;
const pending = { is: 'pending', waitingFor: 'Creating' } as const;

const refused = new ProblemError({ code: 'AllocationFailed', message: 'no room', means: '', next: [] });

describe('running a plan', () => {
  it('observes, makes what is not so, and observes again', async () => {
    const task = fakeTask({ id: 'a', looks: [absent, so], make: async () => {} });
    const { outcome, events } = await ran([task]);
    expect(outcome).toEqual({ result: 'done' });
    expect(states(events)).toEqual(['a:observing', 'a:making', 'a:done']);
    expect(task.writes).toBe(1);
  });

  it('writes nothing where it is so already', async () => {
    const task = fakeTask({ id: 'a', looks: [so], make: async () => {} });
    const { events } = await ran([task]);
    expect(states(events)).toEqual(['a:observing', 'a:unchanged']);
    expect(task.writes).toBe(0);
  });

  it('waits for what somebody else is making instead of writing it again', async () => {
    const clock = jumpingClock();
    const task = fakeTask({ id: 'a', looks: [pending, pending, pending, so], make: async () => {} });
    const { events } = await ran([task], undefined, clock);
    expect(task.writes).toBe(0);
    expect(clock.slept).toEqual([1000, 1000, 2000]);
    expect(events.some((event) => event.waitingFor === 'Creating')).toBe(true);
    expect(states(events).at(-1)).toBe('a:done');
  });

  it('tells what it waits for once, not at every look', async () => {
    const task = fakeTask({ id: 'a', looks: [pending, pending, pending, { is: 'pending', waitingFor: 'Updating' }, so] });
    const { events } = await ran([task]);
    expect(events.flatMap((event) => event.waitingFor ?? [])).toEqual(['Creating', 'Updating']);
  });

  it('says which answers were lost when no try took effect, having waited longer each time', async () => {
    const clock = jumpingClock();
    const lost = fakeTask({ id: 'lost', looks: [absent], make: async () => Promise.reject(new AnswerLostError('PUT /x: answered 503')) });
    const { outcome } = await ran([lost], undefined, clock);
    expect(outcome).toMatchObject({ result: 'failed', problem: { code: 'not-so', message: 'lost: not so after 4 tries; PUT /x: answered 503' } });
    expect(clock.slept).toEqual([1000, 2000, 4000, 8000]);
  });

  it('looks before it writes again when an answer was lost', async () => {
    const took = fakeTask({ id: 'took', looks: [absent, pending, so], make: async () => Promise.reject(new AnswerLostError('reset')) });
    const lost = fakeTask({ id: 'lost', looks: [absent, absent, so], make: async () => Promise.reject(new AnswerLostError('reset')) });
    const { outcome } = await ran([took, lost]);
    expect(outcome.result).toBe('done');
    expect(took.writes).toBe(1);
    expect(lost.writes).toBe(2);
  });

  it('gives up after four writes that show nothing', async () => {
    const task = fakeTask({ id: 'a', looks: [absent], make: async () => {} });
    const { outcome } = await ran([task]);
    expect(task.writes).toBe(4);
    expect(outcome).toMatchObject({ result: 'failed', problem: { code: 'not-so' } });
  });

  it('takes what make read back as the second look', async () => {
    const task = fakeTask({ id: 'a', looks: [absent], make: async () => so });
    expect((await ran([task])).outcome.result).toBe('done');
  });

  it('lets independent tasks finish after a failure and skips what needed it', async () => {
    const order: string[] = [];
    const bad = fakeTask({ id: 'bad', looks: [absent], make: async () => Promise.reject(refused) });
    const needing = fakeTask({ id: 'needing', needs: ['bad'], looks: [absent], make: async () => so });
    const deeper = fakeTask({ id: 'deeper', needs: ['needing'], looks: [absent], make: async () => so });
    const other = fakeTask({
      id: 'other',
      looks: [absent],
      make: async () => {
        order.push('other');
        return so;
      },
    });
    const after = fakeTask({
      id: 'after',
      needs: ['other'],
      looks: [absent],
      make: async () => {
        order.push('after');
        return so;
      },
    });
    const { outcome, events } = await ran([bad, needing, deeper, other, after]);
    expect(outcome).toMatchObject({ result: 'failed', task: 'bad', exitCode: 1, problem: { code: 'AllocationFailed' } });
    expect(order).toEqual(['other', 'after']);
    expect(states(events)).toContain('needing:skipped');
    expect(states(events)).toContain('deeper:skipped');
  });

  it('stops everything on a failure that says so', async () => {
    const bad = fakeTask({
      id: 'bad',
      looks: [absent],
      make: async () => Promise.reject(new ProblemError({ code: 'host-key-mismatch', message: 'x', means: '', next: [] }, { stopsRun: true })),
    });
    const long = fakeTask({ id: 'long', looks: [pending], make: async () => so });
    const clock = {
      ...jumpingClock(),
      sleep: (_: number, signal?: AbortSignal) => new Promise<void>((_r, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
    };
    const { outcome } = await ran([bad, long], undefined, clock);
    expect(outcome).toMatchObject({ result: 'failed', problem: { code: 'host-key-mismatch' } });
  });

  it('runs what does not depend on each other at the same time, within its lane', async () => {
    let now = 0;
    let most = 0;
    const busy = (id: string, lane: Task['lane']) =>
      fakeTask({
        id,
        lane,
        looks: [absent],
        make: async () => {
          most = Math.max(most, ++now);
          await new Promise((resolve) => setImmediate(resolve));
          now -= 1;
          return so;
        },
      });
    await ran(Array.from({ length: 6 }, (_, i) => busy(`nic${i}`, 'network-write')));
    expect(most).toBe(2);
    most = 0;
    await ran(Array.from({ length: 6 }, (_, i) => busy(`vm${i}`, 'machine')));
    expect(most).toBe(6);
  });

  it('ends an interrupted run within 200 ms though a task never ends', async () => {
    const controller = new AbortController();
    const stuck = fakeTask({ id: 'stuck', looks: [absent], make: () => new Promise<void>(() => {}) });
    const running = ran([stuck], controller.signal);
    await new Promise((resolve) => setImmediate(resolve));
    const began = performance.now();
    controller.abort();
    expect((await running).outcome).toEqual({ result: 'interrupted' });
    expect(performance.now() - began).toBeLessThan(400);
  });

  it('refuses a plan that is no graph', async () => {
    await expect(ran([fakeTask({ id: 'a', needs: ['b'], looks: [so] })])).rejects.toThrow('needs b');
    await expect(ran([fakeTask({ id: 'a', looks: [so] }), fakeTask({ id: 'a', looks: [so] })])).rejects.toThrow('two tasks');
    await expect(ran([fakeTask({ id: 'a', needs: ['b'], looks: [so] }), fakeTask({ id: 'b', needs: ['a'], looks: [so] })])).rejects.toThrow('circle');
  });
});
