import { posix } from 'node:path';
import { type IFileSystem, unsafeBytesFromLatin1 } from 'just-bash';
import { failure, type FailureCode, isFailure, isSilent } from './failure.ts';
import type { Found, Layers } from './layers.ts';
import { bytesOf, transfer } from './moving.ts';

/** Who asks: what they may do is decided as a Unix system does. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

export const root: Identity = { uid: 0, gid: 0, groups: [0] };

/** Everything that a simulated disk can do, for one identity. Beside just-bash's interface it knows owners. */
export interface NodeFileSystem extends IFileSystem {
  owner(path: string): { uid: number; gid: number };
  chown(path: string, uid: number | undefined, gid: number | undefined): void;
  readBytes(path: string): Buffer;
  writeBytes(path: string, content: string | Uint8Array, mode?: number): void;
  /** Makes a file of so many zeros. */
  allocate(path: string, bytes: number): void;
  /** Names in a folder, without waiting; none where it may not be read. */
  namesIn(path: string): readonly string[];
  /** Whether it is there and this identity may do that with it. */
  may(path: string, wish: Wish): boolean;
}

type Wish = 'read' | 'write' | 'enter';
const bits = { read: 4, write: 2, enter: 1 } as const;

export interface Surrounding {
  readonly identity: Identity;
  readonly umask: () => number;
  /** What is written to /dev/console goes to the serial console. */
  console(text: string): void;
  /** Told of paths that were refused and why, because the shell's commands call every failure "No such file". */
  denied?(path: string, code: FailureCode): void;
}

const devices = /^\/dev\/(null|zero|tty|console|full)$/;

/** The longest chain of symbolic links. */
const mostLinks = 40;

