import type { Given } from '../../stages/questions.ts';
import type { Sure, WayOn } from '../../state/known-problem.ts';
import type { Problem } from '../../state/problem.ts';

/** A problem, where it was met, and the ways on (each one a row that Enter takes). */
export interface ProblemView {
  readonly problem: Problem;
  readonly ways: readonly ProblemWay[];
  /** How sure its meaning is; undefined for a code that nobody told rank0 about. */
  readonly sure?: Sure;
  /** The page that one of the ways leads to. */
  readonly link?: string;
  /** After how many seconds another look is worth it. */
  readonly wait?: number;
  /** The simulated clock goes to then at once. */
  readonly jumps?: boolean;
}

export type ProblemWay =
  | { readonly is: 'retry'; readonly label: string }
  | { readonly is: 'answers'; readonly label: string; readonly answers: Given }
  | { readonly is: 'ssh-source'; readonly label: string }
  /** One of the catalogue's; `answers` where it is known already what it leads to, `subject` the line that it runs or the node that it is about. */
  | { readonly is: 'way-on'; readonly way: WayOn; readonly label: string; readonly detail: string; readonly answers?: Given; readonly subject?: string }
  /** A shell on this node again. */
  | { readonly is: 'shell'; readonly label: string; readonly node: string }
  /** Another sign-in for the cluster that is being opened. */
  | { readonly is: 'sign-in'; readonly label: string }
  | { readonly is: 'back'; readonly label: string };
