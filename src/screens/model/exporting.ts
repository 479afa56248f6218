import { type ExportForm, exportForms, formWords } from '../../stages/export/forms.ts';
import type { Binding } from './binding.ts';
import type { Row } from './lists.ts';
import type { WizardState } from './state.ts';

/** A file that was written. */
export interface WrittenExport {
  readonly path: string;
  readonly bytes: number;
  /** The line that opens it on this machine. */
  readonly open: string;
}

/** The page on which what ran is written to a file. */
export interface ExportView {
  /** The form is chosen, the file is named, it is written. */
  readonly at: 'form' | 'file' | 'over';
  readonly form: ExportForm;
  /** What names the person or their machines is told. */
  readonly withAddresses: boolean;
  /** A file that is there already, as it was typed: Enter writes over it as long as that stands. */
  readonly asked?: { readonly text: string; readonly bytes: number };
  readonly written?: WrittenExport;
}

/** The page as it is opened first. */
export const noExport: ExportView = { at: 'form', form: 'markdown', withAddresses: false };

/** The forms; a benchmark that nobody ran cannot be drawn. */
export const exportRows = ({ measurements }: WizardState): readonly Row<ExportForm>[] =>
  exportForms.map((form): Row<ExportForm> => {
    const { label, what, figures } = formWords[form];
    return {
      key: form,
      label,
      detail: what,
      value: form,
      ...(figures && measurements.length === 0 ? { disabled: 'The network was not measured: b on the last screen measures it' } : {}),
    };
  });

/** Whether Enter writes over a file: it was asked about, and the name is still the same. */
export const writesOver = ({ exporting, field }: WizardState): boolean => exporting?.asked !== undefined && exporting.asked.text === field.text.trim();

/** What Enter does, where the form is chosen already. */
export function exportAccept(state: WizardState): { readonly label: string; readonly long: string } | undefined {
  const { exporting } = state;
  if (exporting?.at === 'over') return { label: 'back', long: 'Back to your cluster' };
  if (exporting?.at !== 'file') return undefined;
  return writesOver(state) ? { label: 'write over', long: 'Write over the file that is there' } : { label: 'write it', long: 'Write the file' };
}

/** The keys of the page, besides Enter and Esc. */
export function exportKeys({ exporting, running }: WizardState): readonly Binding[] {
  if (!exporting || running) return [];
  if (exporting.at === 'file')
    return [{ keys: ['tab'], label: 'complete', long: 'Go on with the name of a folder as far as it is certain', intent: { is: 'turn' } }];
  if (exporting.at === 'over') return [];
  return [
    {
      keys: ['a'],
      label: exporting.withAddresses ? 'leave addresses out' : 'keep addresses',
      long: exporting.withAddresses
        ? 'Leave addresses, ids and names out again'
        : 'Keep what names you and your machines in the file: addresses, ids, user and host names',
      intent: { is: 'with-addresses' },
    },
  ];
}
