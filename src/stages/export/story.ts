import type { JournalEvent, TaskEvent } from '../../state/events.ts';
import { spentUntil } from '../../state/money.ts';
import { emptySession, fold, type Session } from '../../state/session.ts';
import { type StageId, stageIds } from '../../state/stage-id.ts';
import { lessonOf, type LessonNames, withNames } from '../lesson.ts';
import { namesOf } from '../node-names.ts';
import { chapterWords } from './chapter-words.ts';
import { cut, type CutChapter, type Stretch } from './cut.ts';
import { blueprintOf, definitionsOf, type Remembered } from './definitions.ts';
import { historiesOf, type TaskHistory } from './runs.ts';
import { exportVersion, type Story, type ToldChapter, type ToldStage } from './schema.ts';
import { kindOfStep, seconds, type StepSources, stepsOf, subjectOf } from './steps.ts';

/** What is told besides the journal. */
export interface Telling {
  readonly madeBy: string;
  /** Makes a name safe that goes into a text of ours: those texts are told as they stand. */
  readonly name: (value: string) => string;
}

/** Tells what ran on a cluster, from its journal and the definitions of its tasks. Nothing is taken out of it yet but the names in the lessons. */
export function storyOf(remembered: Remembered, events: readonly JournalEvent[], { madeBy, name }: Telling): Story {
  const { choices, session } = remembered;
  const { imageReference: image } = blueprintOf(remembered);
  const toldUntil = events.at(-1)?.time ?? '';
  const { road, chapters } = cut(choices.name, events);
  const spentAt = spendingOf(choices.name, events);
  const explained = explainedBy(events, session);
  const tell: Tell = { remembered, spentAt, explained, name };
  const stages = stagesOf(tell, road);
  const told = new Set<StageId>(stages.map(({ id }) => id));
  return {
    format: 'rank0-export',
    version: exportVersion,
    madeBy,
    toldUntil,
    withAddresses: true,
    cluster: {
      name: choices.name,
      cloud: choices.cloud,
      simulated: choices.cloud === 'practice',
      resourceGroup: choices.resourceGroup,
      location: choices.location,
      network: choices.network,
      size: choices.size,
      count: choices.count,
      image: `${image.publisher}:${image.offer}:${image.sku}:${image.version}`,
      imageVersion: session.found?.exactVersion ?? image.version,
      adminUsername: choices.adminUsername,
      sshSource: choices.sshSource,
      sharedFiles: session.shared?.kind ?? 'none',
      pruned: session.nodes.length > 1 && session.nodes.every(({ role, publicAddress }) => role === 'head' || publicAddress === undefined),
      ownCustomData: choices.customData !== undefined,
      adopted: session.adopted !== undefined,
      result: session.result ?? 'unfinished',
      createdAt: session.createdAt ?? toldUntil,
      ...(session.price === undefined ? {} : { price: session.price }),
      spent: spentUntil(session, Date.parse(toldUntil)),
    },
    nodes: session.nodes.map(({ name: node, role, privateAddress, publicAddress }) => ({
      name: node,
      role,
      privateAddress,
      ...(publicAddress === undefined ? {} : { publicAddress }),
    })),
    stages,
    later: chapters.map((chapter) => chapterOf(tell, chapter, told)),
    measurements: session.measurements ?? [],
  };
}

/** What all parts of a story are told from. */
interface Tell {
  readonly remembered: Remembered;
  readonly explained: ReadonlyMap<string, string>;
  readonly name: (value: string) => string;
  /** Dollars spent by a time. */
  readonly spentAt: (time: string) => number;
}

function stagesOf(tell: Tell, road: Stretch): ToldStage[] {
  const histories = historiesOf(tasksIn(road));
  const sources = sourcesOf(tell, road, true);
  const names = namesIn(tell, road);
  const ran = stageIds.flatMap((id) => {
    const own = histories.filter(({ stage }) => stage === id);
    return own.length === 0 ? [] : [{ id, own, ...spanOf(own) }];
  });
  let before = 0;
  return ran.map(({ id, own, began, ended }) => {
    const lesson = lessonFor(id, road.after, tell.remembered);
    const dollarsByThen = Math.max(before, tell.spentAt(ended));
    const dollars = dollarsByThen - before;
    before = dollarsByThen;
    return {
      id,
      title: lesson.title,
      why: withNames(lesson.short, names),
      page: withNames(lesson.page, names),
      ...{ began, ended, seconds: seconds(began, ended), dollars, dollarsByThen },
      steps: stepsOf(own, sources),
    };
  });
}

