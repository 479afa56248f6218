import { headline, readingsOf, seriesOf } from '../../stages/figures/readings.ts';
import { verdictsOf } from '../../stages/figures/verdict.ts';
import { withNames } from '../../stages/lesson.ts';
import type { BenchmarkKind, Measurement } from '../../state/measurement.ts';
import { lessonNames } from './names.ts';
import type { WizardState } from './state.ts';

/** The pages of a benchmark, in order. */
export const resultsPages = ['latency', 'bandwidth', 'two-way', 'all', 'table', 'pairs', 'verdict'] as const;
export type ResultsPage = (typeof resultsPages)[number];

/** Which of them is open, and where its cursor stands: the index of a reading, the last one where it is not moved yet. */
export interface ResultsView {
  readonly page: ResultsPage;
  readonly cursor?: number;
}

/** The kind that a chart's page draws. */
const charts: Readonly<Partial<Record<ResultsPage, BenchmarkKind>>> = {
  latency: 'latency',
  bandwidth: 'bandwidth',
  'two-way': 'bidirectional-bandwidth',
  all: 'allreduce',
};

/** The benchmark that is looked at: the newest. */
export const newestOf = ({ measurements }: WizardState): Measurement | undefined => measurements.at(-1);

/** Those before it of the same cluster as it is now, newest first: figures of other machines are none to compare with. */
export function earlierOf({ measurements }: WizardState): readonly Measurement[] {
  const newest = measurements.at(-1);
  return measurements
    .slice(0, -1)
    .filter(({ size, network }) => size === newest?.size && network === newest.network)
    .reverse();
}

/** Pages that have anything to show. */
export function pagesAt(state: WizardState): readonly ResultsPage[] {
  const newest = newestOf(state);
  if (!newest) return [];
  return resultsPages.filter((page) => {
    const kind = charts[page];
    if (kind !== undefined) return readingsOf(seriesOf(newest, kind)).length > 0;
    if (page === 'pairs') return newest.pairs.length > 0;
    return true;
  });
}

/** The page that is open. */
export function resultsPageAt(state: WizardState): ResultsPage {
  const pages = pagesAt(state);
  const wanted = state.results?.page;
  return wanted !== undefined && pages.includes(wanted) ? wanted : (pages[0] ?? 'table');
}

/** The kind that is drawn; undefined on a page without a chart. */
export const chartAt = (state: WizardState): BenchmarkKind | undefined => charts[resultsPageAt(state)];

/** Where the cursor stands before it was moved: at the reading that stands for the whole. */
function standing(state: WizardState): number {
  const kind = chartAt(state);
  const series = kind && newestOf(state)?.series.find((one) => one.kind === kind);
  return readingsOf(series).findIndex(({ bytes }) => bytes === headline(series)?.bytes);
}

/** How many readings the chart has, and at which of them the cursor stands. */
export function cursorAt(state: WizardState): { readonly index: number; readonly count: number } {
  const kind = chartAt(state);
  const newest = newestOf(state);
  const count = kind && newest ? readingsOf(seriesOf(newest, kind)).length : 0;
  return { index: Math.max(0, Math.min(count - 1, state.results?.cursor ?? standing(state))), count };
}

/** The page so many further, around. */
export function pageFrom(state: WizardState, by: number): ResultsView {
  const pages = pagesAt(state);
  const at = pages.indexOf(resultsPageAt(state));
  const page = pages[(at + by + pages.length) % Math.max(1, pages.length)] ?? 'table';
  return { ...state.results, page };
}

/** The cursor so many readings further. */
export function cursorFrom(state: WizardState, by: number): ResultsView {
  const { index, count } = cursorAt(state);
  return { page: resultsPageAt(state), cursor: Math.max(0, Math.min(count - 1, index + by)) };
}

/** The lines that show what a verdict says to look at, with this cluster's names. */
export function checkLines(state: WizardState): readonly string[] {
  const newest = newestOf(state);
  if (!newest) return [];
  const names = lessonNames(state);
  return [...new Set(verdictsOf(newest).flatMap(({ checks }) => checks.map(({ command }) => withNames(command, names))))];
}
