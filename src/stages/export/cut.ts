import type { JournalEvent, TaskEvent } from '../../state/events.ts';
import { emptySession, fold, type Session } from '../../state/session.ts';

/** What can be done with a cluster once it stands, as a chapter of what is told. */
export const chapterKinds = [
  'adopt',
  'mend',
  'hello',
  'benchmark',
  'shared-files',
  'prune',
  'restore',
  'scale',
  'update',
  'stop',
  'start',
  'autostop',
  'autostop-off',
  'address',
  'again',
  'down',
] as const;
export type ChapterKind = (typeof chapterKinds)[number];

/** A stretch of the journal, with what was known before and after it. */
export interface Stretch {
  readonly events: readonly JournalEvent[];
  readonly before: Session;
  readonly after: Session;
}

/** One thing that was done after the road, whole: several attempts at it are one. */
export interface CutChapter extends Stretch {
  readonly kind: ChapterKind;
  /** How it ended, where that was said. */
  readonly result?: Session['result'];
}

interface Open {
  readonly events: JournalEvent[];
  readonly before: Session;
  kind: ChapterKind | undefined;
}

/**
 * Takes a journal apart: the road, which is everything until the cluster was ready for the first time, and then what was done with
 * it, one chapter each. Looks alone, which changed nothing, are no chapter.
 */
export function cut(cluster: string, events: readonly JournalEvent[]): { readonly road: Stretch; readonly chapters: readonly CutChapter[] } {
  let session = emptySession(cluster);
  let road: Stretch | undefined;
  let open: Open = { events: [], before: session, kind: undefined };
  const chapters: (Stretch & { readonly kind: ChapterKind | undefined; readonly result?: Session['result'] })[] = [];

  const close = (): void => {
    const stretch: Stretch = { events: open.events, before: open.before, after: session };
    const { result } = session;
    if (road === undefined) road = stretch;
    else if (open.events.some(({ type }) => type === 'task')) {
      const kind = kindAtEnd(open, session);
      const last = chapters.at(-1);
      // The same again after an attempt that came to no good end is one with it.
      if (last?.kind !== undefined && last.kind === kind && last.result !== 'ready') {
        chapters.pop();
        chapters.push({ kind, ...(result === undefined ? {} : { result }), events: [...last.events, ...stretch.events], before: last.before, after: session });
      } else chapters.push({ kind, ...(result === undefined ? {} : { result }), ...stretch });
      open = { events: [], before: session, kind: undefined };
      return;
    } else return; // facts without a task belong to what comes next
    open = { events: [], before: session, kind: undefined };
  };

  for (const event of events) {
    if (startsAnew(event, open, road !== undefined)) close();
    if (event.type === 'scaling' && event.is === 'begun' && open.kind !== 'scale') {
      // What it would come to was looked at just before.
      const last = chapters.at(-1);
      if (last?.kind === undefined && last !== undefined && open.events.length === 0) {
        chapters.pop();
        open = { events: [...last.events], before: last.before, kind: undefined };
      }
      open.kind = 'scale';
    }
    if (event.type === 'adopted' && event.is === 'begun') open.kind = 'adopt';
    if (event.type === 'task' && road !== undefined) open.kind ??= kindOf(event);
    if (event.type === 'task' && open.kind !== 'scale') open.kind = strongKindOf(event) ?? open.kind;
    open.events.push(event);
    session = fold(session, event);
    if (event.type === 'ended' && (road !== undefined || event.result === 'ready' || event.result === 'deleted')) close();
  }
  close();
  return {
    road: road ?? { events: [], before: session, after: session },
    chapters: chapters.flatMap(({ kind, ...chapter }) => (kind === undefined ? [] : [{ kind, ...chapter }])),
  };
}

/** Kinds within which everything belongs together until it has ended. */
const whole: readonly (ChapterKind | undefined)[] = ['scale', 'again'];

/** Whether an event begins something else than what is open. */
function startsAnew(event: JournalEvent, open: Open, afterRoad: boolean): boolean {
  if (event.type === 'adopted') return event.is === 'begun' && open.kind !== 'adopt';
  if (event.type === 'scaling') return event.is === 'begun' && (!afterRoad || (open.kind !== undefined && open.kind !== 'scale'));
  if (event.type !== 'task') return false;
  const strong = strongKindOf(event);
  if (!afterRoad) return strong !== undefined;
  if (open.kind === undefined || whole.includes(open.kind)) return false;
  // Whoever signs in anew and plans begins something else.
  if (event.stage === 'sign-in' || event.stage === 'plan') return strongKinds.includes(open.kind);
  return strong !== undefined && strong !== open.kind;
}

const strong: readonly (readonly [RegExp, ChapterKind])[] = [
  [/^adopt\//, 'adopt'],
  [/^mend\//, 'mend'],
  [/^stop\//, 'stop'],
  [/^start\//, 'start'],
  [/^autostop\//, 'autostop'],
  [/^no-autostop\//, 'autostop-off'],
  [/^update\//, 'update'],
  [/^address\//, 'address'],
];
const strongKinds: readonly (ChapterKind | undefined)[] = [...strong.map(([, kind]) => kind), 'prune', 'down'];

/** What a task is part of whatever was done before it; undefined where it may be part of several things. */
function strongKindOf({ task, stage }: TaskEvent): ChapterKind | undefined {
  // A machine that is made anew is deleted too, on the stage of the nodes.
  if (task.startsWith('down/')) return stage === 'your-cluster' ? 'down' : undefined;
  return stage === 'your-cluster' ? strong.find(([form]) => form.test(task))?.[1] : undefined;
}

/** What a task that changes something is part of, where nothing else is known. */
function kindOf(event: TaskEvent): ChapterKind | undefined {
  if (event.state !== 'making' && event.state !== 'done' && event.state !== 'failed') return undefined;
  if (event.stage === 'prune') return 'prune';
  return event.stage === 'benchmark' || event.stage === 'shared-files' ? event.stage : undefined;
}

/** What it was, once all of it is known; undefined where nothing was done. */
function kindAtEnd({ kind, events }: Open, after: Session): ChapterKind | undefined {
  const changed = events.filter((event): event is TaskEvent => event.type === 'task' && event.state !== 'observing' && event.state !== 'unchanged');
  if (kind === 'prune') {
    // The tasks of a scale set are the same both ways; what was chosen tells.
    const set = after.choices?.network === 'infiniband';
    const restored = set ? after.choices?.prune === false : changed.some(({ task }) => task.startsWith('restore'));
    return restored ? 'restore' : kind;
  }
  const anew = changed.some(({ stage }) => stage === 'resource-group' || stage === 'nodes');
  if (anew && (kind === undefined || kind === 'benchmark' || kind === 'shared-files')) return 'again';
  if (kind !== undefined || changed.length === 0) return kind;
  return changed.every(({ stage }) => stage === 'hello-mpi') ? 'hello' : 'again';
}
