import type { Lesson } from '../../stages/lesson.ts';
import type { Given } from '../../stages/questions.ts';
import type { StageId } from '../../state/stage-id.ts';
import type { DrillView } from './depths.ts';
import type { ClusterView } from './cluster-view.ts';
import type { WayView, WizardState } from './state.ts';

export interface Beginning {
  /** What the command line gave. */
  readonly answers: Given;
  readonly standard: Given;
  readonly clusters: readonly ClusterView[];
  readonly ways: readonly WayView[];
  readonly lessons: Readonly<Partial<Record<StageId, Lesson>>>;
  readonly infinibandLessons?: Readonly<Partial<Record<StageId, Lesson>>>;
  /** A failure to practise on. */
  readonly drill?: DrillView;
}

/** The wizard before the first key. */
export function initialState({ answers, standard, clusters, ways, lessons, infinibandLessons = {}, drill }: Beginning): WizardState {
  return {
    screen: { at: 'start' },
    ways,
    lessons,
    infinibandLessons,
    ...(drill ? { drill } : {}),
    clusters,
    azureLogin: 'asking',
    answers,
    standard,
    planned: {},
    tasks: {},
    finished: [],
    live: [],
    seen: {},
    log: [],
    exchanges: [],
    measurements: [],
    worldNow: 0,
    spent: 0,
    chosen: {},
    field: { text: '', cursor: 0 },
    drafts: {},
    offers: {},
    filter: '',
    scroll: 0,
  };
}
