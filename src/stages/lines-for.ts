import { word } from '../azure/commands.ts';
import { type RunOptions, runTasks, type RunOutcome } from '../engine/run.ts';
import type { Choices } from '../state/choices.ts';
import { type NextStep, type Problem, ProblemError } from '../state/problem.ts';
import { standardChoices } from './choices.ts';
import { questions } from './questions.ts';

/** Which cluster the lines are about, and whether its choices are kept where the lines will look for them. */
export interface LinesAbout {
  readonly choices: Choices;
  /** Something of it may exist, so its choices are fixed and remembered. */
  readonly begun: boolean;
}

/** A problem with lines that can be run as they stand for this cluster: they name it and its cloud, and hold no stand-ins for what is known. */
export const linesFor = (problem: Problem, about: LinesAbout): Problem => ({ ...problem, next: problem.next.map((step) => stepFor(step, about)) });

/** Whatever is thrown while `work` runs, with such lines. */
export async function withLinesFor<T>(about: () => LinesAbout, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { exitCode, stopsRun, cause } = error;
    throw new ProblemError(linesFor(error.problem, about()), { exitCode, stopsRun, cause });
  }
}

/** Runs a plan of tasks; the lines of its problems, told and returned, are for this cluster. */
export async function runForCluster(about: () => LinesAbout, options: RunOptions): Promise<RunOutcome> {
  const outcome = await runTasks({
    ...options,
    event: (event) => {
      if (!event.error) return options.event(event);
      const { next, ...error } = linesFor(event.error as Problem, about());
      options.event({ ...event, error: { ...error, next: [...next] } });
    },
  });
  return outcome.result === 'failed' ? { ...outcome, problem: linesFor(outcome.problem, about()) } : outcome;
}

const stepFor = (step: NextStep, about: LinesAbout): NextStep => (step.command === undefined ? step : { ...step, command: lineFor(step.command, about) });

/** One line; one that names its cluster already stays as it is. */
export function lineFor(line: string, about: LinesAbout): string {
  const { choices } = about;
  if (line.startsWith('az ')) return line.replace(/\bREGION\b/, choices.location).replace(/(--resource-group )GROUP\b/, `$1${word(choices.resourceGroup)}`);
  const [, command = '', rest = ''] = /^rank0 (\w+)([\s\S]*)$/.exec(line) ?? [];
  switch (command) {
    case 'up':
    case 'plan':
      return `rank0 ${command}${rest}${flagsFor(rest, about)}`;
    case 'status':
    case 'down':
    case 'ssh':
    case 'run':
    case 'stop':
    case 'address': {
      const at = rest.search(/ -- /);
      const [words, own] = at < 0 ? [rest, ''] : [rest.slice(0, at), rest.slice(at)];
      const names = words
        .trim()
        .split(/\s+/)
        .filter((one) => one !== '');
      const cloud = names.includes('--cloud') ? '' : ` --cloud ${choices.cloud}`;
      const named = names[0] === choices.name ? words : ` ${choices.name}${words}`;
      return `rank0 ${command}${named}${cloud}${own}`;
    }
    default:
      return line;
  }
}

/** Choices that a line may need said. The source is an address that may have changed since, so a line leaves it to be found out. */
const said = [
  'name',
  'cloud',
  'resourceGroup',
  'location',
  'network',
  'size',
  'count',
  'image',
  'adminUsername',
  'packageUpgrade',
  'useExistingGroup',
] as const;

/** Flags that the line lacks: name and cloud always, and what was chosen otherwise than the defaults as long as nobody remembers it. */
function flagsFor(given: string, { choices, begun }: LinesAbout): string {
  return said
    .flatMap((key) => {
      const { flag, placeholder } = questions.find((one) => one.key === key) ?? {};
      const always = key === 'name' || key === 'cloud';
      if (flag === undefined || new RegExp(`${flag}(\\s|$)`).test(given) || (!always && (begun || isStandard(choices, key)))) return [];
      return [placeholder === undefined ? ` ${flag}` : ` ${flag} ${word(String(choices[key]))}`];
    })
    .join('');
}

function isStandard(choices: Choices, key: (typeof said)[number]): boolean {
  if (key === 'resourceGroup') return choices.resourceGroup === `${choices.name}-rg`;
  if (key === 'adminUsername') return true;
  if (key === 'size' || key === 'image') return choices.network === 'infiniband' || choices[key] === standardChoices[key];
  return choices[key] === (standardChoices as Partial<Choices>)[key] || choices[key] === false;
}