/** @param told stages whose lesson was told already; one that is told here joins them. */
function chapterOf(tell: Tell, chapter: CutChapter, told: Set<StageId>): ToldChapter {
  const histories = historiesOf(tasksIn(chapter));
  const { title, why, command, stage } = chapterWords(chapter, tell.remembered.choices.name);
  const { began, ended } = spanOf(histories);
  const dollarsByThen = tell.spentAt(ended);
  const lesson = stage === undefined ? undefined : lessonFor(stage, chapter.after, tell.remembered);
  const names = namesIn(tell, chapter);
  const anew = lesson !== undefined && !told.has(stage as StageId);
  if (stage !== undefined) told.add(stage);
  return {
    kind: chapter.kind,
    title,
    why: lesson ? withNames(lesson.short, names) : why,
    ...(anew ? { page: withNames(lesson.page, names) } : {}),
    ...(command === undefined ? {} : { command }),
    ...{ began, ended, seconds: seconds(began, ended), dollars: Math.max(0, dollarsByThen - tell.spentAt(began)), dollarsByThen },
    steps: stepsOf(histories, sourcesOf(tell, chapter, false)),
  };
}

const tasksIn = ({ events }: Stretch): TaskEvent[] => events.filter((event): event is TaskEvent => event.type === 'task');

/** The cluster as it was then: what is defined follows from its choices and its nodes. Of nodes that left, as it was before. */
function sourcesOf({ remembered, explained }: Tell, { before, after }: Stretch, inOrder: boolean): StepSources {
  const at = (session: Session) => definitionsOf({ ...remembered, session, choices: session.choices ?? remembered.choices });
  const now = at(after);
  return {
    definitions: new Map([...now, ...[...at(before)].filter(([id]) => !now.has(id))]),
    explained,
    session: { ...after, gone: [...(after.gone ?? []), ...before.nodes] },
    inOrder,
  };
}

function lessonFor(id: StageId, { choices }: Session, remembered: Remembered) {
  return lessonOf(id === 'nodes' && (choices ?? remembered.choices).network === 'infiniband' ? 'nodes-infiniband' : id);
}

function namesIn({ remembered, name }: Tell, { after }: Stretch): LessonNames {
  const choices = after.choices ?? remembered.choices;
  const nodes = namesOf(choices, after);
  return {
    cluster: choices.name,
    group: choices.resourceGroup,
    location: choices.location,
    size: choices.size,
    count: choices.count,
    user: name(choices.adminUsername),
    source: name(choices.sshSource),
    ...(nodes.length > 0 ? { head: nodes[0] as string, last: nodes.at(-1) as string } : {}),
  };
}

/** Why, by the kind of step, as far as the journal has it. */
function explainedBy(events: readonly JournalEvent[], session: Session): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const event of events) {
    if (event.type !== 'task' || event.how?.explain === undefined) continue;
    const about = { id: event.task, ...(event.node === undefined ? {} : { node: event.node }) };
    known.set(kindOfStep(event.task, subjectOf(about, session)), event.how.explain);
  }
  return known;
}

function spanOf(histories: readonly TaskHistory[]): { readonly began: string; readonly ended: string } {
  const began = histories.map((one) => one.began).sort();
  const ended = histories.map((one) => one.ended ?? one.began).sort();
  return { began: began[0] ?? '', ended: ended.at(-1) ?? '' };
}

/** Dollars spent at a time that is told. */
function spendingOf(cluster: string, events: readonly JournalEvent[]): (time: string) => number {
  const sessions: { readonly time: string; readonly session: Session }[] = [];
  let session = emptySession(cluster);
  for (const event of events) {
    session = fold(session, event);
    sessions.push({ time: event.time, session });
  }
  return (time) => {
    const last = sessions.findLast((one) => one.time <= time);
    return last ? spentUntil(last.session, Date.parse(time)) : 0;
  };
}
