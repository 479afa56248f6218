import type { Output } from './output.ts';
import type { Words } from './program.ts';

/** What a command has around it: the process's own things, put in by `main` and by tests. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  readonly words: Words;
  readonly output: Output;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborts on Ctrl-C, SIGTERM and a closed terminal. */
  readonly signal: AbortSignal;
}
