/**
 * Something a person can do next. `command` is a line they can type; `key` the wizard's key that does it.
 */
export interface NextStep {
  readonly label: string;
  readonly command?: string;
  readonly key?: string;
}

/**
 * A failure as a value, all the way from Azure or a node to the screen.
 * `code` and `message` are as the other side sent them (or ours, in kebab case); `means` is plain words;
 * `next` is what to do, best first.
 */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly means: string;
  readonly next: readonly NextStep[];
}

/**
 * The exit codes that scripts rely on (design 4):
 * 1 a step or the environment failed; 2 usage; 3 preflight, nothing created; 4 not signed in; 130 interrupted.
 */
export type FailureExitCode = 1 | 2 | 3 | 4 | 130;

/** An expected failure on its way up. Anything else that is thrown is a bug and keeps its stack. */
export class ProblemError extends Error {
  readonly problem: Problem;
  readonly exitCode: FailureExitCode;
  /** Nothing else may go on either: a host key that is not the machine's, a sign-in that ended. */
  readonly stopsRun: boolean;

  constructor(problem: Problem, options: { exitCode?: FailureExitCode; cause?: unknown; stopsRun?: boolean } = {}) {
    super(problem.message, { cause: options.cause });
    this.name = 'ProblemError';
    this.problem = problem;
    this.exitCode = options.exitCode ?? 1;
    this.stopsRun = options.stopsRun ?? false;
  }
}

/** A usage problem (exit code 2): wrong in itself, whatever Azure says. */
export function usageError(code: string, message: string, means: string, next: readonly NextStep[] = []): ProblemError {
  return new ProblemError({ code, message, means, next }, { exitCode: 2 });
}

/** The problem in anything that was thrown; a bug is named as one. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof Error && error.name === 'AbortError') {
    return { code: 'interrupted', message: 'interrupted', means: 'The run was stopped. Nothing is lost: run it again to go on.', next: [] };
  }
  const message = error instanceof Error ? error.message || error.name : String(error);
  return {
    code: 'internal',
    message,
    means: 'rank0 met something it does not know. What was made so far is kept.',
    next: [
      { label: 'Run the same command again to go on from here' },
      { label: 'See what exists', command: 'rank0 status' },
      { label: 'Write a report of it, with nothing in it that says whose it is', command: 'rank0 doctor --report' },
    ],
  };
}

/** The exit code that goes with anything that was thrown. */
export function exitCodeOf(error: unknown): FailureExitCode {
  if (error instanceof ProblemError) return error.exitCode;
  return error instanceof Error && error.name === 'AbortError' ? 130 : 1;
}
