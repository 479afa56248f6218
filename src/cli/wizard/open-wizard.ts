import { standardChoices, standardUsername } from '../../stages/choices.ts';
import { roadDefaults } from '../../stages/roads.ts';
import { checkGiven, type Given } from '../../stages/questions.ts';
import { terminalOf } from '../../terminal/terminal.ts';
import { localUser } from '../local-user.ts';
import type { Surroundings } from '../surroundings.ts';
import { realServices } from './real-services.ts';
import { runWizard } from './run-wizard.ts';

/** `rank0` and `rank0 practice` on a terminal. Returns the exit code. */
export async function openWizard(around: Surroundings): Promise<number> {
  const { words, env, home, stdin, stdout, stderr, signal } = around;
  const given = await checked(around);
  const { trace, drill } = words.flags;
  const services = await realServices({ home, env, given, ...(trace === undefined ? {} : { trace }), ...(drill === undefined ? {} : { drill }) });
  return runWizard(services, terminalOf({ stdin, stdout, env, flags: words.flags, platform: process.platform }), {
    streams: { stdin, stdout, stderr },
    given,
    standard: { ...standardChoices, ...roadDefaults[given.network ?? 'ethernet'], adminUsername: standardUsername(localUser()) },
    signal,
    ...(drill === undefined ? {} : { drill: (await import('../drill-life.ts')).drillView(drill) }),
  });
}

/** What flags and file say. Bad input fails before a screen is drawn; what reads files is brought only where one is named. */
async function checked({ words }: Surroundings): Promise<Given> {
  if (words.flags.file === undefined && words.choices.sshKey === undefined && words.choices.customData === undefined) return checkGiven(words.choices);
  const { givenBy, ownFiles } = await import('../gather.ts');
  const given = givenBy(words);
  ownFiles(given);
  return given;
}
