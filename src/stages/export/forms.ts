/** The forms in which a cluster's session is written to a file. */
export const exportForms = ['markdown', 'html', 'json', 'bash', 'csv', 'svg'] as const;
export type ExportForm = (typeof exportForms)[number];

/** A form in words. */
export interface FormWords {
  readonly label: string;
  /** What is in it, and what it is for. */
  readonly what: string;
  /** How its files end, with the dot. */
  readonly extension: string;
  /** Made of benchmarks alone, in which nobody is named. */
  readonly figures: boolean;
  /** Of a new file; a script can be run. */
  readonly mode?: number;
}

/** Each form in words. */
export const formWords: Readonly<Record<ExportForm, FormWords>> = {
  markdown: { label: 'Notebook', what: 'Markdown: each step, why, its lines, its output, its cost', extension: '.md', figures: false },
  html: { label: 'Page', what: 'HTML: the same for a browser or for paper; needs nothing else', extension: '.html', figures: false },
  json: { label: 'Data', what: 'JSON: the same for programs', extension: '.json', figures: false },
  bash: { label: 'Script', what: 'bash: az and shell lines that build it again, and delete it', extension: '.sh', figures: false, mode: 0o755 },
  csv: { label: 'Table', what: 'CSV: every value of all benchmarks', extension: '.csv', figures: true },
  svg: { label: 'Picture', what: 'SVG: the newest benchmark drawn, those before it in grey', extension: '.svg', figures: true },
};

/** The name that a file is given unless another is chosen: `glocluster.md`. */
export const standardName = (cluster: string, form: ExportForm): string => `${cluster}${formWords[form].extension}`;
