/** What is gone, or would go, when a cluster is deleted. */
export interface DeletionView {
  readonly whole: boolean;
  readonly resources: readonly string[];
  readonly foreign: readonly string[];
  /** Locks that are taken away with it. */
  readonly locks?: readonly string[];
  /** What lies in the shared files, in a sentence; there once it was counted, empty where nothing is shared. */
  readonly contents?: string;
}

/** What Azure said after a deletion. */
export interface ProofView {
  readonly left: readonly string[];
  readonly group: 'gone' | 'kept' | 'deleting';
  /** What is not the cluster's and stays. */
  readonly others: readonly string[];
  /** When it was asked, ISO 8601 on the world's clock. */
  readonly askedAt: string;
  /** Storage accounts that went and may be brought back for a while. */
  readonly recoverable?: readonly string[];
  readonly putAway?: string;
}