export function fileSystem(disk: Layers, { identity, umask, console, denied }: Surrounding): NodeFileSystem {
  const refuse = (path: string, code: FailureCode = 'EACCES'): Error => {
    denied?.(path, code);
    return failure(code, path);
  };
  /** Who asks, to the server that an entry comes from. */
  const actor = ({ acts }: Found): Identity => acts?.(identity) ?? identity;
  const allowed = (found: Found, wish: Wish): boolean => {
    const { mode, uid, gid } = found;
    const who = actor(found);
    if (who.uid === 0) return true;
    const shift = uid === who.uid ? 6 : gid === who.gid || who.groups.includes(gid) ? 3 : 0;
    return ((mode >> shift) & bits[wish]) !== 0;
  };
  /** What the disk refuses whoever asks (full, read-only, in use), said where the shell can hear it. */
  const changing = (path: string, change: () => void): void => {
    try {
      change();
    } catch (error) {
      if (isFailure(error)) denied?.(path, error.code as FailureCode);
      throw error;
    }
  };
  /** Follows links and checks that each folder on the way may be entered. The last name may be missing. */
  const walk = (path: string, followLast: boolean, links = 0): { path: string; found: Found | undefined } => {
    const parts = posix
      .resolve('/', path)
      .split('/')
      .filter((part) => part !== '');
    let place = disk.top();
    for (const [index, part] of parts.entries()) {
      const { found } = place;
      if (!found) throw failure('ENOENT', path);
      if (found.kind !== 'dir') throw failure('ENOTDIR', path);
      if (!allowed(found, 'enter')) throw refuse(path);
      const from = place.path;
      place = disk.below(place, part);
      if (place.found?.kind === 'link' && (index < parts.length - 1 || followLast)) {
        if (links >= mostLinks) throw failure('ELOOP', path);
        const target = posix.resolve(from, place.found.content().toString());
        return walk([target, ...parts.slice(index + 1)].join('/'), followLast, links + 1);
      }
    }
    return place;
  };
  const existing = (path: string, follow = true): { path: string; found: Found } => {
    const { path: at, found } = walk(path, follow);
    if (!found) throw failure('ENOENT', path);
    return { path: at, found };
  };
  const parentOf = (path: string): { path: string; found: Found } => existing(posix.dirname(path));
  /** The folder in which a name may be made or taken away. */
  const changeable = (path: string, victim?: Found): void => {
    const parent = parentOf(path);
    if (parent.found.kind !== 'dir') throw failure('ENOTDIR', path);
    if (!allowed(parent.found, 'write') || !allowed(parent.found, 'enter')) throw refuse(path);
    const who = actor(parent.found);
    const sticky = (parent.found.mode & 0o1000) !== 0 && who.uid !== 0;
    if (victim && sticky && victim.uid !== who.uid && parent.found.uid !== who.uid) throw failure('EPERM', path);
  };
  const fresh = (path: string, mode: number): { mode: number; uid: number; gid: number } => {
    const { found } = parentOf(path);
    const { uid, gid } = actor(found);
    return { mode: mode & ~umask(), uid, gid: found.inheritsGroup ? found.gid : gid };
  };
  const write = (path: string, content: string | Uint8Array, how: 'writeFile' | 'append', mode = 0o666): void => {
    if (devices.test(path)) {
      if (path === '/dev/console' && content.length > 0) {
        if (identity.uid !== 0) throw refuse(path);
        console(typeof content === 'string' ? content : Buffer.from(content).toString());
      }
      return;
    }
    const { path: at, found } = walk(path, true);
    if (found?.kind === 'dir') throw failure('EISDIR', path);
    if (found && !allowed(found, 'write')) throw refuse(path);
    if (!found) changeable(at);
    changing(path, () => disk[how](at, found ?? fresh(at, mode), content));
  };
  const readBytes = (path: string): Buffer => {
    if (devices.test(path)) return Buffer.alloc(0);
    const { found } = existing(path);
    if (found.kind === 'dir') throw failure('EISDIR', path);
    if (!allowed(found, 'read')) throw refuse(path);
    return found.content();
  };
  const owned = (path: string, follow = true): { path: string; found: Found } => {
    const it = existing(path, follow);
    const who = actor(it.found);
    if (who.uid !== 0 && it.found.uid !== who.uid) throw refuse(path, 'EPERM');
    return it;
  };
  const statOf = ({ path, found }: { readonly path: string; readonly found: Found }) => ({
    // No file has two names here. Without it `mv` takes nothing in the place of another.
    identity: path,
    isFile: found.kind === 'file',
    isDirectory: found.kind === 'dir',
    isSymbolicLink: found.kind === 'link',
    mode: found.mode,
    size: found.size(),
    mtime: new Date(found.mtime),
  });
  const names = (path: string): { path: string; names: string[] } => {
    const { path: at, found } = existing(path);
    if (found.kind !== 'dir') throw failure('ENOTDIR', path);
    if (!allowed(found, 'read')) throw refuse(path);
    return { path: at, names: disk.names(at) };
  };
  const remove = (path: string, options: { recursive?: boolean; force?: boolean } = {}): void => {
    const { path: at, found } = walk(path, false);
    if (!found) {
      if (options.force) return;
      throw failure('ENOENT', path);
    }
    changeable(at, found);
    if (found.kind === 'dir' && disk.names(at).length > 0) {
      if (!options.recursive) throw failure('ENOTEMPTY', path);
      if (!allowed(found, 'write')) throw refuse(path);
    }
    changing(path, () => disk.remove(at));
  };
  const copy = (from: string, to: string, recursive: boolean): void => {
    const source = existing(from, !recursive);
    if (source.found.kind === 'dir') {
      if (!recursive) throw failure('EISDIR', from);
      const list = names(from).names;
      if (!walk(to, true).found) makeDirectory(to, source.found.mode);
      for (const name of list) copy(posix.join(from, name), posix.join(to, name), true);
      return;
    }
    if (source.found.kind === 'link') {
      changeable(to);
      const { path: at } = walk(to, false);
      changing(to, () => disk.writeLink(at, fresh(at, 0o777), source.found.content().toString()));
      return;
    }
    write(to, readBytes(from), 'writeFile', source.found.mode);
  };
  const makeDirectory = (path: string, mode = 0o777): void => {
    const { path: at, found } = walk(path, true);
    if (found) throw failure('EEXIST', path);
    changeable(at);
    changing(path, () => disk.makeFolder(at, fresh(at, mode)));
  };
  const makeDirectories = (path: string): void => {
    const parts = posix.resolve('/', path).split('/').slice(1);
    for (const index of parts.keys()) {
      const each = `/${parts.slice(0, index + 1).join('/')}`;
      const { found } = walk(each, true);
      if (!found) makeDirectory(each);
      else if (found.kind !== 'dir') throw failure('EEXIST', each);
    }
  };

  return {
    readFile: async (path, options) => readBytes(path).toString((typeof options === 'string' ? options : options?.encoding) === 'binary' ? 'latin1' : 'utf8'),
    readFileBytes: async (path) => unsafeBytesFromLatin1(readBytes(path).toString('latin1')),
    readFileBuffer: async (path) => new Uint8Array(readBytes(path)),
    writeFile: async (path, content, options) => write(path, bytesOf(content, options), 'writeFile'),
    appendFile: async (path, content, options) => write(path, bytesOf(content, options), 'append'),
    exists: async (path) => {
      if (devices.test(path)) return true;
      try {
        return walk(path, true).found !== undefined;
      } catch (error) {
        // A way that cannot be gone leads nowhere; what a silent server would say is not known.
        if (isSilent(error)) throw error;
        return false;
      }
    },
    stat: async (path) => statOf(existing(path)),
    lstat: async (path) => statOf(existing(path, false)),
    mkdir: async (path, options) => (options?.recursive ? makeDirectories(path) : makeDirectory(path)),
    readdir: async (path) => names(path).names,
    readdirWithFileTypes: async (path) => {
      const { path: at, names: list } = names(path);
      return list.map((name) => {
        const kind = disk.find(posix.join(at, name))?.kind;
        return { name, isFile: kind === 'file', isDirectory: kind === 'dir', isSymbolicLink: kind === 'link' };
      });
    },
    rm: async (path, options) => remove(path, options),
    cp: async (from, to, options) => copy(from, to, options?.recursive ?? false),
    mv: async (from, to) => {
      const source = existing(from, false);
      changeable(source.path, source.found);
      const target = walk(to, false);
      if (target.path === source.path) return;
      if (`${target.path}/`.startsWith(`${source.path}/`)) throw failure('EINVAL', to);
      changeable(target.path, target.found);
      if (target.found?.kind === 'dir') {
        if (disk.names(target.path).length > 0) throw failure('ENOTEMPTY', to);
        disk.remove(target.path);
      }
      transfer(disk, source.path, target.path);
      disk.remove(source.path);
    },
    resolvePath: (base, path) => posix.resolve(base, path),
    getAllPaths: () => [],
    chmod: async (path, mode) => {
      const { path: at, found } = owned(path);
      changing(path, () => disk.setMeta(at, { ...found, mode: mode & 0o7777 }));
    },
    symlink: async (target, path) => {
      const { path: at, found } = walk(path, false);
      if (found) throw failure('EEXIST', path);
      changeable(at);
      changing(path, () => disk.writeLink(at, fresh(at, 0o777), target));
    },
    // A copy: two names of one file are not kept apart from two files here.
    link: async (from, to) => {
      if (walk(to, false).found) throw failure('EEXIST', to);
      copy(from, to, false);
    },
    readlink: async (path) => {
      const { found } = existing(path, false);
      if (found.kind !== 'link') throw failure('EINVAL', path);
      return found.content().toString();
    },
    realpath: async (path) => existing(path).path,
    utimes: async (path, _atime, mtime) => disk.setTime(owned(path).path, mtime.getTime()),
    owner: (path) => existing(path, false).found,
    chown: (path, uid, gid) => {
      const { path: at, found } = existing(path);
      if (actor(found).uid !== 0) throw failure('EPERM', path);
      changing(path, () => disk.setMeta(at, { mode: found.mode, uid: uid ?? found.uid, gid: gid ?? found.gid }));
    },
    allocate: (path, bytes) => {
      const { path: at, found } = walk(path, true);
      if (found && !allowed(found, 'write')) throw refuse(path);
      if (!found) changeable(at);
      changing(path, () => disk.allocate(at, found ?? fresh(at, 0o666), bytes));
    },
    namesIn: (path) => {
      try {
        return names(path).names;
      } catch {
        // Not there, or not to be read.
        return [];
      }
    },
    readBytes,
    writeBytes: (path, content, mode) => write(path, content, 'writeFile', mode),
    may: (path, wish) => {
      try {
        return allowed(existing(path).found, wish);
      } catch {
        // Not there, or not to be reached.
        return false;
      }
    },
  };
}
