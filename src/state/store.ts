import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { Conf } from './conf.ts';
import type { JournalEvent } from './events.ts';
import { fileProblem, privateFolder } from './home.ts';
import { openJournal, readJournal } from './journal.ts';
import { type Lock, takeLock } from './lock.ts';
import { emptySession, fold, type Session, sessionSchema } from './session.ts';

/** How many events may pass before the snapshot is written again; the journal has them all meanwhile. */
const snapshotEvery = 200;

/** A cluster open for its one writer. */
export interface ClusterStore {
  readonly folder: string;
  readonly session: Session;
  /** The name under which an unreadable journal was kept, where there was one. */
  readonly keptDamaged?: string;
  /** Journal first, then the session; readers are told by the caller after it returns. */
  append(event: JournalEvent): Session;
  readFile(name: StoreFile): string | undefined;
  /** Atomic, 0600. */
  writeFile(name: StoreFile, content: string): void;
  /** Once is enough; a second call does nothing. */
  close(): void;
}

/** The files of a cluster's folder beside journal and session. */
export type StoreFile = 'login_key' | 'login_key.pub' | 'known_hosts' | 'ssh_config' | 'custom-data';

/**
 * Opens a cluster for writing and rebuilds its session from the journal where the snapshot is behind.
 * @param command what the lock should say of this program, for example `rank0 up`.
 * @throws ProblemError `cluster-in-use`, `home-not-writable`, `disk-full`.
 */
export function openStore(folder: string, cluster: string, command: string): ClusterStore {
  const lock = takeLock(folder, command);
  try {
    sweep(folder);
    const { writer, content, kept } = openJournal(folder);
    let session = foldAll(cluster, content.events);
    const snapshot = snapshotOf(folder);
    if (session.folded > 0) snapshot.save(session);
    let unsaved = 0;
    let closed = false;
    return {
      folder,
      get session() {
        return session;
      },
      ...(kept ? { keptDamaged: kept } : {}),
      append: (event) => {
        writer.append(event);
        session = fold(session, event);
        unsaved += 1;
        if (event.type !== 'task' || unsaved >= snapshotEvery) {
          snapshot.save(session);
          unsaved = 0;
        }
        return session;
      },
      readFile: (name) => readStoreFile(folder, name),
      writeFile: (name, text) => writePrivately(join(folder, name), text),
      close: () => {
        if (closed) return;
        closed = true;
        if (unsaved > 0) snapshot.save(session);
        writer.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** A cluster's session for a program that only looks: takes no lock, writes nothing. Undefined where there is no cluster. */
export function readSession(folder: string, cluster: string): Session | undefined {
  const { events } = readJournal(folder);
  return events.length === 0 ? undefined : foldAll(cluster, events);
}

/** One of the cluster's files; undefined where it is not there. */
export function readStoreFile(folder: string, name: StoreFile): string | undefined {
  const file = join(folder, name);
  if (!existsSync(file)) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fileProblem(error, file);
  }
}

export type { Lock };

const foldAll = (cluster: string, events: readonly JournalEvent[]): Session => events.reduce(fold, emptySession(cluster));

function writePrivately(file: string, text: string): void {
  try {
    writeFileAtomic.sync(file, text, { mode: 0o600, encoding: 'utf8' });
  } catch (error) {
    throw fileProblem(error, file);
  }
}

/**
 * `conf`'s snapshot of the fold. conf takes JSON that is no object as empty and overwrites it, so the file is read and
 * checked by ourselves first; one that cannot be read is kept under another name, never reset.
 */
function snapshotOf(folder: string): { save(session: Session): void } {
  const file = join(privateFolder(folder), 'session.json');
  if (existsSync(file) && !readable(file)) renameSync(file, `${file}.damaged-${new Date().toISOString().replace(/[:.]/g, '-')}`);
  const conf = new Conf<{ session?: Session }>({ cwd: folder, configName: 'session', configFileMode: 0o600, clearInvalidConfig: false });
  return {
    save: (session) => {
      try {
        conf.set('session', session);
      } catch (error) {
        throw fileProblem(error, file);
      }
    },
  };
}

function readable(file: string): boolean {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return sessionSchema.safeParse((content as { session?: unknown } | null)?.session).success;
  } catch {
    // Not JSON: the caller keeps the file and the journal gives the session again.
    return false;
  }
}

/** Temporary files that a killed writer left; only under the lock, so that nobody is writing them. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (/^session\.json\.tmp-|^lock\.stale\./.test(name)) rmSync(join(folder, name), { force: true });
  }
}
