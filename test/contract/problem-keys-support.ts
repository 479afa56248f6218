import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { practiceFolder } from '../../src/cli/practice-folder.ts';
import { realServices } from '../../src/cli/wizard/real-services.ts';
import type { Fault } from '../../src/practice/faults.ts';
import { openPractice } from '../../src/practice/open.ts';
import { bindingFor } from '../../src/screens/model/keys.ts';
import type { WizardState } from '../../src/screens/model/state.ts';
import type { Given } from '../../src/stages/questions.ts';
import { atStage, wizard } from '../unit/cli/wizard/support.ts';

const env = { RANK0_PRACTICE_SPEED: '0' };

/** The wizard on a practice cloud of its own, driven by the keys that a person has, and by no others. */
export async function seat({
  drill,
  count = 8,
  patience = 15_000,
  given = {},
}: {
  readonly drill?: string;
  readonly count?: number;
  readonly patience?: number;
  readonly given?: Given;
} = {}) {
  const home = mkdtempSync(join(tmpdir(), 'rank0-problems-'));
  const real = await realServices({ home, env, given: { cloud: 'practice', ...given }, ...(drill === undefined ? {} : { drill }) });
  const sitting = wizard({ real, given: { cloud: 'practice', count, ...given }, patience });
  const { controller, until, state } = sitting;

  const press = (name: string): void => {
    const binding = bindingFor(state(), name);
    if (!binding) throw new Error(`no key ${name} at ${JSON.stringify(state().screen)}`);
    if (binding.disabled !== undefined) throw new Error(`${name}: ${binding.disabled}`);
    controller.intent(binding.intent);
  };
  const idle = (holds: (state: WizardState) => boolean): Promise<WizardState> => until((now) => now.running === undefined && holds(now));
  const inject = async (faults: readonly Fault[]): Promise<void> => {
    const world = await openPractice({ folder: practiceFolder(home), env });
    world.inject(faults);
    await world.close();
  };
  /** Types a name where one is asked for, and takes it. */
  const type = (text: string): void => {
    controller.intent({ is: 'edit', edit: { is: 'insert', text } });
    press('enter');
  };
  /** Enter alone, until the state is as it is wanted, or a problem is met. */
  const enterUntil = async (holds: (state: WizardState) => boolean): Promise<WizardState> => {
    for (let presses = 0; presses < 40; presses += 1) {
      const now = await idle(() => true);
      if (holds(now) || now.problem) return now;
      press('enter');
    }
    throw new Error(`40 times Enter did not lead there; at ${JSON.stringify(state().screen)}`);
  };
  return {
    ...sitting,
    press,
    idle,
    inject,
    type,
    enterUntil,
    home,
    close: async () => {
      await controller.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export type Seat = Awaited<ReturnType<typeof seat>>;

/** Before the group is made: nothing of the cluster exists. */
export const beforeGroup = atStage('resource-group', 'explained');

/** Deletes what was made and comes back to where nothing is. */
export async function startOver(one: Seat): Promise<void> {
  const { controller, idle, type, press, state } = one;
  if (state().screen.at !== 'delete') controller.intent({ is: 'way-on', way: 'anew' });
  await idle((now) => now.screen.at === 'delete' && now.deletion !== undefined);
  type(state().cluster?.choices.name ?? '');
  await idle((now) => now.screen.at === 'deleted');
  press('enter');
  await idle((now) => now.screen.at === 'review' && now.review !== undefined);
  press('enter');
  await idle(beforeGroup);
}

/** Goes the way of a key and holds it against what that way promises; afterwards nothing of the cluster exists again. */
export async function leaveBy(one: Seat, key: string): Promise<void> {
  const { press, idle, until, type, state, enterUntil } = one;
  const deleting = async (): Promise<void> => {
    await idle((now) => now.screen.at === 'delete' && now.deletion !== undefined);
    type(state().cluster?.choices.name ?? '');
    expect((await idle((now) => now.screen.at === 'deleted')).screen).toMatchObject({ left: [] });
    press('enter');
  };
  const count = state().cluster?.choices.count ?? 0;
  const place = state().screen.at === 'stage' ? (state().screen as { stage: string }).stage : '';
  const done = (now: WizardState): boolean => now.screen.at === 'stage' && now.screen.stage === place && now.screen.phase === 'done' && !now.problem;
  press(key);
  switch (key) {
    case 'r':
    case 'p':
    case 's':
      await idle(done);
      break;
    case 'w':
      await until((now) => now.running?.until !== undefined || done(now));
      await idle(done);
      break;
    case 'i':
      expect(state().screen).toEqual({ at: 'stage', stage: 'sign-in', phase: 'explained' });
      press('enter');
      await idle(done);
      break;
    case 'b':
      // The quota suffices here, so nothing is asked for, and the first look ends the wait.
      expect((await until((now) => now.running?.until !== undefined)).running?.said).toContain('There is enough of it now.');
      await idle(done);
      break;
    case 'z':
    case 'o':
    case 'c': {
      await deleting();
      const at = { z: 'size', o: 'location', c: 'choices' }[key];
      const list = await idle((now) => now.screen.at === at);
      expect(list.answers.count).toBe(count);
      if (key === 'c') press('escape');
      await enterUntil(beforeGroup);
      return;
    }
    case 'f':
      await deleting();
      expect((await idle((now) => now.screen.at === 'review' && now.review !== undefined)).review?.choices.count).toBe(count - 1);
      await enterUntil(beforeGroup);
      return;
    case 'd':
      await deleting();
      expect((await idle((now) => now.screen.at === 'review' && now.review !== undefined)).review?.choices.count).toBe(count);
      await enterUntil(beforeGroup);
      return;
    default:
      throw new Error(`${key} is not told of here`);
  }
  await startOver(one);
}
