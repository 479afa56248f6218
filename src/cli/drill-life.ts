import { drillIn, drills, endDrillIn, passTimeIn } from '../practice/open.ts';
import type { DrillView } from '../screens/model/depths.ts';
import { type DrillText, drillOf } from '../stages/drill.ts';
import type { StageId } from '../state/stage-id.ts';
import { practiceFolder } from './practice-folder.ts';

/** A drill in the practice cloud of a home. */
export interface Drilling {
  readonly name: string;
  readonly text: DrillText;
  /** Its failure is still to come. */
  readonly waits: boolean;
  /** When it ends by itself, in milliseconds of the world. */
  readonly until?: number;
}

/** What is being practised there; undefined where nothing is. */
export function drillAt(home: string): Drilling | undefined {
  const found = drillIn(practiceFolder(home));
  return found && { ...found, text: drillOf(found.name) };
}

/**
 * Told that stages have come out well. A drill that shows in one of them and has nothing left to happen is mended by that:
 * the practice cloud forgets it, so that what fails later is not taken for it.
 * @returns the drill that is over by this.
 */
export function drillMended(home: string, stages: readonly StageId[]): Drilling | undefined {
  const found = drillAt(home);
  if (!found || found.waits) return undefined;
  const { stage, ends = stage } = found.text;
  if (!stages.includes(stage) && !stages.includes(ends)) return undefined;
  endDrill(home);
  return found;
}

/** Ends the drill, mended or not. */
export const endDrill = (home: string): void => endDrillIn(practiceFolder(home));

/** A drill as the wizard shows it, before any hint. */
export function drillView(name: string, { title, symptom, hints, keys }: DrillText = drillOf(name)): DrillView {
  // What to press is the last thing to be told.
  return { name, title, symptom, hints: [...hints, keys], shown: 0 };
}

/** A drill as it stands in the world. */
export const drillingView = ({ name, text, until }: Drilling): DrillView => ({ ...drillView(name, text), ...(until === undefined ? {} : { until }) });

/** Lets so much time of the practice cloud go by at once, in milliseconds. */
export const passTime = (home: string, milliseconds: number): void => passTimeIn(practiceFolder(home), milliseconds);

/** The same with everything that there is to say once it is over. */
export const solvedView = ({ name, text }: Drilling): DrillView => ({
  ...drillView(name, text),
  solved: { cause: text.cause, cure: text.cure, keys: text.keys, earlier: text.earlier },
});

/** All drills, for a person to choose from. */
export const allDrills = (): readonly DrillView[] => drills.map(({ name }) => drillView(name));
