import { closeSync, openSync, writeSync } from 'node:fs';
import { usageError } from '../state/problem.ts';

/**
 * Where exchanges with ARM are written, one JSON object a line (design 4, Trace). Appends, so that several commands may
 * share a file; a line is on disk when the call returns.
 * @throws ProblemError exit code 2 where the file cannot be opened.
 */
export function openTrace(file: string | undefined): { write(exchange: object): void; close(): void } | undefined {
  if (file === undefined || file === '') return undefined;
  let descriptor: number;
  try {
    descriptor = openSync(file, 'a', 0o600);
  } catch (error) {
    throw usageError('trace-unwritable', `--trace ${file}: ${(error as Error).message}`, 'The trace file could not be opened for writing.');
  }
  return {
    write: (exchange) => void writeSync(descriptor, `${JSON.stringify(exchange)}\n`),
    close: () => closeSync(descriptor),
  };
}
