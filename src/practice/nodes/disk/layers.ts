import { rmSync } from 'node:fs';
import { failure } from './failure.ts';
import type { Identity } from './file-system.ts';
import {
  fileIn,
  folderIn,
  makeFolder,
  type Meta,
  namesIn,
  readContent,
  readEntry,
  readFolder,
  removeFolder,
  setTime,
  type Stored,
  writeEntry,
  writeMeta,
  appendEntry,
} from './host-store.ts';
import { allocatedIn, allocateEntry, noteAllocated } from './allocated.ts';
import type { Image } from './image.ts';

/** A file, directory or symbolic link of a simulated disk, found by its path without following a link. */
export interface Found {
  readonly kind: 'file' | 'dir' | 'link';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
  readonly size: () => number;
  /** Content of a file, target of a link. */
  readonly content: () => Buffer;
  /** Its entry on the host, where it was ever changed. */
  readonly stored: boolean;
  /** Who somebody of this machine is to the server that it comes from (root squash). */
  readonly acts?: (identity: Identity) => Identity;
  /** What is made in it belongs to its group. */
  readonly inheritsGroup?: boolean;
}

/** A point on the way to a file. */
export interface Place {
  readonly path: string;
  /** Its folder on the host, if it were one. */
  readonly folder: string;
  /** That folder is there. */
  readonly there: boolean;
  /** The image shows through below it. */
  readonly shows: boolean;
  readonly found: Found | undefined;
}

/**
 * The two layers of a disk: what was changed, kept on the host, over what the image has. Paths are absolute and without
 * links; nothing here asks who may do what.
 */
export interface Layers {
  find(path: string): Found | undefined;
  /** The root, and what is below a place: a way is gone step by step without beginning anew each time. */
  top(): Place;
  below(place: Place, name: string): Place;
  names(path: string): string[];
  writeFile(path: string, meta: Omit<Meta, 'kind'>, content: string | Uint8Array): void;
  append(path: string, meta: Omit<Meta, 'kind'>, content: string | Uint8Array): void;
  writeLink(path: string, meta: Omit<Meta, 'kind'>, target: string): void;
  makeFolder(path: string, meta: Omit<Meta, 'kind'>): void;
  setMeta(path: string, meta: Omit<Meta, 'kind'>): void;
  setTime(path: string, mtime: number): void;
  remove(path: string): void;
  /** Makes a file of that many bytes which nobody wrote: zeros. */
  allocate(path: string, meta: Omit<Meta, 'kind'>, bytes: number): void;
  /** Bytes of all files that were made so. */
  allocated(): number;
}

function asFolder({ mode, uid, gid, mtime }: { mode: number; uid: number; gid: number; mtime: number }): Found {
  return { kind: 'dir', mode, uid, gid, mtime, size: () => 4096, content: () => Buffer.alloc(0), stored: true };
}

const nobody = { mode: 0, uid: 0, gid: 0 };

/**
 * @param host folder of the changed entries
 * @param imageDate date of what the image has, milliseconds
 */
