import { exportRows, type ExportView, noExport, writesOver } from '../../screens/model/exporting.ts';
import { chosenIndex } from '../../screens/model/lists.ts';
import { formWords, standardName } from '../../stages/export/forms.ts';
import { exitCodeOf, ProblemError, problemOf } from '../../state/problem.ts';
import type { Core } from './core.ts';

/** What ran, written to a file, from the last screen. */
export interface ExportFlow {
  open(): void;
  accept(): void;
  back(): void;
  /** Keeps what names the person, or leaves it out again. */
  turnAddresses(): void;
  /** Tab: goes on with the name that is typed. */
  complete(): void;
}

/** @param ready shows the last screen. */
export function exportFlow({ held, state, dispatch, show, job }: Core, ready: () => void): ExportFlow {
  const view = (): ExportView => state().exporting ?? noExport;
  const know = (exporting: ExportView): void => dispatch({ type: 'known', known: { exporting } });
  const toForm = (): void => {
    const { asked: _, written: __, ...kept } = view();
    know({ ...kept, at: 'form' });
  };

  const name = (): void => {
    const rows = exportRows(state());
    const form = rows[chosenIndex(state(), { id: 'export', rows })]?.value ?? 'markdown';
    const { withAddresses } = view();
    know({ at: 'file', form, withAddresses });
    dispatch({ type: 'field', text: standardName(held.walk?.choices.name ?? '', form) });
  };

  /** What is wrong with the file is told where it was named; another name mends it. */
  const refuse = (error: unknown): void => {
    const { message, means, next } = problemOf(error);
    const steps = next.map(({ label }) => `${label}.`);
    dispatch({ type: 'field-problem', problem: [`${message.replace(/^--output /, '')}.`, means, ...steps].join(' ') });
  };

  const write = (): void => {
    const { walk } = held;
    const { form, withAddresses } = view();
    const text = state().field.text.trim();
    if (!walk) return;
    if (text === '') {
      dispatch({ type: 'field-problem', problem: 'No file is named yet.' });
      return;
    }
    const path = walk.here.path(text);
    const force = writesOver(state());
    job({ what: `Writing the ${formWords[form].label.toLowerCase()}`, stoppable: false }, async () => {
      try {
        const standing = force ? undefined : await walk.exporting.standing(path);
        if (standing !== undefined) return () => know({ at: 'file', form, withAddresses, asked: { text, bytes: standing.bytes } });
        const written = await walk.exporting.write({ form, path, withAddresses, force });
        return () => {
          know({ at: 'over', form, withAddresses, written });
          dispatch({ type: 'scroll', to: 0 });
        };
      } catch (error) {
        // A full disk is told there too: another place may have room.
        if (!(error instanceof ProblemError) || (exitCodeOf(error) !== 2 && error.problem.code !== 'disk-full')) throw error;
        return () => refuse(error);
      }
    });
  };

  return {
    open: () => {
      toForm();
      show({ at: 'export' });
    },
    accept: () => {
      const { at } = view();
      if (at === 'form') return name();
      return at === 'file' ? write() : ready();
    },
    back: () => (view().at === 'form' ? ready() : toForm()),
    turnAddresses: () => know({ ...view(), withAddresses: !view().withAddresses }),
    complete: () => {
      const { walk } = held;
      if (!walk || view().at !== 'file') return;
      dispatch({ type: 'field', text: walk.here.complete(state().field.text, true).text, typed: true });
    },
  };
}
