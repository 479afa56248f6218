import { expect, it } from 'vitest';
import { bindingFor } from '../../../../src/screens/model/keys.ts';
import { glyphsOf } from '../../../../src/screens/text/glyphs.ts';
import { textOf } from '../../../../src/screens/text/line.ts';
import { viewOf } from '../../../../src/screens/views/view-of.ts';
import type { WizardServices } from '../../../../src/cli/wizard/services.ts';
import { ProblemError } from '../../../../src/state/problem.ts';
import { fakeServices } from '../../../support/fake-wizard.ts';
import { atStage, wizard } from './support.ts';

const lesson = { is: 'overlay', overlay: 'lesson' } as const;

/** Services whose clouds answer `az` lines so. */
function looking(look: (request: { readonly signal: AbortSignal; tell(text: string): void }) => Promise<{ exitCode: number }>): WizardServices {
  const fake = fakeServices();
  return { ...fake, open: async (request) => ({ ...(await fake.open(request)), look }) };
}

it('shows what the command prints, without anything that steers the terminal, and how it ended', async () => {
  const { press, state, until, enterUntil } = wizard();
  await enterUntil(atStage('resource-group', 'done'));
  press(lesson);
  expect(bindingFor(state(), 'x')).toMatchObject({ label: 'run it', long: 'Run az group show --name glocluster-rg --query tags and show what it prints' });
  press('run-look');
  expect(state()).toMatchObject({ overlay: 'look', look: { running: true, command: 'az group show --name glocluster-rg --query tags' } });
  await until((now) => now.look?.running === false);
  expect(state().look).toMatchObject({ exitCode: 0, by: 'Answered by a test.' });
  expect(state().look?.output).toMatch(/^az says\nline 1 of 40\n/);
  const text = viewOf(state(), { width: 60, height: 20, glyphs: glyphsOf({ unicode: true }) }).lines.map(textOf);
  expect(text[0]).toMatch(/^\$ az group show/);
  expect(text.at(-1)).toMatch(/^Exit code 0/);
});

it('goes back to the page, and from there to the stage', async () => {
  const { press, state, until, enterUntil } = wizard();
  await enterUntil(atStage('resource-group', 'done'));
  press(lesson, 'run-look');
  await until((now) => now.look?.running === false);
  press('back');
  expect(state().overlay).toBe('lesson');
  press('back');
  expect(state().overlay).toBeUndefined();
});

it('says why not before there is anything to see', async () => {
  const { press, state, enterUntil } = wizard();
  await enterUntil(atStage('resource-group', 'explained'));
  press(lesson);
  expect(bindingFor(state(), 'x')?.disabled).toBe('The resource group does not exist yet');
  press('run-look');
  expect(state().look).toBeUndefined();
});

it('ends the command that still runs when one goes back, and what it prints later is nobody’s', async () => {
  let aborted = false;
  let say = (_: string): void => {};
  const real = looking(
    ({ signal, tell }) =>
      new Promise((_, reject) => {
        say = tell;
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(signal.reason as Error);
        });
      }),
  );
  const { press, state, enterUntil } = wizard({ real });
  await enterUntil(atStage('resource-group', 'done'));
  press(lesson, 'run-look');
  say('half of it');
  expect(state().look?.output).toBe('half of it');
  press('back');
  expect(aborted).toBe(true);
  say('the rest');
  expect(state().look).toMatchObject({ running: false, output: 'half of it' });
  press('run-look');
  expect(state().look).toMatchObject({ running: true, output: '' });
});

it('without az it says how to get it, and the line is on the clipboard', async () => {
  const missing = new ProblemError({
    code: 'az-missing',
    message: 'the Azure CLI (az) is not on this computer',
    means: 'The line is not run.',
    next: [{ label: 'Install it', command: 'https://learn.microsoft.com/cli/azure/install-azure-cli' }],
  });
  const { press, copied, until, enterUntil } = wizard({ real: looking(() => Promise.reject(missing)) });
  await enterUntil(atStage('resource-group', 'done'));
  press(lesson, 'run-look');
  const { look } = await until((now) => now.look?.running === false);
  expect(look?.output).toBe(
    'the Azure CLI (az) is not on this computer\nThe line is not run.\nThe line was handed to the clipboard.\n- Install it: https://learn.microsoft.com/cli/azure/install-azure-cli\n',
  );
  expect(look?.exitCode).toBe(1);
  expect(copied).toEqual(['az group show --name glocluster-rg --query tags']);
});

it('y copies the command that was run', async () => {
  const { press, copied, until, enterUntil } = wizard();
  await enterUntil(atStage('resource-group', 'done'));
  press(lesson, 'run-look');
  await until((now) => now.look?.running === false);
  press('copy');
  expect(copied).toEqual(['az group show --name glocluster-rg --query tags']);
});

it('shows what it prints as it stands: blanks at the beginning of lines, and what is too wide goes on further right', async () => {
  const real = looking(async ({ tell }) => {
    tell('{\n  "createdBy": "rank0, in a cluster that has a long name"\n}\n');
    return { exitCode: 0 };
  });
  const { press, until, enterUntil } = wizard({ real });
  await enterUntil(atStage('resource-group', 'done'));
  press(lesson, 'run-look');
  const state = await until((now) => now.look?.running === false);
  const text = viewOf(state, { width: 40, height: 20, glyphs: glyphsOf({ unicode: true }) }).lines.map(textOf);
  expect(text.slice(3, 7)).toEqual(['{', '  "createdBy": "rank0, in a cluster', '      that has a long name"', '}']);
});

it('breaks no line into nothing, however narrow, and loses no letter of a long word', async () => {
  const word = '0123456789'.repeat(9);
  const real = looking(async ({ tell }) => {
    tell(`a  b ${word}\n${' '.repeat(60)}far right\n`);
    return { exitCode: 0 };
  });
  const { press, until, enterUntil } = wizard({ real });
  await enterUntil(atStage('resource-group', 'done'));
  press(lesson, 'run-look');
  const state = await until((now) => now.look?.running === false);
  for (const width of [40, 57, 93]) {
    const text = viewOf(state, { width, height: 40, glyphs: glyphsOf({ unicode: true }) }).lines.map(textOf);
    expect(Math.max(...text.map((one) => one.length))).toBeLessThanOrEqual(width);
    expect(text.join('').replace(/\s/g, '')).toContain(`ab${word}farright`);
    expect(text.find((one) => one.startsWith('a  b'))).toBeDefined();
  }
});
