import { formWords } from '../../stages/export/forms.ts';
import { filesSize } from '../../state/words.ts';
import { type ExportView, exportRows, writesOver } from '../model/exporting.ts';
import { chosenIndex, type Row } from '../model/lists.ts';
import type { WizardState } from '../model/state.ts';
import { cell, command, empty, type Line, paragraph } from '../text/line.ts';
import { wholeDetail } from './start.ts';
import type { Room, View } from './view.ts';

/** Cells that the name of a form has. */
const labelCells = 10;

/** What ran, as a file: which form, where to, and what is left out of it. */
export function exportView(state: WizardState, room: Room): View {
  const { exporting, cluster } = state;
  if (!exporting || !cluster) return { title: 'Export', lines: [], below: [] };
  const { name } = cluster.choices;
  switch (exporting.at) {
    case 'form':
      return formView(state, exporting, name, room);
    case 'file':
      return fileView(state, exporting, name, room);
    case 'over':
      return overView(state, exporting, name, room);
    default: {
      const never: never = exporting.at;
      return never;
    }
  }
}

function formView(state: WizardState, exporting: ExportView, name: string, { width, height }: Room): View {
  const rows = exportRows(state);
  const marked = rows[chosenIndex(state, { id: 'export', rows })];
  const low = height < 14;
  return {
    title: `Export ${name}: what ran, as a file`,
    lines: [
      ...paragraph(
        low
          ? 'From the journal: the lines that ran, and what came of them.'
          : 'Told from the journal: the lines that really ran, why, what was printed, what it took and cost. To hand in, to teach from, to run again.',
        width,
      ),
      ...(low ? [] : [empty]),
    ],
    list: { id: 'export', rows, draw: (row: Row<unknown>) => `${cell(row.label, labelCells)}${row.detail}` },
    below: [
      ...(marked?.disabled === undefined ? wholeDetail(rows, marked, width - 2 - labelCells, width) : paragraph(marked.disabled, width, 'bad')),
      ...(low ? [] : [empty]),
      ...privacyLines(exporting, marked !== undefined && formWords[marked.value].figures, width, low),
    ],
  };
}

/** What names somebody: left out or kept, and why. */
function privacyLines({ withAddresses }: ExportView, figures: boolean, width: number, low = false): readonly Line[] {
  if (figures) return paragraph('Figures alone: they name nodes and their size, and nobody else.', width, 'dim');
  if (withAddresses)
    return paragraph(
      'Kept: addresses, ids, your user name and that of this machine. Whoever gets the file learns them. Keys and tokens never are in it.',
      width,
      'bad',
    );
  return paragraph(
    low
      ? 'Left out: addresses, ids, your name and this machine’s (a keeps them); keys and tokens always.'
      : 'Left out, as you may hand it on: addresses, ids, your user name and that of this machine; a word in capitals stands for each (a keeps them). Keys and tokens never are in it.',
    width,
    'dim',
  );
}

function fileView(state: WizardState, exporting: ExportView, name: string, { width, height }: Room): View {
  const { form, asked } = exporting;
  const { label, what, figures } = formWords[form];
  const low = height < 14;
  const { fieldProblem, running } = state;
  const over =
    writesOver(state) && asked ? `${asked.text} exists, ${filesSize(asked.bytes)}. Enter writes over it; another name leaves it as it is.` : undefined;
  return {
    title: `Export ${name}: ${label.toLowerCase()}`,
    lines: [
      ...paragraph(`${what}.`, width),
      ...(low ? [] : [empty]),
      ...privacyLines(exporting, figures, width, low),
      ...(low ? [] : [empty]),
      ...(running || (low && over !== undefined)
        ? []
        : paragraph(
            'In the folder that rank0 was begun in, or with a path of its own; ~ is your home, Tab completes. Esc chooses another form.',
            width,
            'dim',
          )),
      ...(low ? [] : [empty]),
    ],
    field: { label: 'File: ' },
    below: fieldProblem ? paragraph(fieldProblem, width, 'bad') : over === undefined ? [] : paragraph(over, width, 'strong'),
  };
}

function overView(state: WizardState, exporting: ExportView, name: string, { width, height }: Room): View {
  const { form, written } = exporting;
  const { label, figures } = formWords[form];
  const gap = height < 14 ? [] : [empty];
  if (!written) return { title: `Export ${name}`, lines: [], below: [] };
  return {
    title: `Export ${name}: ${label.toLowerCase()} written`,
    lines: [
      ...paragraph(`${written.path}, ${filesSize(written.bytes)}`, width, 'good'),
      ...gap,
      ...paragraph(form === 'bash' ? 'Read it before you run it (y copies the line):' : 'Open it (y copies the line):', width, 'strong'),
      ...command(written.open, width),
      ...(form === 'bash' ? paragraph('up builds the cluster with lines of az and ssh, down deletes it and asks what is left.', width) : []),
      ...(form === 'markdown' ? paragraph('Any reader of Markdown shows it, the charts too; html is the same for a browser or for paper.', width) : []),
      ...gap,
      ...privacyLines(exporting, figures, width, height < 14),
      ...(state.cloud?.simulated ? paragraph('It says of itself that all of it is simulated.', width, 'dim') : []),
    ],
    below: [],
  };
}
