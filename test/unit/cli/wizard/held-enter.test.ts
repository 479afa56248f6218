import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bindingFor } from '../../../../src/screens/model/keys.ts';
import { atStage, wizard } from './support.ts';

type Wizard = ReturnType<typeof wizard>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** One Enter, as the screens take it: what the table says, or why not. */
function enter({ controller, state }: Wizard): string | undefined {
  const binding = bindingFor(state(), 'enter');
  if (binding?.disabled !== undefined) controller.refused(binding.disabled, binding.intent);
  else if (binding) controller.intent(binding.intent);
  return binding?.disabled;
}

/** Enter held down for so many milliseconds: the first repeat after `delay`, the next ones every 33 ms. */
async function held(one: Wizard, milliseconds: number, delay = 500): Promise<void> {
  for (let at = 0; at < milliseconds; at += at === 0 ? delay : 33) {
    enter(one);
    await vi.advanceTimersByTimeAsync(at === 0 ? delay : 33);
    // What runs takes real time, and the key goes on repeating meanwhile.
    while (one.state().running) {
      enter(one);
      await vi.advanceTimersByTimeAsync(33);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

describe('Enter held down', () => {
  test.each([250, 500, 660])('never builds, with a first repeat after %i ms: the review refuses it and says why', async (delay) => {
    const one = wizard({ enterQuiet: 700 });
    await held(one, 20_000, delay);
    expect(one.state().screen).toEqual({ at: 'review' });
    expect(one.state().notice).toMatch(/Enter is held down/);
    expect(one.services.calls).not.toContain('run resource-group');
  });

  test('let go and pressed again it builds', async () => {
    const one = wizard({ enterQuiet: 700 });
    await held(one, 10_000);
    await vi.advanceTimersByTimeAsync(701);
    expect(enter(one)).toBeUndefined();
    expect(atStage('resource-group', 'explained')(one.state())).toBe(true);
  });

  test('pressed once a second, by somebody who reads, it is no held key', async () => {
    const one = wizard({ enterQuiet: 700 });
    for (let presses = 0; presses < 40 && one.state().review === undefined; presses += 1) {
      expect(enter(one)).toBeUndefined();
      await one.until(({ running }) => running === undefined);
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(one.state().screen).toEqual({ at: 'review' });
    expect(enter(one)).toBeUndefined();
    expect(atStage('resource-group', 'explained')(one.state())).toBe(true);
  });

  test('does not go on with a cluster whose differences were not read', async () => {
    const cluster = {
      name: 'glocluster',
      cloud: 'practice',
      location: 'eastus',
      size: 'Standard_D2s_v5',
      count: 4,
      stage: 'nodes',
      state: 'interrupted',
    } as const;
    const one = wizard({ enterQuiet: 700, clusters: [cluster] });
    await held(one, 10_000);
    expect(one.state().screen).toEqual({ at: 'returned' });
  });

  test('does not delete: the name is asked for', async () => {
    const one = wizard({
      enterQuiet: 0,
      clusters: [{ name: 'glocluster', cloud: 'practice', location: 'eastus', size: 'Standard_D2s_v5', count: 4, stage: 'your-cluster', state: 'ready' }],
    });
    await held(one, 3000);
    one.press('delete');
    await held(one, 5000);
    expect(one.services.calls).not.toContain('down');
    expect(one.state().fieldProblem).toMatch(/Nothing was deleted/);
  });
});
