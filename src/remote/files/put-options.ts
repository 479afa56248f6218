import type { ClusterNode } from '../../state/events.ts';
import type { Nodes } from '../nodes.ts';
import type { LocalFile } from './local-file.ts';
import type { FileEnd, FileListener } from './steps.ts';

/** How a file came to a node, or did not. */
export interface PutEnd extends FileEnd {
  /** Where it came from: `laptop`, or the node that handed it on. */
  readonly from?: string;
}

/** Sends one file to nodes. */
export interface PutOptions extends FileListener<PutEnd> {
  readonly nodes: Nodes;
  /** Head first, where it is one of them. */
  readonly targets: readonly ClusterNode[];
  readonly file: LocalFile;
  /** The folder on the nodes, as a person writes it. */
  readonly to: string;
  readonly signal: AbortSignal;
  /** Bytes that have left this machine so far. */
  sent?(bytes: number): void;
}

/** The longest that so many bytes may take, in seconds: 50 kB a second is the slowest line that is waited for. */
export const patience = (bytes: number): number => 120 + Math.ceil(bytes / 50_000);
