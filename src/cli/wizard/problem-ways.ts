import { parse } from 'shell-quote';
import type { ProblemView, ProblemWay } from '../../screens/model/state.ts';
import { throughDeletion, wayWords } from '../../screens/model/ways-on.ts';
import { knownProblem } from '../../stages/known-problems.ts';
import { checkGiven, type Given, questions } from '../../stages/questions.ts';
import type { WayOn } from '../../state/known-problem.ts';
import type { Problem } from '../../state/problem.ts';
import { plainText } from '../../terminal/status.ts';

/** Problems that the rule for port 22 may be the cause of, where the catalogue does not say so itself. */
const aboutPort22 = /\bssh|login/i;

export interface ProblemAbout {
  /** Azure's answer forbids it (exit codes 2 and 3): the same try again is worth little. */
  readonly refused: boolean;
  /** Something of the cluster may exist, so its choices are fixed. */
  readonly clusterOpen: boolean;
  readonly canRetry: boolean;
  /** The cluster that is being opened can be opened with another sign-in. */
  readonly signIn?: boolean;
  /** A cloud is open, with a subscription: other sizes and regions can be looked at. */
  readonly canChoose?: boolean;
  /** What was chosen, defaults included. */
  readonly wanted: Given;
  /** Where more quota is asked for. */
  readonly quotaPage?: string;
  /** The cloud is simulated, and is asked for more quota by the wizard. */
  readonly asksForQuota?: boolean;
  /** Nodes that are machines of their own. */
  readonly machines?: readonly string[];
  /** The network that the simulated laptop sits in opens after so many seconds. */
  readonly opensIn?: number;
}

/**
 * The ways on from a problem, the default first: those that the catalogue knows for its code, best first, each with its key, and
 * plans that fit as Azure's figures prove. What Azure forbids is not worth the same try again, so plans come first then.
 */
export function problemView(problem: Problem, about: ProblemAbout): ProblemView {
  const known = knownProblem(problem);
  const fitting = about.clusterOpen ? [] : proposalsIn(problem, about.wanted);
  const fewer = fitting.find(({ answers }) => isFewer(answers, about.wanted));
  const proposals = fitting.filter((one) => one !== fewer);
  const ways = (known?.ways ?? []).flatMap((way): ProblemWay[] => wayOf(way, problem, about, fewer));
  const retries = ways.some(({ is }) => is === 'retry');
  const source: ProblemWay[] = about.clusterOpen && !known && aboutPort22.test(problem.code) ? [{ is: 'ssh-source', label: wayWords.rule.label }] : [];
  const retry: ProblemWay[] = about.canRetry && !retries ? [{ is: 'retry', label: wayWords.retry.label }] : [];
  const others: ProblemWay[] = [...(fewer && !ways.some((way) => way.is === 'way-on' && way.way === 'fewer') ? [fewer] : []), ...proposals];
  const back: ProblemWay = { is: 'back', label: 'Back' };
  const told = { ...problem, code: plainText(problem.code), message: plainText(problem.message), means: plainText(problem.means) };
  const first = about.refused ? [...fewerFirst(ways), ...others, ...fewerLast(ways), ...retry] : [...ways, ...retry, ...source, ...others];
  return {
    problem: told,
    ways: [...first, back],
    ...(known ? { sure: known.sure } : {}),
    ...(opens(problem, about) ? { wait: about.opensIn, jumps: true } : known?.wait === undefined ? {} : { wait: known.wait }),
    ...(about.quotaPage !== undefined && known?.ways.includes('quota') ? { link: about.quotaPage } : {}),
  };
}

const isFewerWay = (way: ProblemWay): boolean => way.is === 'way-on' && way.way === 'fewer' && way.answers !== undefined;
const fewerFirst = (ways: readonly ProblemWay[]): readonly ProblemWay[] => ways.filter(isFewerWay);
const fewerLast = (ways: readonly ProblemWay[]): readonly ProblemWay[] => ways.filter((way) => !isFewerWay(way));

type Proposal = Extract<ProblemWay, { is: 'answers' }>;

/** Next steps whose command is a `rank0 up` with other choices than those that were wanted: they are taken, not typed. */
function proposalsIn(problem: Problem, wanted: Given): readonly Proposal[] {
  return problem.next.flatMap((step): Proposal[] => {
    const answers = Object.entries((step.command === undefined ? undefined : answersIn(step.command)) ?? {}).filter(
      ([key, value]) => wanted[key as keyof Given] !== value,
    );
    return answers.length > 0 ? [{ is: 'answers', label: step.label, answers: Object.fromEntries(answers) as Given }] : [];
  });
}

