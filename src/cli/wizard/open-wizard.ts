import { standardChoices, standardUsername } from '../../stages/choices.ts';
import { terminalOf } from '../../terminal/terminal.ts';
import { givenBy, ownFiles } from '../gather.ts';
import { localUser } from '../own-files.ts';
import type { Surroundings } from '../surroundings.ts';
import { runWizard } from './run-wizard.ts';
import { realServices } from './real-services.ts';

/** `rank0` and `rank0 practice` on a terminal. Returns the exit code. */
export async function openWizard({ words, env, home, stdin, stdout, stderr, signal }: Surroundings): Promise<number> {
  const given = givenBy(words);
  // Bad input fails before a screen is drawn.
  ownFiles(given);
  const { trace, drill } = words.flags;
  const services = realServices({ home, env, given, ...(trace === undefined ? {} : { trace }), ...(drill === undefined ? {} : { drill }) });
  return runWizard(services, terminalOf({ stdin, stdout, env, flags: words.flags }), {
    streams: { stdin, stdout, stderr },
    given,
    standard: { ...standardChoices, adminUsername: standardUsername(localUser()) },
    signal,
  });
}
