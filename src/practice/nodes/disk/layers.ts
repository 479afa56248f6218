import { rmSync } from 'node:fs';
import { failure } from './failure.ts';
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
}

/**
 * The two layers of a disk: what was changed, kept on the host, over what the image has. Paths are absolute and without
 * links; nothing here asks who may do what.
 */
export interface Layers {
  find(path: string): Found | undefined;
  names(path: string): string[];
  writeFile(path: string, meta: Omit<Meta, 'kind'>, content: string | Uint8Array): void;
  append(path: string, meta: Omit<Meta, 'kind'>, content: string | Uint8Array): void;
  writeLink(path: string, meta: Omit<Meta, 'kind'>, target: string): void;
  makeFolder(path: string, meta: Omit<Meta, 'kind'>): void;
  setMeta(path: string, meta: Omit<Meta, 'kind'>): void;
  setTime(path: string, mtime: number): void;
  remove(path: string): void;
}

const nobody = { mode: 0, uid: 0, gid: 0 };

/**
 * @param host folder of the changed entries
 * @param imageDate date of what the image has, milliseconds
 */
export function layers(host: string, image: Image, now: () => number, imageDate: number): Layers {
  /** Where an entry's host folder is, and whether the image shows through there. */
  const place = (path: string): { folder: string; name: string; there: boolean; shows: boolean } => {
    const parts = path.split('/').filter((part) => part !== '');
    let folder = host;
    let there = readFolder(host) !== undefined;
    let shows = true;
    for (const part of parts.slice(0, -1)) {
      if (there) {
        if (readEntry(fileIn(folder, part))) shows = false;
        folder = folderIn(folder, part);
        const found = readFolder(folder);
        there = found !== undefined;
        if (found?.opaque) shows = false;
      } else folder = folderIn(folder, part);
    }
    return { folder, name: parts.at(-1) ?? '', there, shows };
  };
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
  const find = (path: string): Found | undefined => {
    if (path === '/') return fromImage('/');
    const { folder, name, there, shows } = place(path);
    if (there) {
      const file = fileIn(folder, name);
      const stored = readEntry(file);
      if (stored) return stored.kind === 'gone' ? undefined : fromHost(file, stored);
      const found = readFolder(folderIn(folder, name));
      if (found?.meta) return { ...fromHost('', found.meta), kind: 'dir', size: () => 4096, content: () => Buffer.alloc(0) };
      if (found)
        return (
          (shows ? fromImage(path) : undefined) ?? {
            kind: 'dir',
            mode: 0o755,
            uid: 0,
            gid: 0,
            mtime: imageDate,
            size: () => 4096,
            content: () => Buffer.alloc(0),
            stored: true,
          }
        );
    }
    return shows ? fromImage(path) : undefined;
  };
  const parentOf = (path: string) => {
    const at = place(path);
    return { ...at, file: fileIn(at.folder, at.name), own: folderIn(at.folder, at.name) };
  };
  return {
    find,
    names: (path) => {
      const { folder, name, there, shows } = place(path);
      const own = path === '/' ? host : folderIn(folder, name);
      const found = there ? readFolder(own) : undefined;
      const names = new Set(shows && !found?.opaque ? image.names(path, now()) : []);
      for (const each of found ? namesIn(own) : []) {
        if (each.type === 'folder') names.add(each.name);
        else if (readEntry(fileIn(own, each.name))?.kind === 'gone') names.delete(each.name);
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
  };
}
