import { answerOf } from '../../screens/model/lists.ts';
import { draftKey } from '../../screens/model/drafts.ts';
import type { Edit } from '../../screens/model/field.ts';
import { countRange, questionOf } from '../../stages/questions.ts';
import { checkRoad, mostNodes } from '../../stages/roads.ts';
import { problemOf } from '../../state/problem.ts';
import type { Core } from './core.ts';

/** What is typed and pasted into the line at hand, judged at every letter. */
export interface Typing {
  edit(edit: Edit): void;
  paste(text: string): void;
  /** Puts what was typed here before and not taken into the line, else this text. */
  restore(text: string): void;
  /** One more or one less, where a number is typed. */
  step(by: number): void;
}

/** A paste that is longer than any answer, in characters. */
const longestPaste = 500;

export function typingOf({ dispatch, state }: Core): Typing {
  const judge = (): void => {
    const problem = fieldProblem();
    if (problem !== undefined) dispatch({ type: 'field-problem', problem });
  };

  /** What is wrong with the line as it stands; undefined where nothing is, or where only Enter judges it. */
  const fieldProblem = (): string | undefined => {
    const { screen, field, answers } = state();
    const key = screen.at === 'count' ? 'count' : screen.at === 'choice' ? screen.key : undefined;
    if (key === undefined || field.text.trim() === '') return undefined;
    try {
      const value = questionOf(key).check(field.text.trim(), answers);
      if (key === 'count') checkRoad(answerOf(state(), 'network') ?? 'ethernet', {}, '', Number(value));
      return undefined;
    } catch (error) {
      return problemOf(error).means;
    }
  };

  const edit = (change: Edit): void => {
    dispatch({ type: 'edit', edit: change });
    if (state().filtering) dispatch({ type: 'filtering', on: true, filter: state().field.text });
    else judge();
  };

  return {
    edit,
    paste: (text) => {
      const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
      const refused =
        lines.length > 1
          ? `What was pasted has ${lines.length} lines, and one is asked for. Nothing of it was taken.`
          : text.length > longestPaste
            ? `What was pasted has ${text.length} characters: that is no answer. Nothing of it was taken.`
            : undefined;
      if (refused === undefined) return edit({ is: 'insert', text: text.trim() });
      // A filter has no line for a problem of its own.
      if (state().filtering) dispatch({ type: 'known', known: { notice: refused } });
      else dispatch({ type: 'field-problem', problem: refused });
    },
    restore: (text) => {
      const draft = state().drafts[draftKey(state().screen) ?? ''];
      dispatch({ type: 'field', text });
      if (draft === undefined || draft === text) return;
      // Typed, not shown: the first letter goes after it and does not replace it.
      dispatch({ type: 'edit', edit: { is: 'insert', text: draft } });
      judge();
    },
    step: (by) => {
      const count = Number(state().field.text);
      const next = Math.max(countRange.least, Math.min(mostNodes(answerOf(state(), 'network')), (Number.isInteger(count) ? count : countRange.least) + by));
      dispatch({ type: 'field', text: String(next) });
    },
  };
}
