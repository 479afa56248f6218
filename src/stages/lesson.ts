import type { StageId } from '../state/stage-id.ts';
import { assetText } from './assets.ts';

/** What a stage's text says, at three depths. Names in braces (`{cluster}`) stand for the cluster's own. */
export interface Lesson {
  readonly title: string;
  /** Two or three sentences that always stand on the screen. */
  readonly short: string;
  /** Markdown: the page behind it. */
  readonly page: string;
  /** One command that shows the effect. */
  readonly look: string;
  /** Where the facts in the text come from. */
  readonly facts: readonly string[];
}

/** What the braces of a lesson stand for. */
export interface LessonNames {
  readonly cluster: string;
  readonly group: string;
  readonly location: string;
  readonly size: string;
  readonly count: number;
  readonly user: string;
  readonly source: string;
  /** Where Azure gave the names (a scale set): the head, and the last node. */
  readonly head?: string;
  readonly last?: string;
}

const read = new Map<string, Lesson>();

/**
 * The lesson of a stage, from assets/lessons/STAGE.md.
 * @throws Error (a broken installation, or a bug) where there is none or it has not the parts that it must have.
 */
export function lessonOf(stage: StageId | 'nodes-infiniband'): Lesson {
  const known = read.get(stage);
  if (known) return known;
  const lesson = parseLesson(assetText('lessons', `${stage}.md`), stage);
  read.set(stage, lesson);
  return lesson;
}

/** Takes a lesson's file apart: front matter, the short text before the first heading, the page, the last command. */
export function parseLesson(text: string, name: string): Lesson {
  const parts = /^---\n(?<front>[\s\S]*?)\n---\n(?<short>[\s\S]*?)\n(?<page>## [\s\S]*)$/.exec(text)?.groups;
  const title = /^title: (.+)$/m.exec(parts?.['front'] ?? '')?.[1];
  const look = /## Look for yourself\n[\s\S]*?```sh\n([\s\S]*?)\n```/.exec(parts?.['page'] ?? '')?.[1];
  if (!parts || title === undefined || look === undefined) throw new Error(`lesson ${name}: front matter, short text, page or "Look for yourself" is missing`);
  return {
    title,
    short: (parts['short'] ?? '').trim().replace(/\s*\n\s*/g, ' '),
    page: (parts['page'] ?? '').trim(),
    look,
    facts: [...(parts['front'] ?? '').matchAll(/^ {2}- (.+)$/gm)].map(([, fact]) => fact as string),
  };
}

/** A lesson's text with this cluster's own names. */
export function withNames(text: string, names: LessonNames): string {
  const values: Readonly<Record<string, string>> = {
    last: `${names.cluster}${names.count - 1}`,
    head: `${names.cluster}0`,
    ...names,
    count: String(names.count),
    highest: String(names.count - 1),
  };
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) => values[name] ?? whole);
}
