import { setTimeout as pause } from 'node:timers/promises';
import type { LookAnswer, LookRequest } from '../../src/cli/wizard/services.ts';

/** Prints one coloured line at once and forty a moment later, as a command does. */
export async function lookFake({ command, tell, signal }: LookRequest): Promise<LookAnswer> {
  tell(`${command.split(' ')[0]} \x1b[31msays\x1b[0m\n`);
  await pause(0, undefined, { signal });
  tell(Array.from({ length: 40 }, (_, index) => `line ${index + 1} of 40\n`).join(''));
  return { exitCode: 0, by: 'Answered by a test.' };
}
