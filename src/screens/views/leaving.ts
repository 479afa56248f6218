import type { WizardState } from '../model/state.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Room, View } from './view.ts';

/** Columns of a text; in longer lines the eye loses its place. */
const mostColumns = 100;

/** The page about when another kind of cluster serves better. */
export const leavingView = ({ leaving = '' }: WizardState, { width }: Room): View => ({
  title: 'When to leave',
  lines: markdownLines(leaving, Math.min(width, mostColumns)),
  below: [],
});
