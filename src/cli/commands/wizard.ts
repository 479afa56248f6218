import { rmSync } from 'node:fs';
import { usageError } from '../../state/problem.ts';
import { checkDrill, manageDrills } from '../drills.ts';
import { parseDuration } from '../duration.ts';
import type { Surroundings } from '../surroundings.ts';

/** `rank0` and `rank0 practice`: the screens; plain lines where a terminal cannot draw or was told not to. */
export async function wizard(around: Surroundings): Promise<number> {
  const { words, stdin, stdout, env } = around;
  if (words.command === 'practice') {
    if (await manageDrills(around)) return 0;
    if (words.flags.byHand !== undefined) return (await import('./by-hand.ts')).byHand(around, words.flags.byHand);
    await checkDrill(around, 'practice');
    const done = await manage(around);
    if (done !== undefined) return done;
  }
  const practised: Surroundings = words.command === 'practice' ? { ...around, words: { ...words, choices: { ...words.choices, cloud: 'practice' } } } : around;
  if (words.flags.plain || words.flags.json || env['TERM'] === 'dumb') return (await import('./up.ts')).up(practised);
  if (!stdin.isTTY || !stdout.isTTY) {
    throw usageError('no-terminal', 'the wizard needs a terminal, and there is none', 'Its screens are drawn on a terminal and read its keys.', [
      { label: 'Run the same stages without screens', command: `rank0 up --yes${words.command === 'practice' ? ' --cloud practice' : ''}` },
    ]);
  }
  const { openWizard } = await import('../wizard/open-wizard.ts');
  return openWizard(practised);
}

/** `--reset` and `--advance`: done at once, without screens. Undefined where neither was asked for. */
async function manage({ words, home, env, output }: Surroundings): Promise<number | undefined> {
  const { reset, advance } = words.flags;
  if (reset) {
    const [{ resetPractice }, { practiceFolder }, { knownClusters }] = await Promise.all([
      import('../../practice/open.ts'),
      import('../practice-folder.ts'),
      import('../cluster-choice.ts'),
    ]);
    resetPractice(practiceFolder(home));
    for (const { folder } of knownClusters(home).filter(({ session }) => session.choices?.cloud === 'practice'))
      rmSync(folder, { recursive: true, force: true });
    output.say('The practice cloud is new again, and its clusters are forgotten.');
    return 0;
  }
  if (advance === undefined) return undefined;
  const milliseconds = parseDuration(advance);
  const [{ openPractice }, { practiceFolder }] = await Promise.all([import('../../practice/open.ts'), import('../practice-folder.ts')]);
  const practice = await openPractice({ folder: practiceFolder(home), env });
  try {
    practice.advance(milliseconds);
    output.say(`In the practice cloud it is now ${new Date(practice.clock.now()).toISOString()}.`);
    return 0;
  } finally {
    await practice.close();
  }
}
