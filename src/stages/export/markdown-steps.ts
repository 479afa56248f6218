import { span } from '../../state/words.ts';
import { block, code, plain, prose } from './markdown-text.ts';
import type { ToldFailure, ToldStep, ToldTask } from './schema.ts';
import { listed, typedLines } from './step-lines.ts';
import { titleOf } from './steps.ts';

/** What was told so far, so that nothing is told twice in the same words. */
export interface ToldBefore {
  readonly kinds: Set<string>;
  readonly explained: Set<string>;
}

/** The steps of a stage, each with why, its lines, how it went and what was printed. */
export function stepsParts(steps: readonly ToldStep[], cluster: string, before: ToldBefore): string[] {
  return steps.flatMap((step) => stepParts(step, cluster, before));
}

/**
 * The steps of what was done later. Looks at what is known already and that changed nothing are counted, not told; so are programs of a
 * benchmark that ran before with the same lines, as their figures stand in one table.
 */
export function laterParts(steps: readonly ToldStep[], cluster: string, before: ToldBefore): string[] {
  let looks = 0;
  let measured = 0;
  const news = steps.flatMap((step): ToldStep[] => {
    if (!before.kinds.has(step.kind)) return [step];
    if (step.kind.startsWith('benchmark/') && step.tasks.every(({ state }) => state === 'done')) {
      measured += step.tasks.length;
      return [];
    }
    const tasks = step.tasks.filter(({ state }) => state !== 'unchanged');
    looks += step.tasks.length - tasks.length;
    if (tasks.length === 0) return [];
    return [tasks.length === step.tasks.length ? step : { ...step, tasks, title: titleOf(tasks) }];
  });
  return [
    ...stepsParts(news, cluster, before),
    ...(measured === 0 ? [] : [`${measured} programs of the benchmark ran as before, with the lines that stand there.`]),
    ...(looks === 0
      ? []
      : [`${looks === 1 ? 'One more thing was' : `${looks} more things were`} looked at again, and ${looks === 1 ? 'is' : 'are'} as before.`]),
  ];
}

/** Whether the figures of a benchmark are told with its steps. */
export const tellsFigures = (steps: readonly ToldStep[], before: ToldBefore): boolean =>
  steps.some(({ kind, tasks }) => kind.startsWith('benchmark/') && (!before.kinds.has(kind) || tasks.some(({ state }) => state !== 'done')));

function stepParts(step: ToldStep, cluster: string, { kinds, explained }: ToldBefore): string[] {
  const why = step.explain !== undefined && !explained.has(step.explain) ? [prose(step.explain)] : [];
  kinds.add(step.kind);
  if (step.explain !== undefined) explained.add(step.explain);
  const typed = typedLines(step, cluster).map(({ lines, note }) => [...(note === undefined ? [] : [`# ${note}`]), ...lines].join('\n'));
  const printed = outputOf(step);
  return [
    `### ${plain(step.title)}`,
    ...why,
    ...(typed.length === 0 ? [] : [block('sh', typed.join('\n\n'))]),
    ...step.tasks.flatMap(({ failures, state }) => failures.map((failure, index) => failureText(failure, state === 'failed' && index === failures.length - 1))),
    ...outcomeOf(step, printed !== ''),
    ...(printed === '' ? [] : [block('text', printed)]),
  ];
}

/** What was printed; of several with their names, and what all of them printed once. */
function outputOf({ tasks }: ToldStep): string {
  const said = tasks.filter(({ output }) => output !== undefined);
  if (tasks.length === 1) return said[0]?.output ?? '';
  const groups = new Map<string, ToldTask[]>();
  for (const task of said) groups.set(task.output ?? '', [...(groups.get(task.output ?? '') ?? []), task]);
  return [...groups]
    .map(([output, same]) => {
      const who = listed(same.map(({ node, title }) => node ?? title));
      return `${who}: ${output.replaceAll('\n', `\n${' '.repeat(who.length + 2)}`)}`;
    })
    .join('\n');
}

const outcomes = { done: 'Done', unchanged: 'It was so already', skipped: 'Skipped', failed: 'Failed', unfinished: 'Not finished' } as const;

/** How it went. Of what was only looked at the answer says enough. */
function outcomeOf({ tasks }: ToldStep, answered: boolean): string[] {
  const states = [...new Set(tasks.map(({ state }) => state))];
  if (answered && states.every((state) => state === 'unchanged')) return [];
  const took = (some: readonly ToldTask[]): string => {
    const most = Math.max(0, ...some.map(({ seconds = 0 }) => seconds));
    return most < 0.5 ? '' : `, ${some.length > 1 ? 'at most ' : ''}${span(most)}`;
  };
  if (states.length === 1) return [`${outcomes[states[0] as ToldTask['state']]}${took(tasks)}.`];
  return [
    `${states
      .map((state) => {
        const some = tasks.filter((task) => task.state === state);
        return `${outcomes[state]} on ${listed(some.map(({ node, title }) => node ?? title))}${state === 'unchanged' ? '' : took(some)}`;
      })
      .join('; ')
      .replaceAll('; It', '; it')}.`,
  ];
}

function failureText({ time, code: name, message, means, next }: ToldFailure, last: boolean): string {
  const steps = next.map(({ label, command }) => `${plain(label)}${command === undefined ? '' : `: ${code(command)}`}`).join('; ');
  return [
    `> **${last ? 'It failed' : 'It failed at first'}**, ${clock(time)} UTC, ${code(name)}: ${plain(message.replace(/\s*\n\s*/g, ' '))}`,
    ...(means === '' ? [] : [`>\n> ${plain(means)}`]),
    ...(steps === '' ? [] : [`>\n> What was proposed: ${steps}.`]),
  ].join('\n');
}

/** The time of day in a moment written in ISO 8601. */
export const clock = (time: string): string => time.slice(11, 19);
