import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { eventSchema, type JournalEvent } from './events.ts';
import { fileProblem } from './home.ts';

export interface JournalContent {
  readonly events: readonly JournalEvent[];
  /** Bytes up to the end of the last whole line; a torn line after it is not counted. */
  readonly wholeBytes: number;
  /** Numbers of the lines (from 1) that could not be read, a torn last one apart. */
  readonly damagedLines: readonly number[];
}

const fileOf = (folder: string) => join(folder, 'journal.ndjson');

/** Reads a cluster's journal. A torn last line (a crash while writing) is tolerated; nothing is changed. */
export function readJournal(folder: string): JournalContent {
  const file = fileOf(folder);
  if (!existsSync(file)) return { events: [], wholeBytes: 0, damagedLines: [] };
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw fileProblem(error, file);
  }
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  const events: JournalEvent[] = [];
  const damagedLines: number[] = [];
  for (const [index, line] of bytes.subarray(0, wholeBytes).toString('utf8').split('\n').entries()) {
    if (line === '') continue;
    const event = parseLine(line);
    if (event) events.push(event);
    else damagedLines.push(index + 1);
  }
  return { events, wholeBytes, damagedLines };
}

function parseLine(line: string): JournalEvent | undefined {
  try {
    return eventSchema.parse(JSON.parse(line));
  } catch {
    // The caller gets the line's number, keeps the file and names it.
    return undefined;
  }
}

/** An open journal, for its one writer. */
export interface JournalWriter {
  /** On disk when it returns: a killed program loses no event that a reader was shown. */
  append(event: JournalEvent): void;
  close(): void;
}

/**
 * Opens the journal for its one writer (who holds the lock). A torn last line is cut off. A journal with damaged lines is
 * kept under another name, and a new one is begun with what could be read.
 * @returns the writer, what is in it, and the name of the kept file where there was damage.
 */
export function openJournal(folder: string): { writer: JournalWriter; content: JournalContent; kept?: string } {
  const file = fileOf(folder);
  const content = readJournal(folder);
  let kept: string | undefined;
  try {
    if (content.damagedLines.length > 0) {
      kept = `${file}.damaged-${new Date().toISOString().replace(/[:.]/g, '-')}`;
      renameSync(file, kept);
    }
    const descriptor = openSync(file, 'a', 0o600);
    if (kept) for (const event of content.events) writeSync(descriptor, `${JSON.stringify(event)}\n`);
    else ftruncateSync(descriptor, content.wholeBytes);
    const writer: JournalWriter = {
      append: (event) => {
        try {
          writeSync(descriptor, `${JSON.stringify(event)}\n`);
          if (event.type !== 'task') fsyncSync(descriptor);
        } catch (error) {
          throw fileProblem(error, file);
        }
      },
      close: () => closeSync(descriptor),
    };
    return { writer, content, ...(kept ? { kept } : {}) };
  } catch (error) {
    throw fileProblem(error, file);
  }
}
