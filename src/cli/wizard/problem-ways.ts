import { parse } from 'shell-quote';
import type { ProblemView, ProblemWay } from '../../screens/model/state.ts';
import { checkGiven, type Given, questions } from '../../stages/questions.ts';
import type { Problem } from '../../state/problem.ts';
import { plainText } from '../../terminal/status.ts';

/** Problems that the rule for port 22 may be the cause of, and those of which it is. */
const aboutPort22 = /ssh|login|address/i;
const wrongRule = /^ssh-(source-changed|rule-missing)$/;

/**
 * The ways on from a problem, the default first. A next step whose command is a `rank0 up` with other choices becomes a row that
 * takes those choices; what Azure forbids (exit code 3) is not worth the same try again, so those come first then.
 */
export function problemView(
  problem: Problem,
  about: { readonly refused: boolean; readonly clusterOpen: boolean; readonly canRetry: boolean; readonly signIn?: boolean },
): ProblemView {
  const proposals = problem.next.flatMap((step): ProblemWay[] => {
    const answers = step.command === undefined ? undefined : answersIn(step.command);
    return answers ? [{ is: 'answers', label: step.label, answers }] : [];
  });
  const source: ProblemWay[] =
    about.clusterOpen && aboutPort22.test(problem.code) ? [{ is: 'ssh-source', label: 'Open port 22 to the address seen now, then try again' }] : [];
  const retry: ProblemWay[] = about.canRetry ? [{ is: 'retry', label: 'Try again' }] : [];
  const signIn: ProblemWay[] = about.signIn ? [{ is: 'sign-in', label: 'Sign in in another way' }] : [];
  const back: ProblemWay = { is: 'back', label: 'Back' };
  // Choices are fixed once a cluster is being built.
  const others = about.clusterOpen ? [] : proposals;
  const told = { ...problem, code: plainText(problem.code), message: plainText(problem.message), means: plainText(problem.means) };
  return {
    problem: told,
    ways: about.refused
      ? [...others, ...retry, back]
      : [...(wrongRule.test(problem.code) ? [...source, ...retry] : [...retry, ...source]), ...signIn, ...others, back],
  };
}

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
