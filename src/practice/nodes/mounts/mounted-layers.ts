import { failure } from '../disk/failure.ts';
import type { Found, Layers, Place } from '../disk/layers.ts';
import type { RemoteFiles, Space } from './file-server.ts';

/** A mount as the way to a file meets it. */
export interface MountPoint {
  readonly target: string;
  readonly readOnly: boolean;
  /** The files that are seen there; undefined where nothing is mounted yet (an automount that was not asked). @throws FileFailure */
  files(): RemoteFiles | undefined;
}

/** A place inside of a mount. */
interface Inside extends Place {
  readonly mount?: { readonly files: RemoteFiles; readonly place: Place };
}

/** A disk with other file systems at some of its folders. @param mounts the last of one folder hides those before it */
export function mountedLayers(own: Layers, mounts: () => readonly MountPoint[], ownSpace: () => Space): Layers {
  const at = (path: string): MountPoint | undefined => mounts().findLast(({ target }) => target === path);
  const seen = (found: Found | undefined, { acts, inheritsGroup }: RemoteFiles): Found | undefined =>
    found && { ...found, acts, ...(inheritsGroup === undefined ? {} : { inheritsGroup }) };
  const enter = (path: string, files: RemoteFiles): Inside => {
    const place = files.base.split('/').reduce((from, name) => (name === '' ? from : files.layers.below(from, name)), files.layers.top());
    return { ...place, path, found: seen(place.found, files), mount: { files, place } };
  };
  const below = (from: Inside, name: string): Inside => {
    const path = from.path === '/' ? `/${name}` : `${from.path}/${name}`;
    const files = at(path)?.files();
    if (files) return enter(path, files);
    if (!from.mount) return own.below(from, name);
    const place = from.mount.files.layers.below(from.mount.place, name);
    return { ...place, path, found: seen(place.found, from.mount.files), mount: { files: from.mount.files, place } };
  };
  /** The layers that a path lies in, and where. */
  const routed = (path: string): { layers: Layers; path: string; mount?: MountPoint; files?: RemoteFiles } => {
    const around = mounts().filter(({ target }) => path === target || path.startsWith(`${target}/`));
    const longest = around.reduce<MountPoint | undefined>((best, each) => (best && best.target.length > each.target.length ? best : each), undefined);
    const files = longest?.files();
    if (!longest || !files) return { layers: own, path };
    return { layers: files.layers, path: `${files.base === '/' ? '' : files.base}${path.slice(longest.target.length)}` || '/', mount: longest, files };
  };
  const writable = (path: string, grows: boolean): { layers: Layers; path: string } => {
    const { mount, files, ...there } = routed(path);
    if (mount?.readOnly || files?.readOnly) throw failure('EROFS', path);
    if (!grows) return there;
    const { size, used } = files?.space() ?? ownSpace();
    if (used >= size) throw failure('ENOSPC', path);
    return there;
  };
  return {
    top: own.top,
    below,
    find: (path) =>
      path
        .split('/')
        .filter((part) => part !== '')
        .reduce<Inside>(below, own.top()).found,
    names: (path) => {
      const { layers, path: there } = routed(path);
      return layers.names(there);
    },
    writeFile: (path, meta, content) => {
      const { layers, path: there } = writable(path, content.length > 0);
      layers.writeFile(there, meta, content);
    },
    append: (path, meta, content) => {
      const { layers, path: there } = writable(path, content.length > 0);
      layers.append(there, meta, content);
    },
    writeLink: (path, meta, target) => {
      const { layers, path: there } = writable(path, true);
      layers.writeLink(there, meta, target);
    },
    makeFolder: (path, meta) => {
      const { layers, path: there } = writable(path, true);
      layers.makeFolder(there, meta);
    },
    setMeta: (path, meta) => {
      const { layers, path: there } = writable(path, false);
      layers.setMeta(there, meta);
    },
    setTime: (path, mtime) => {
      const { layers, path: there } = writable(path, false);
      layers.setTime(there, mtime);
    },
    remove: (path) => {
      if (mounts().some(({ target }) => target === path || target.startsWith(`${path}/`))) throw failure('EBUSY', path);
      const { layers, path: there } = writable(path, false);
      layers.remove(there);
    },
    allocate: (path, meta, bytes) => {
      const space = routed(path).files?.space() ?? ownSpace();
      if (bytes > space.size - space.used) throw failure('ENOSPC', path);
      const { layers, path: there } = writable(path, false);
      layers.allocate(there, meta, bytes);
    },
    allocated: own.allocated,
  };
}