/** The same with a smaller number of nodes, and nothing else. */
const isFewer = (answers: Given, wanted: Given): boolean => Object.keys(answers).join() === 'count' && (answers.count ?? 0) < (wanted.count ?? 0);

/** A way of the catalogue as a row, where it can be gone from here. */
function wayOf(way: WayOn, problem: Problem, about: ProblemAbout, fewer: Proposal | undefined): ProblemWay[] {
  const { label, long } = wayWords[way];
  const row = { is: 'way-on', way, label, detail: long } as const;
  const first = about.clusterOpen && throughDeletion.includes(way) && way !== 'anew';
  // What exists cannot be changed into it: that is said before the key is pressed.
  const choosing: ProblemWay[] = about.canChoose ? [first ? { ...row, detail: `${long}. What was made is deleted first, after its name is typed` } : row] : [];
  switch (way) {
    case 'retry':
      return about.canRetry ? [{ is: 'retry', label }] : [];
    case 'rule':
      return about.clusterOpen ? [{ is: 'ssh-source', label }] : [];
    case 'sign-in':
      return about.signIn ? [{ is: 'sign-in', label: 'Sign in in another way' }] : [row];
    case 'anew':
      return about.clusterOpen ? [row] : [];
    case 'fewer':
      if (fewer) return [{ ...row, detail: fewer.label, answers: fewer.answers }];
      // The refusal names what fits; where it names none of this size, fewer of it do not either.
      return problem.code === 'quota-exceeded' && problem.next.length > 0 && about.asksForQuota ? [] : choosing;
    case 'size':
    case 'region':
    case 'change':
      return choosing;
    case 'register':
      return about.canChoose ? [row] : [];
    case 'quota':
      if (about.asksForQuota) return [{ ...row, label: `${label} (simulated)`, detail: asking }];
      return about.quotaPage === undefined ? [] : [row];
    case 'wait':
      if (about.canRetry && opens(problem, about)) return [{ ...row, label: 'Wait until this network opens', detail: passing }];
      return about.canRetry ? [row] : [];
    case 'mend': {
      const subject = problem.next.find(({ command }) => command?.startsWith('rank0 run '))?.command;
      return about.clusterOpen && subject !== undefined ? [{ ...row, subject }] : [];
    }
    case 'unlock':
      return about.clusterOpen && problem.next.some(({ command }) => command?.includes('--unlock')) ? [row] : [];
    case 'rebuild': {
      const node = about.machines?.find((name) => new RegExp(`\\b${name}\\b`).test(problem.message));
      return about.clusterOpen && node !== undefined ? [{ ...row, label: `Delete ${node} and make it anew`, subject: node }] : [];
    }
    default: {
      const never: never = way;
      return never;
    }
  }
}

/** Said of a request that nobody reads. */
const asking = 'Sends a simulated request, and looks each minute whether it is granted; in Azure one asks on a page in the browser';

/** Said of a wait that is none: it is the simulated clock alone that goes on. */
const passing = 'The simulated clock goes on to then at once, with what the machines cost meanwhile';

const opens = ({ code }: Problem, { opensIn }: ProblemAbout): boolean => code === 'outgoing-ssh-blocked' && opensIn !== undefined && opensIn > 0;

/** The choices (but cloud and source, which are examples there) in the flags of a `rank0 up` or `rank0 plan` line; undefined where it is no such line, or changes nothing. */
export function answersIn(command: string): Given | undefined {
  const words = parse(command).filter((word): word is string => typeof word === 'string');
  if (words[0] !== 'rank0' || (words[1] !== 'up' && words[1] !== 'plan')) return undefined;
  const texts: Partial<Record<keyof Given, string>> = {};
  for (const { key, flag, placeholder } of questions) {
    const at = words.indexOf(flag);
    if (at < 0) continue;
    const value = placeholder === undefined ? 'true' : words[at + 1];
    if (value !== undefined && !/^[A-Z]+$/.test(value)) texts[key] = value;
  }
  try {
    const { cloud: _, sshSource: __, ...given } = checkGiven(texts);
    return Object.keys(given).length > 0 ? given : undefined;
  } catch {
    // An example that is none of this cluster's own values: it is shown, not taken.
    return undefined;
  }
}
