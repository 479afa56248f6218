import type { Duplex } from 'node:stream';

/** A person's terminal: bytes both ways, and its size. A program takes it over for as long as it runs. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  readonly name: string;
  /** Asks the person something; answers the line that they type. */
  ask(question: string): Promise<string>;
  /** Gives all that is typed to `program` and shows what it prints, until it ends. */
  handTo(program: Duplex): Promise<void>;
}
