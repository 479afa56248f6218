import { createController } from '../../../../src/cli/wizard/controller.ts';
import type { ShellEnd } from '../../../../src/cli/shell.ts';
import { ProblemError } from '../../../../src/state/problem.ts';
import type { Intent } from '../../../../src/screens/model/actions.ts';
import { initialState } from '../../../../src/screens/model/initial.ts';
import type { WizardState } from '../../../../src/screens/model/state.ts';
import { standardChoices } from '../../../../src/stages/choices.ts';
import { lessonOf } from '../../../../src/stages/lesson.ts';
import type { Given } from '../../../../src/stages/questions.ts';
import { glyphsOf } from '../../../../src/screens/text/glyphs.ts';
import { textOf } from '../../../../src/screens/text/line.ts';
import { viewOf } from '../../../../src/screens/views/view-of.ts';
import { road } from '../../../../src/stages/road.ts';
import type { WizardServices } from '../../../../src/cli/wizard/services.ts';
import { type FakeOptions, fakeServices } from '../../../support/fake-wizard.ts';

/** A wizard without screens, on in-memory services or on those that are given. */
export function wizard(
  options: FakeOptions & { given?: Given; shellEnd?: ShellEnd | ProblemError; real?: WizardServices; patience?: number; enterQuiet?: number } = {},
) {
  const services = fakeServices(options);
  const used = options.real ?? services;
  const copied: string[] = [];
  const left: number[] = [];
  const shells: string[] = [];
  const lessons = Object.fromEntries(road.filter(({ built }) => built).map(({ id }) => [id, lessonOf(id)]));
  const controller = createController({
    services: used,
    initial: initialState({
      answers: options.given ?? {},
      standard: { ...standardChoices, adminUsername: 'ada' },
      clusters: used.clusters(),
      ways: used.ways,
      lessons,
    }),
    copy: (text) => {
      copied.push(text);
      return true;
    },
    runShell: async ({ intro, open }) => {
      shells.push(intro);
      (await open()).close();
      if (options.shellEnd instanceof ProblemError) throw options.shellEnd;
      return options.shellEnd ?? { exitCode: 0, said: '' };
    },
    left: (code) => left.push(code),
    lookEvery: options.real ? 4000 : 5,
    enterQuiet: options.enterQuiet ?? 0,
  });
  /** Resolves with the state as soon as it holds; rejects after five seconds, or the patience given in milliseconds. */
  const until = (holds: (state: WizardState) => boolean): Promise<WizardState> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () =>
          give(() =>
            reject(new Error(`not reached; at ${JSON.stringify(controller.getState().screen)} ${JSON.stringify(controller.getState().problem?.problem)}`)),
          ),
        options.patience ?? 5000,
      );
      const give = (how: () => void): void => {
        clearTimeout(timer);
        unsubscribe();
        how();
      };
      const look = (): void => {
        if (holds(controller.getState())) give(() => resolve(controller.getState()));
      };
      const unsubscribe = controller.subscribe(look);
      look();
    });
  const at = (screen: WizardState['screen']['at'], phase?: string): Promise<WizardState> =>
    until(
      (state) =>
        state.screen.at === screen && state.running === undefined && (phase === undefined || (state.screen.at === 'stage' && state.screen.phase === phase)),
    );
  const press = (...intents: (Intent['is'] | Intent)[]): void => {
    for (const intent of intents) controller.intent(typeof intent === 'string' ? ({ is: intent } as Intent) : intent);
  };
  /** Enter alone, from the first screen to the last one given. */
  const enterUntil = async (holds: (state: WizardState) => boolean): Promise<WizardState> => {
    for (let presses = 0; presses < 60; presses += 1) {
      const idle = await until((state) => state.running === undefined);
      if (holds(idle)) return idle;
      press('accept');
    }
    throw new Error(`60 times Enter did not lead there; at ${JSON.stringify(controller.getState().screen)}`);
  };
  return { controller, services, copied, left, shells, until, at, press, enterUntil, state: controller.getState };
}

export const atStage =
  (stage: string, phase?: string) =>
  (state: WizardState): boolean =>
    state.screen.at === 'stage' && state.screen.stage === stage && (phase === undefined || state.screen.phase === phase);

/** The same on the last screen, all four nodes looked at; the services' calls begin there. */
export async function atHome(options: Parameters<typeof wizard>[0] = {}) {
  const one = wizard(options);
  await one.enterUntil((now) => now.screen.at === 'ready' && now.live.length === 4);
  one.services.calls.length = 0;
  return one;
}

/** Letters, as one types them. */
export const typed = (text: string): Intent => ({ is: 'edit', edit: { is: 'insert', text } });

/** All that a screen says, however long it is. */
export function saidBy(state: WizardState, width = 100): string {
  const { title, lines, below } = viewOf(state, { width, height: 40, glyphs: glyphsOf({ unicode: true }) });
  return [title, ...[...lines, ...below].map(textOf)].join('\n');
}
