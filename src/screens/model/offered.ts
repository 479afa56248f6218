import type { Shared } from '../../state/events.ts';
import type { WizardState } from './state.ts';

/** Stages that need not be. */
export const offered = ['benchmark', 'shared-files', 'prune'] as const;
export type Offered = (typeof offered)[number];

export const isOffered = (stage: string): stage is Offered => (offered as readonly string[]).includes(stage);

/** What the nodes share, and how much room is in it. */
export interface SharedView extends Shared {
  /** What is mounted: `glocluster0:/shared`. */
  readonly source?: string;
  /** Bytes in all, and free. */
  readonly bytes?: number;
  readonly free?: number;
  /** What lies in it, in words. */
  readonly contents?: string;
}

/** Whether a stage was chosen: it is carried out, and not offered. */
export function isChosen({ cluster }: WizardState, stage: Offered): boolean {
  const choices = cluster?.choices;
  switch (stage) {
    case 'benchmark':
      return choices?.benchmark ?? false;
    case 'shared-files':
      return choices !== undefined && choices.sharedFiles !== 'none';
    case 'prune':
      return choices?.prune ?? false;
    default: {
      const never: never = stage;
      return never;
    }
  }
}