export function layers(host: string, image: Image, now: () => number, imageDate: number): Layers {
  const fromImage = (path: string): Found | undefined => {
    const entry = image.at(path, now());
    if (!entry) return undefined;
    const content = (): Buffer => Buffer.from(entry.kind === 'file' ? entry.content() : entry.kind === 'link' ? entry.target : '');
    return { ...entry, mtime: entry.mtime ?? imageDate, content, size: () => (entry.kind === 'dir' ? 4096 : content().length), stored: false };
  };
  const fromHost = (file: string, stored: Stored): Found => ({
    kind: stored.kind === 'gone' ? 'file' : stored.kind,
    mode: stored.mode,
    uid: stored.uid,
    gid: stored.gid,
    mtime: stored.mtime,
    content: () => readContent(file),
    size: () => stored.size,
    stored: true,
  });
  const top = (): Place => ({ path: '/', folder: host, there: readFolder(host) !== undefined, shows: true, found: fromImage('/') });
  const below = (at: Place, name: string): Place => {
    const path = at.path === '/' ? `/${name}` : `${at.path}/${name}`;
    const folder = folderIn(at.folder, name);
    const image = (): Found | undefined => (at.shows ? fromImage(path) : undefined);
    if (!at.there) return { path, folder, there: false, shows: at.shows, found: image() };
    const file = fileIn(at.folder, name);
    const stored = readEntry(file);
    if (stored) return { path, folder, there: false, shows: false, found: stored.kind === 'gone' ? undefined : fromHost(file, stored) };
    const own = readFolder(folder);
    if (!own) return { path, folder, there: false, shows: at.shows, found: image() };
    const found = own.meta ? asFolder(own.meta) : (image() ?? asFolder({ mode: 0o755, uid: 0, gid: 0, mtime: imageDate }));
    return { path, folder, there: true, shows: at.shows && !own.opaque, found };
  };
  const placeOf = (path: string): Place =>
    path
      .split('/')
      .filter((part) => part !== '')
      .reduce(below, top());
  const find = (path: string): Found | undefined => placeOf(path).found;
  /** Where an entry lies on the host, and whether the image has one there. */
  const parentOf = (path: string): { file: string; own: string; shows: boolean } => {
    const cut = path.lastIndexOf('/');
    const parent = placeOf(path.slice(0, cut));
    const name = path.slice(cut + 1);
    return { file: fileIn(parent.folder, name), own: folderIn(parent.folder, name), shows: parent.shows };
  };
  return {
    find,
    top,
    below,
    names: (path) => {
      const at = placeOf(path);
      const names = new Set(at.shows ? image.names(path, now()) : []);
      for (const each of at.there ? namesIn(at.folder) : []) {
        if (each.type === 'folder') names.add(each.name);
        else if (readEntry(fileIn(at.folder, each.name))?.kind === 'gone') names.delete(each.name);
        else names.add(each.name);
      }
      return [...names].sort();
    },
    writeFile: (path, meta, content) => writeEntry(parentOf(path).file, { ...meta, kind: 'file' }, content, now()),
    append: (path, meta, content) => {
      const { file } = parentOf(path);
      const found = find(path);
      if (found?.stored) appendEntry(file, content, now());
      else writeEntry(file, { ...meta, kind: 'file' }, Buffer.concat([found?.content() ?? Buffer.alloc(0), Buffer.from(content)]), now());
    },
    writeLink: (path, meta, target) => writeEntry(parentOf(path).file, { ...meta, kind: 'link' }, target, now()),
    makeFolder: (path, meta) => {
      const { own, file } = parentOf(path);
      const gone = readEntry(file)?.kind === 'gone';
      makeFolder(own, { ...meta, kind: 'dir' }, gone, now());
      if (gone) rmSync(file, { force: true });
    },
    setMeta: (path, meta) => {
      const found = find(path);
      if (!found) throw failure('ENOENT', path);
      const { file, own } = parentOf(path);
      if (found.kind === 'dir') makeFolder(own, { ...meta, kind: 'dir' }, readFolder(own)?.opaque ?? false, found.mtime);
      else if (found.stored) writeMeta(file, { ...meta, kind: found.kind }, found.mtime);
      else writeEntry(file, { ...meta, kind: found.kind }, found.content(), found.mtime);
    },
    setTime: (path, mtime) => {
      const found = find(path);
      if (!found) throw failure('ENOENT', path);
      const { file, own } = parentOf(path);
      if (found.kind === 'dir') {
        const { mode, uid, gid } = found;
        makeFolder(own, { kind: 'dir', mode, uid, gid }, readFolder(own)?.opaque ?? false, mtime);
      } else if (found.stored) setTime(file, mtime);
      else writeEntry(file, found, found.content(), mtime);
    },
    remove: (path) => {
      const { file, own, shows } = parentOf(path);
      const folder = readFolder(own);
      // The mark first: where both are there the mark wins, so a kill between the two leaves it removed.
      if (shows && image.at(path, now())) writeEntry(file, { ...nobody, kind: 'gone' }, '', now());
      else if (!folder) rmSync(file, { force: true });
      if (folder) removeFolder(own);
    },
    allocate: (path, meta, bytes) => {
      const { file } = parentOf(path);
      allocateEntry(file, { ...meta, kind: 'file' }, bytes, now());
      noteAllocated(host, file);
    },
    allocated: () => allocatedIn(host),
  };
}
