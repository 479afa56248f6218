import { posix } from 'node:path';
import type { Attributes, FileEntry, SFTPWrapper } from 'ssh2';
import { utils } from 'ssh2';
import { isFailure } from '../disk/failure.ts';
import { modeText, nameOf } from '../commands/ls.ts';
import type { Session } from '../shell/session.ts';
import type { LoggedIn } from './server.ts';

const { STATUS_CODE, OPEN_MODE } = utils.sftp;

/** An open file or folder. What is written is kept together until it is closed, and then appears in one step. */
type Handle =
  | { readonly kind: 'file'; readonly path: string; content: Buffer; readonly writes: boolean; changed: boolean; mode?: number; mtime?: Date }
  | { readonly kind: 'folder'; entries: FileEntry[] };

/** sshd's SFTP subsystem over the machine's disk, so that scp and sftp work. */
export function serveFiles(sftp: SFTPWrapper, login: LoggedIn): void {
  const ended = new AbortController();
  const session = login.session({ signal: ended.signal });
  const { fs, user } = session;
  const handles = new Map<number, Handle>();
  let next = 0;
  // Relative names are relative to home (base.md 4, 3).
  const full = (path: string): string => posix.resolve(user.home, path);
  const open = (handle: Handle): Buffer => {
    const id = next;
    next += 1;
    handles.set(id, handle);
    const name = Buffer.alloc(4);
    name.writeUInt32BE(id);
    return name;
  };
  const handleOf = (name: Buffer): Handle | undefined => (name.length === 4 ? handles.get(name.readUInt32BE()) : undefined);
  /** Answers when the work is done: OK where it says nothing. */
  const answer = (id: number, work: () => Promise<(() => void) | undefined>): void => {
    session.work.inside(work).then(
      (reply) => (reply ? reply() : sftp.status(id, STATUS_CODE.OK)),
      (error: unknown) => {
        const code = isFailure(error) ? error.code : '';
        const denied = code === 'EACCES' || code === 'EPERM';
        sftp.status(id, code === 'ENOENT' ? STATUS_CODE.NO_SUCH_FILE : denied ? STATUS_CODE.PERMISSION_DENIED : STATUS_CODE.FAILURE);
      },
    );
  };
  const ok = undefined;

  sftp.on('OPEN', (id, name, flags, attributes) =>
    answer(id, async () => {
      const path = full(name);
      const has = (bit: number): boolean => (flags & bit) !== 0;
      const writes = has(OPEN_MODE.WRITE) || has(OPEN_MODE.APPEND);
      const there = await fs.exists(path);
      if (!writes || (!there && !has(OPEN_MODE.CREAT))) {
        const content = fs.readBytes(path);
        return () => sftp.handle(id, open({ kind: 'file', path, content, writes, changed: false }));
      }
      if (there && ((await fs.stat(path)).isDirectory || has(OPEN_MODE.EXCL))) return () => sftp.status(id, STATUS_CODE.FAILURE);
      const content = there && !has(OPEN_MODE.TRUNC) ? fs.readBytes(path) : Buffer.alloc(0);
      // Made at once, so that a name that may not be made is refused here.
      if (there) fs.writeBytes(path, content);
      else fs.writeBytes(path, '', attributes.mode === undefined ? undefined : attributes.mode & 0o777);
      return () => sftp.handle(id, open({ kind: 'file', path, content, writes, changed: false }));
    }),
  );
  sftp.on('READ', (id, name, offset, length) => {
    const handle = handleOf(name);
    if (handle?.kind !== 'file') sftp.status(id, STATUS_CODE.FAILURE);
    else if (offset >= handle.content.length) sftp.status(id, STATUS_CODE.EOF);
    else sftp.data(id, handle.content.subarray(offset, offset + length));
  });
  sftp.on('WRITE', (id, name, offset, data) => {
    const handle = handleOf(name);
    if (handle?.kind !== 'file' || !handle.writes) {
      sftp.status(id, STATUS_CODE.FAILURE);
      return;
    }
    const length = Math.max(handle.content.length, offset + data.length);
    if (length > handle.content.length) handle.content = Buffer.concat([handle.content, Buffer.alloc(length - handle.content.length)]);
    data.copy(handle.content, offset);
    handle.changed = true;
    sftp.status(id, STATUS_CODE.OK);
  });
  sftp.on('CLOSE', (id, name) =>
    answer(id, async () => {
      const handle = handleOf(name);
      handles.delete(name.readUInt32BE());
      if (handle?.kind !== 'file') return ok;
      if (handle.changed) fs.writeBytes(handle.path, handle.content);
      if (handle.mode !== undefined) await fs.chmod(handle.path, handle.mode);
      if (handle.mtime) await fs.utimes(handle.path, handle.mtime, handle.mtime);
      return ok;
    }),
  );
  sftp.on('FSTAT', (id, name) =>
    answer(id, async () => {
      const handle = handleOf(name);
      if (handle?.kind !== 'file') return () => sftp.status(id, STATUS_CODE.FAILURE);
      const attributes = await attributesOf(session, handle.path, true);
      return () => sftp.attrs(id, { ...attributes, size: handle.content.length });
    }),
  );
  sftp.on('FSETSTAT', (id, name, { mode, mtime }) =>
    answer(id, async () => {
      const handle = handleOf(name);
      if (handle?.kind !== 'file') return () => sftp.status(id, STATUS_CODE.FAILURE);
      if (mode !== undefined) handle.mode = mode & 0o7777;
      if (mtime !== undefined) handle.mtime = new Date(Number(mtime) * 1000);
      return ok;
    }),
  );
  sftp.on('SETSTAT', (id, name, { mode, mtime }) =>
    answer(id, async () => {
      if (mode !== undefined) await fs.chmod(full(name), mode & 0o7777);
      if (mtime !== undefined) await fs.utimes(full(name), new Date(), new Date(Number(mtime) * 1000));
      return ok;
    }),
  );
  for (const [event, follow] of [
    ['STAT', true],
    ['LSTAT', false],
  ] as const) {
    sftp.on(event as 'STAT', (id, name) =>
      answer(id, async () => {
        const attributes = await attributesOf(session, full(name), follow);
        return () => sftp.attrs(id, attributes);
      }),
    );
  }
  sftp.on('OPENDIR', (id, name) =>
    answer(id, async () => {
      const path = full(name);
      const entries: FileEntry[] = [];
      for (const each of ['.', '..', ...(await fs.readdir(path))]) entries.push(await entryOf(session, posix.join(path, each), each));
      return () => sftp.handle(id, open({ kind: 'folder', entries }));
    }),
  );
  sftp.on('READDIR', (id, name) => {
    const handle = handleOf(name);
    if (handle?.kind !== 'folder') sftp.status(id, STATUS_CODE.FAILURE);
    else if (handle.entries.length === 0) sftp.status(id, STATUS_CODE.EOF);
    else sftp.name(id, handle.entries.splice(0, 100));
  });
  sftp.on('REALPATH', (id, name) =>
    answer(id, async () => {
      const path = full(name);
      const real = (await fs.exists(path)) ? await fs.realpath(path) : path;
      return () => sftp.name(id, [{ filename: real, longname: real, attrs: {} as Attributes }]);
    }),
  );
  sftp.on('READLINK', (id, name) =>
    answer(id, async () => {
      const target = await fs.readlink(full(name));
      return () => sftp.name(id, [{ filename: target, longname: target, attrs: {} as Attributes }]);
    }),
  );
  sftp.on('SYMLINK', (id, path, target) => answer(id, async () => void (await fs.symlink(target, full(path)))));
  sftp.on('MKDIR', (id, name, { mode }) =>
    answer(id, async () => {
      await fs.mkdir(full(name));
      if (mode !== undefined) await fs.chmod(full(name), mode & 0o777);
      return ok;
    }),
  );
  sftp.on('RMDIR', (id, name) => answer(id, async () => void (await fs.rm(full(name)))));
  sftp.on('REMOVE', (id, name) => answer(id, async () => void (await fs.rm(full(name)))));
  sftp.on('RENAME', (id, from, to) => answer(id, async () => void (await fs.mv(full(from), full(to)))));
  // Without these two scp waits for ever after its last file, and ends with 1 (base.md 4, 3).
  sftp.on('end', () => {
    const { _protocol: protocol, outgoing } = sftp as unknown as { _protocol: { exitStatus(channel: number, code: number): void }; outgoing: { id: number } };
    protocol.exitStatus(outgoing.id, 0);
    sftp.end();
  });
  sftp.on('close', () => ended.abort(new Error('the channel was closed')));
  sftp.on('error', () => ended.abort(new Error('the channel broke')));
}

async function attributesOf({ fs }: Session, path: string, follow: boolean): Promise<Attributes> {
  const { mode, size, mtime, isDirectory, isSymbolicLink } = await fs[follow ? 'stat' : 'lstat'](path);
  const { uid, gid } = fs.owner(path);
  const seconds = Math.floor(mtime.getTime() / 1000);
  return { mode: mode | (isDirectory ? 0o040000 : isSymbolicLink ? 0o120000 : 0o100000), uid, gid, size, atime: seconds, mtime: seconds };
}

async function entryOf(session: Session, path: string, name: string): Promise<FileEntry> {
  const attributes = await attributesOf(session, path, false);
  const stat = await session.fs.lstat(path);
  const long = `${modeText(stat)}    1 ${nameOf(attributes.uid, session)} ${nameOf(attributes.gid, session)} ${String(stat.size).padStart(8)} ${stat.mtime.toUTCString().slice(8, 11)} ${name}`;
  return { filename: name, longname: long, attrs: attributes };
}
