import { type StageId, stageIds } from '../state/stage-id.ts';
import { assetText } from './assets.ts';

/** What a drill teaches. `{cluster}` stands for the cluster's name. */
export interface DrillText {
  readonly title: string;
  /** What a person sees, before they know anything. */
  readonly symptom: string;
  /** Where it shows. The drill is over when this stage has come out well after it. */
  readonly stage: StageId;
  /** Another one that ends it as well, where its cure is done there. */
  readonly ends?: StageId;
  /** The code of the error that it shows; undefined where nothing fails. */
  readonly code?: string;
  /** Flags of `up` without which it does not show: it is in an optional stage. */
  readonly flags?: string;
  /** The line in which it shows, where that is not `up`. */
  readonly shows?: string;
  /** To be shown one at a time: the cheapest look first, the idea before the command. */
  readonly hints: readonly string[];
  readonly cause: string;
  readonly cure: string;
  /** The lines of the cure, in their order. */
  readonly commands: readonly string[];
  /** The cure by the wizard's own keys. */
  readonly keys: string;
  /** How to notice it earlier next time. */
  readonly earlier: string;
}

/**
 * The text of a drill, from assets/drills/NAME.md.
 * @throws Error (a broken installation, or a bug) where there is none or a part is missing.
 */
export const drillOf = (name: string): DrillText => parseDrill(assetText('drills', `${name}.md`), name);

/** Takes a drill's file apart: front matter, then a section a hint, the cause, the cure by hand and in the wizard, and how to notice it earlier. */
export function parseDrill(text: string, name: string): DrillText {
  const { front = '', body = '' } = /^---\n(?<front>[\s\S]*?)\n---\n(?<body>[\s\S]*)$/.exec(text)?.groups ?? {};
  const field = (key: string): string | undefined => new RegExp(`^${key}: (.+)$`, 'm').exec(front)?.[1];
  const sections = [...body.matchAll(/^## (.+)\n([\s\S]*?)(?=^## |(?![\s\S]))/gm)].map(([, heading = '', content = '']) => ({ heading, text: content.trim() }));
  const section = (heading: string): string | undefined => sections.find((one) => one.heading === heading)?.text;
  const [title, symptom, code, flags, shows] = [field('title'), field('symptom'), field('code'), field('flags'), field('shows')];
  const stage = stageIds.find((id) => id === field('stage'));
  const ends = stageIds.find((id) => id === field('ends'));
  const [cause, cure, keys, earlier] = [section('Cause'), section('Cure'), section('In the wizard'), section('Notice it earlier')];
  const hints = sections.filter(({ heading }) => heading.startsWith('Hint ')).map((one) => one.text);
  if (field('name') !== name || !title || !symptom || !stage || !cause || !cure || !keys || !earlier || hints.length === 0) {
    throw new Error(`drill ${name}: name, title, symptom, stage, hints, cause, cure, "In the wizard" or "Notice it earlier" is missing`);
  }
  const commands = [...cure.matchAll(/```sh\n([\s\S]*?)\n```/g)].flatMap(([, lines = '']) => lines.split('\n'));
  return {
    title,
    symptom,
    stage,
    ...(ends === undefined ? {} : { ends }),
    ...(code === undefined ? {} : { code }),
    ...(flags === undefined ? {} : { flags }),
    ...(shows === undefined ? {} : { shows }),
    hints,
    cause,
    cure,
    commands,
    keys,
    earlier,
  };
}
