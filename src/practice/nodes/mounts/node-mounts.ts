import { join } from 'node:path';
import { failure } from '../disk/failure.ts';
import { root, fileSystem } from '../disk/file-system.ts';
import type { PracticeNode } from '../node.ts';
import { bootAt } from '../record.ts';
import { type Export, exportsIn } from './exports.ts';
import { type FileServer, type Mounting, type RemoteFiles, separateBase, separateDisk } from './file-server.ts';
import { fstabEntries, optionMap } from './fstab.ts';
import type { MountPoint } from './mounted-layers.ts';
import { type FilesState, type MountEntry, stateFile } from './state-file.ts';

/** What is mounted on a machine, and what it serves itself: of this boot, with what /etc/fstab and /etc/exports say at its start. */
export interface NodeMounts {
  /** In the order in which they were mounted; an automount that waits is one too. */
  entries(now: () => number): readonly MountEntry[];
  points(now: () => number): readonly MountPoint[];
  /** Asks whoever serves that, without mounting it. Undefined: nobody of that name. */
  ask(entry: MountEntry, now: () => number): Mounting | undefined;
  change(now: () => number, next: (entries: readonly MountEntry[]) => readonly MountEntry[]): void;
  /** /proc/mounts. */
  text(now: number): string;
  /** Whether its NFS server runs. */
  serves(now: () => number): boolean;
  /** Starts or stops the server; a start reads the exports. */
  serve(now: () => number, running: boolean): void;
  /** What is exported now: what the files said when they were last read. */
  exports(now: () => number): readonly Export[];
  setExports(now: () => number, exports: readonly Export[]): void;
}

/** How long, in real milliseconds, an answer of a server holds: a path is made of many questions. */
const freshness = 4;

/** Types that come over the network. */
export const isRemote = (type: string): type is 'nfs' | 'nfs4' | 'aznfs' => type === 'nfs' || type === 'nfs4' || type === 'aznfs';

/** `host:/path` */
export function splitSource(source: string): { readonly host: string; readonly path: string } {
  const cut = source.indexOf(':/');
  return cut < 0 ? { host: '', path: source } : { host: source.slice(0, cut), path: source.slice(cut + 1) };
}

/** All files that the exports are read from. */
export function exportFiles(node: PracticeNode, now: () => number): readonly { readonly name: string; readonly text: string }[] {
  const fs = fileSystem(node.disk(now), { identity: root, umask: () => 0o022, console: () => {} });
  const names = ['/etc/exports', ...fs.namesIn('/etc/exports.d').flatMap((name) => (name.endsWith('.exports') ? [`/etc/exports.d/${name}`] : []))];
  return names.flatMap((name) => (fs.may(name, 'read') ? [{ name, text: fs.readBytes(name).toString() }] : []));
}

