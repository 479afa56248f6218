import { kindOf } from '../../screens/model/progress.ts';
import { recordedDurations, spreadOf } from '../../state/durations.ts';
import type { JournalEvent } from '../../state/events.ts';
import { clusterFolders, putAwayFolders } from '../../state/home.ts';

/**
 * Puts into events how long a task usually takes, from what earlier clusters of this home took in this cloud; where those are too
 * few, what the task itself says stays. The journals are read when the first event comes.
 */
export function usualFrom(home: string, cloud: string): (event: JournalEvent) => JournalEvent {
  let recorded: ReadonlyMap<string, readonly number[]> | undefined;
  return (event) => {
    if (event.type !== 'task' || event.usualSeconds === undefined) return event;
    recorded ??= recordedDurations([...putAwayFolders(home), ...clusterFolders(home).map(({ folder }) => folder)], cloud, kindOf);
    const usualSeconds = spreadOf(recorded.get(kindOf(event.task)));
    return usualSeconds ? { ...event, usualSeconds } : event;
  };
}
