import { usageError } from '../state/problem.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Refuses a drill that there is not, and one outside the practice cloud, before anything else is done.
 * @throws ProblemError exit code 2.
 */
export async function checkDrill({ words }: Surroundings, cloud: string): Promise<void> {
  const { drill } = words.flags;
  if (drill === undefined) return;
  (await import('../practice/drills.ts')).drillNamed(drill);
  if (cloud === 'practice') return;
  throw usageError('drill-not-here', `--drill is for the practice cloud, and this is ${cloud}`, 'A failure is injected into the simulated Azure alone.', [
    { label: 'Practise it', command: `rank0 up --cloud practice --drill ${drill}` },
  ]);
}

/** After something failed in a world with a drill: the first hint, for eyes. */
export async function sayHint({ home, stderr }: Surroundings, cloud: string, cluster: string): Promise<void> {
  if (cloud !== 'practice') return;
  const [{ drillIn }, { practiceFolder }, { drillOf }] = await Promise.all([
    import('../practice/open.ts'),
    import('./practice-folder.ts'),
    import('../stages/drill.ts'),
  ]);
  const drill = drillIn(practiceFolder(home));
  if (drill === undefined) return;
  const hint = (drillOf(drill).hints[0] ?? '').replaceAll('{cluster}', cluster).replace(/\s*\n\s*/g, ' ');
  stderr.write(`drill ${drill}: hint: ${hint}\n`);
}
