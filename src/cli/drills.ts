import type { RunOutcome } from '../engine/run.ts';
import type { Walk } from '../stages/walk.ts';
import type { StageId } from '../state/stage-id.ts';
import { usageError } from '../state/problem.ts';
import type { Surroundings } from './surroundings.ts';

/** What `--drill` says instead of a drill's name: which there are, or that there shall be none. */
const listing = ['list', 'help'];
const ending = 'none';

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

/** `--drill` without a name, `list`, `help` and `none`: done at once, without a world. Whether it was one of them. */
export async function manageDrills({ words, home, output }: Surroundings): Promise<boolean> {
  const { drill } = words.flags;
  if (drill === undefined || ![...listing, ending].includes(drill)) return false;
  const { allDrills, drillAt, endDrill } = await import('./drill-life.ts');
  const now = drillAt(home);
  if (drill === ending) {
    endDrill(home);
    output.object({ result: 'ended', drill: now?.name ?? null });
    output.say(now ? `The drill ${now.name} is over, and nothing of it is left to happen.` : 'No drill was on.');
    return true;
  }
  const all = allDrills();
  const width = Math.max(...all.map(({ name }) => name.length)) + 2;
  for (const { name, symptom } of all) output.object({ drill: name, symptom, on: name === now?.name });
  output.say(
    [
      'Each drill injects one failure into the practice cloud, to be found and mended. In the wizard h gives a hint.',
      '',
      ...all.map(({ name, symptom }) => `  ${name.padEnd(width)}${symptom}${name === now?.name ? ' (on now)' : ''}`),
      '',
      'Begin one: rank0 practice --drill NAME    end one: rank0 practice --drill none',
    ].join('\n'),
  );
  return true;
}

/** After something failed that the drill in this world may be the reason of: the first hint, for eyes. */
export async function sayHint({ home, stderr }: Surroundings, { choices, session }: Walk, failed: Extract<RunOutcome, { result: 'failed' }>): Promise<void> {
  if (choices.cloud !== 'practice') return;
  const drill = (await import('./drill-life.ts')).drillAt(home);
  if (!drill) return;
  const { code, stage, hints } = drill.text;
  if (failed.problem.code !== code && (drill.waits || session.tasks[failed.task]?.stage !== stage)) return;
  stderr.write(`drill ${drill.name}: hint: ${forEyes(hints[0] ?? '', choices.name)}\n`);
}

/** After stages came out well: that this mended the drill, and what it was about. */
export async function sayMended({ home, stderr }: Surroundings, { choices }: Walk, stages: readonly StageId[]): Promise<void> {
  if (choices.cloud !== 'practice') return;
  const drill = (await import('./drill-life.ts')).drillMended(home, stages);
  if (!drill) return;
  const { cause, earlier } = drill.text;
  stderr.write(`drill ${drill.name}: solved. ${forEyes(cause, choices.name)}\n  next time: ${forEyes(earlier, choices.name)}\n`);
}

const forEyes = (text: string, cluster: string): string => text.replaceAll('{cluster}', cluster).replace(/\s*\n\s*/g, ' ');
