/** The rule for port 22 where it does not let the person in. */
export interface DoorView {
  readonly openTo: string;
  readonly youComeFrom: string;
}

/** The entry of a cluster in the person's own ssh configuration. */
export interface EntryWords {
  /** Path of that file. */
  readonly file: string;
  readonly there: boolean;
  readonly lines: readonly string[];
  /** Hosts of the person's own that it comes before. */
  readonly shadows: readonly string[];
}
