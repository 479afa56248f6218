/** What the command at the end of a lesson's page answered. */
export interface LookView {
  /** As it was run. */
  readonly command: string;
  readonly running: boolean;
  /** What it printed so far, without anything that could steer the terminal. */
  readonly output: string;
  readonly exitCode?: number;
  /** Who answered, where that is not the program that the line names. */
  readonly by?: string;
}

/** A failure to practise on, and how many of its hints were asked for. */
export interface DrillView {
  readonly name: string;
  readonly title: string;
  readonly symptom: string;
  readonly hints: readonly string[];
  readonly shown: number;
  /** When it ends by itself, in milliseconds of the world. */
  readonly until?: number;
  /** The whole of it, once it is mended. */
  readonly solved?: { readonly cause: string; readonly cure: string; readonly keys: string; readonly earlier: string };
}
