import { setTimeout as realDelay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { longGap, practiceClock } from '../../../src/practice/clock.ts';

const start = (speed: number) => ({ sim: 1_000_000, real: Date.now(), speed });
const minute = 60_000;

it('jumps to the next event at speed 0, in the order of events', async () => {
  const clock = practiceClock(start(0));
  const woken: number[] = [];
  const sleepers = [30, 10, 20].map(async (minutes) => {
    await clock.sleep(minutes * minute);
    woken.push(minutes);
  });
  const began = performance.now();
  await Promise.all(sleepers);
  expect(woken).toEqual([10, 20, 30]);
  expect(clock.now()).toBe(1_000_000 + 30 * minute);
  expect(performance.now() - began).toBeLessThan(1000);
});

it('does not jump while something is being worked on, nor past what that work begins', async () => {
  const clock = practiceClock(start(0));
  const free = clock.busy();
  let woken = false;
  const sleeping = clock.sleep(60 * minute).then(() => {
    woken = true;
  });
  await realDelay(30);
  expect([woken, clock.now()]).toEqual([false, 1_000_000]);
  free();
  await clock.sleep(minute);
  expect([woken, clock.now()]).toEqual([false, 1_000_000 + minute]);
  await sleeping;
});

it('runs at its speed', async () => {
  const clock = practiceClock(start(6000));
  await clock.sleep(minute);
  expect(clock.now() - 1_000_000).toBeGreaterThanOrEqual(minute);
  expect(clock.now() - 1_000_000).toBeLessThan(100 * minute);
});

it('takes over another program’s jump and speed, and never goes back', async () => {
  const clock = practiceClock(start(0));
  clock.sync({ sim: 2_000_000, real: Date.now(), speed: 0 });
  expect(clock.now()).toBe(2_000_000);
  clock.sync({ sim: 1_500_000, real: Date.now(), speed: 0 });
  expect(clock.now()).toBe(2_000_000);
  const slow = practiceClock(start(0.0001));
  const sleeping = slow.sleep(minute);
  slow.sync({ ...start(0.0001), speed: 0 });
  await sleeping;
});

it('wakes at once with the reason of the signal', async () => {
  const clock = practiceClock(start(0.001));
  const abort = new AbortController();
  const sleeping = clock.sleep(minute, abort.signal);
  abort.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
  await expect(clock.sleep(1, abort.signal)).rejects.toThrow('enough');
  clock.close();
});

it('asks what the time is when the process was not running for long', () => {
  const now = Date.now();
  const asked: number[] = [];
  const clock = practiceClock(
    { sim: 1_000_000, real: now, speed: 60 },
    {
      afterGap: (before, real) => {
        asked.push(real - before.real);
        return { sim: before.sim + 1, real, speed: 60 };
      },
    },
  );
  clock.now();
  const realNow = Date.now;
  try {
    Date.now = () => realNow() + 10 * longGap;
    expect(clock.now() - 1_000_000).toBeLessThan(minute);
    expect(asked).toHaveLength(1);
  } finally {
    Date.now = realNow;
  }
});
