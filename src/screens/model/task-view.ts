import type { TaskState } from '../../state/events.ts';
import type { StageId } from '../../state/stage-id.ts';

/** A task before it runs: what it is for and what one would type. */
export interface PlannedTask {
  readonly id: string;
  readonly title: string;
  readonly explain?: string;
  readonly commands: readonly string[];
  /** Ids of the tasks that it waits for. */
  readonly needs: readonly string[];
}

/** A task as the last event about it says. Times are milliseconds on the world's clock. */
export interface TaskView {
  readonly id: string;
  readonly stage: StageId;
  readonly title: string;
  readonly state: TaskState;
  readonly since: number;
  readonly spentSeconds?: number;
  readonly usualSeconds?: readonly [number, number];
  readonly message?: string;
  readonly waitingFor?: string;
  readonly node?: string;
}

export interface LogLine {
  readonly time: string;
  readonly text: string;
  readonly state: TaskState | 'note';
}