/** Opens what is mounted on a machine. */
export function nodeMounts(node: PracticeNode, servers: () => readonly FileServer[]): NodeMounts {
  const file = stateFile(node.folder);
  const text = (path: string, now: () => number): string => {
    const fs = fileSystem(node.disk(now), { identity: root, umask: () => 0o022, console: () => {} });
    return fs.may(path, 'read') ? fs.readBytes(path).toString() : '';
  };
  const hasServer = (now: () => number): boolean => node.disk(now).find('/var/lib/dpkg/info/nfs-kernel-server.list') !== undefined;
  const fromFiles = (now: () => number): readonly Export[] => exportFiles(node, now).flatMap((each) => exportsIn(each.text, each.name).exports);

  const ask = (entry: MountEntry, now: () => number, established?: string): Mounting | undefined => {
    const { host, path } = splitSource(entry.source);
    if (!isRemote(entry.type)) return undefined;
    const request = {
      client: node,
      type: entry.type,
      host,
      path,
      options: optionMap(entry.options),
      now,
      ...(established === undefined ? {} : { established }),
    };
    for (const server of servers()) {
      const answer = server.mount(request);
      if (answer) return answer;
    }
    return undefined;
  };

  /** What a machine has mounted when it comes up: what its fstab says, so far as it can be had. */
  const atBoot = (boot: number, now: () => number): FilesState => {
    const mounts = fstabEntries(text('/etc/fstab', now)).flatMap(({ options, ...each }): MountEntry[] => {
      if (options.includes('noauto')) return [];
      if (node.disk(now).find(each.target)?.kind !== 'dir') return [];
      if (options.includes('x-systemd.automount')) return [{ ...each, options, automount: true }];
      return established({ ...each, options }, now);
    });
    return { boot, mounts, ...(hasServer(now) ? { exports: fromFiles(now) } : {}) };
  };
  const established = (entry: MountEntry, now: () => number): MountEntry[] => {
    if (!isRemote(entry.type)) return [entry];
    const answer = ask(entry, now);
    return answer?.is === 'mounted' ? [{ ...entry, ...answer.files.shownAs, address: answer.files.address, id: answer.files.id }] : [];
  };

  let starting = false;
  const read = (now: () => number): FilesState => {
    const boot = bootAt(node.record(), now());
    if (boot === undefined) return { boot: -1, mounts: [] };
    const kept = file.read();
    if (kept?.boot === boot) return kept;
    // A machine that nobody ever mounted anything on has nothing to keep.
    if (kept === undefined && boot === 0) return { boot, mounts: [] };
    // A machine that mounts of itself asks itself here.
    if (starting) return { boot, mounts: [], exports: fromFiles(now) };
    starting = true;
    try {
      const state = atBoot(boot, now);
      return file.change((before) => (before?.boot === boot ? before : state));
    } finally {
      starting = false;
    }
  };
  const change = (now: () => number, next: (state: FilesState) => FilesState): void => {
    const current = read(now);
    if (current.boot >= 0) file.change((before) => next(before?.boot === current.boot ? before : current));
  };

  const asked = new Map<string, { at: number; answer: Mounting | undefined }>();
  const remote = (entry: MountEntry, now: () => number): RemoteFiles | undefined => {
    const key = `${entry.source} ${entry.target} ${entry.address ?? ''} ${entry.options.join()}`;
    const known = asked.get(key);
    const recent = known && performance.now() - known.at < freshness;
    const answer = recent ? known.answer : ask(entry, now, entry.address);
    if (!recent) asked.set(key, { at: performance.now(), answer });
    if (answer?.is === 'mounted' && entry.id !== undefined && answer.files.id !== entry.id) throw failure('ESTALE', entry.target);
    if (answer?.is === 'mounted') return answer.files;
    if (entry.automount) throw failure(answer?.is === 'silent' ? 'EHOSTDOWN' : 'ENODEV', entry.target);
    if (answer?.is === 'refused') throw failure('ESTALE', entry.target);
    throw failure(entry.options.some((option) => option === 'soft') ? 'EIO' : 'EHOSTDOWN', entry.target);
  };
  const here = (base: string, now: () => number): RemoteFiles => {
    const disk = node.disk(now);
    return { id: '', address: '', layers: disk, base, acts: (identity) => identity, readOnly: false, space: () => ({ size: 1, used: 0 }) };
  };

  const pointOf = (entry: MountEntry, now: () => number): MountPoint => ({
    target: entry.target,
    readOnly: entry.options.includes('ro'),
    files: () => {
      if (isRemote(entry.type)) {
        const files = remote(entry, now);
        if (files && entry.automount) {
          asked.clear();
          mounts.change(now, (entries) =>
            entries.map((each) => {
              if (each.target !== entry.target || !each.automount) return each;
              const { automount: _waits, ...rest } = each;
              return { ...rest, ...files.shownAs, autofs: true, address: files.address, id: files.id };
            }),
          );
        }
        return files;
      }
      if (entry.type === 'tmpfs') {
        const disk = separateDisk(join(node.folder, 'tmpfs', String(bootAt(node.record(), now()) ?? 0), entry.target.replaceAll('/', '_')), 0o1777, now, now());
        return { ...here(separateBase, now), layers: disk };
      }
      return { ...here(entry.source, now), space: () => ({ size: 1, used: 0 }) };
    },
  });

  let built: { entries: readonly MountEntry[]; points: readonly MountPoint[]; now: () => number } | undefined;
  const mounts: NodeMounts = {
    entries: (now) => read(now).mounts,
    points: (now) => {
      const { mounts: entries } = read(now);
      if (built?.entries !== entries || built.now !== now) built = { entries, now, points: entries.map((entry) => pointOf(entry, now)) };
      return built.points;
    },
    ask: (entry, now) => ask(entry, now),
    change: (now, next) => {
      asked.clear();
      change(now, (state) => ({ ...state, mounts: next(state.mounts) }));
    },
    text: (now) => {
      const own = '/dev/sda1 / ext4 rw,relatime,discard 0 0\ntmpfs /run tmpfs rw,nosuid,nodev,size=345000k,mode=755 0 0\n';
      return `${own}${read(() => now)
        .mounts.map(
          (each) =>
            `${each.automount ? 'systemd-1' : each.source} ${each.target} ${each.automount ? 'autofs' : each.type} ${each.options.join(',') || 'rw'} 0 0\n`,
        )
        .join('')}`;
    },
    serves: (now) => hasServer(now) && read(now).stopped !== true,
    serve: (now, running) =>
      change(now, ({ stopped: _before, ...state }) => (running ? { ...state, exports: fromFiles(now) } : { ...state, stopped: true, exports: [] })),
    exports: (now) => read(now).exports ?? [],
    setExports: (now, exports) => change(now, (state) => ({ ...state, exports })),
  };
  return mounts;
}
