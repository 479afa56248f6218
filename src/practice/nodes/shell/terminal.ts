import type { Duplex } from 'node:stream';

/** A person's terminal: bytes both ways, and its size. A program takes it over for as long as it runs. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  readonly name: string;
  /** What was typed at the shell's prompt, oldest first. */
  readonly history: readonly string[];
  /** Asks the person something; answers the line that they type. */
  ask(question: string): Promise<string>;
  /** All that is typed until Ctrl-D, after what came `before` it and a line begun; undefined where Ctrl-C ended it. */
  read(typed: { readonly before: string; readonly partial: string; readonly oneLine: boolean }): Promise<string | undefined>;
  /** Gives all that is typed to `program` and shows what it prints, until it ends. */
  handTo(program: Duplex): Promise<void>;
}
