import type { Problem } from '../../state/problem.ts';

/** How far a file is on its way to or from one node, while it is on its way. */
export interface FileStep {
  readonly node: string;
  /** `looking`: what is there is compared; `copying`: its bytes flow. */
  readonly state: 'looking' | 'copying';
  /** Where its bytes come from: `laptop`, or a node. */
  readonly from?: string;
  /** Bytes that are there, with those that an earlier run left. What one node hands on to another counts when all of it is there. */
  readonly bytes: number;
  /** How many there will be. */
  readonly size: number;
}

/** What both ways of copying tell: each step, and each node's end. */
export interface FileListener<End> {
  step?(step: FileStep): void;
  ended(end: End): void;
}

/** Either way, how it ended for one node. */
export interface FileEnd {
  readonly node: string;
  readonly state: 'copied' | 'unchanged' | 'failed';
  readonly problem?: Problem;
}

/** How often flowing bytes are told, in milliseconds. */
const beat = 150;

/** Counts bytes as they flow and tells of them now and then, and of the last. */
export function counting(step: FileStep, told: ((step: FileStep) => void) | undefined): (more: number) => void {
  let bytes = step.bytes;
  let last = performance.now();
  told?.(step);
  return (more) => {
    bytes += more;
    const now = performance.now();
    if (bytes < step.size && now - last < beat) return;
    last = now;
    told?.({ ...step, bytes });
  };
}
