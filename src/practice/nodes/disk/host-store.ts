import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { failure } from './failure.ts';

/** What a simulated file says of itself. */
export interface Meta {
  readonly kind: 'file' | 'dir' | 'link' | 'gone';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface Stored extends Meta {
  /** Bytes of content, without the header. */
  readonly size: number;
  readonly mtime: number;
}

/**
 * How a simulated disk lies on the real one. Every entry is one host file, so that each change is one rename and a kill at
 * any instant leaves either the old or the new: `NAME.f` is a header of fixed length (kind, mode, owner) and then the
 * content; a directory is `NAME.d` with an optional header file `.m` in it. Where both exist, `NAME.f` wins. Host modes
 * are 0600 and 0700 whatever the simulated ones. The host file's time is the simulated one.
 */
const letters = { file: 'f', dir: 'd', link: 'l', gone: 'w' } as const;
const kinds = { f: 'file', d: 'dir', l: 'link', w: 'gone' } as const;
const headerLength = 19;

/** Of one file, in bytes. */
const mostContent = 512 * 1024 * 1024;

/** Names as the host can keep them: capitals too are escaped, because some hosts do not tell them from small letters. */
function hostName(name: string): string {
  return name.replace(/^\.|[^a-z0-9._-]/g, (character) => [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
}

function simulatedName(host: string): string {
  return decodeURIComponent(host);
}

export const fileIn = (folder: string, name: string): string => join(folder, `${hostName(name)}.f`);
export const folderIn = (folder: string, name: string): string => join(folder, `${hostName(name)}.d`);

function header({ kind, mode, uid, gid }: Meta): string {
  const number = (value: number): string => String(value).padStart(5, '0');
  return `${letters[kind]} ${(mode & 0o7777).toString(8).padStart(4, '0')} ${number(uid)} ${number(gid)}\n`;
}

function parseHeader(text: string): Meta {
  const match = /^([fdlw]) ([0-7]{4}) (\d{5}) (\d{5})\n/.exec(text);
  if (!match) throw new Error(`not an entry of a simulated disk: ${JSON.stringify(text.slice(0, headerLength))}`);
  return { kind: kinds[match[1] as keyof typeof kinds], mode: Number.parseInt(match[2] as string, 8), uid: Number(match[3]), gid: Number(match[4]) };
}

/** The entry in a host file; undefined where there is none. */
export function readEntry(file: string): Stored | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) return undefined;
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const bytes = Buffer.alloc(headerLength);
    readSync(handle, bytes, 0, headerLength, 0);
    return { ...parseHeader(bytes.toString('latin1')), size: Math.max(0, stat.size - headerLength), mtime: stat.mtimeMs };
  } finally {
    closeSync(handle);
  }
}

/** Whether a host folder is there; its own header where it has one, and whether it hides what the image has below it. */
export function readFolder(folder: string): { readonly meta?: Stored; readonly opaque: boolean } | undefined {
  if (!statSync(folder, { throwIfNoEntry: false })) return undefined;
  const meta = readEntry(join(folder, '.m'));
  return meta ? { meta, opaque: meta.size > 0 } : { opaque: false };
}

export function readContent(file: string): Buffer {
  // Zeros that were only allocated (`fallocate`): more of them than anybody wants to hold.
  if (statSync(file).size > mostContent) throw failure('EIO', file);
  return readFileSync(file).subarray(headerLength);
}

/** Writes a whole entry in one step. */
export function writeEntry(file: string, meta: Meta, content: string | Uint8Array, mtime: number): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const own = temporary(dirname(file));
  writeFileSync(own, Buffer.concat([Buffer.from(header(meta), 'latin1'), typeof content === 'string' ? Buffer.from(content) : content]), {
    mode: 0o600,
    flag: 'wx',
  });
  setTime(own, mtime);
  renameSync(own, file);
}

/** Adds to an entry that exists. */
export function appendEntry(file: string, content: string | Uint8Array, mtime: number): void {
  appendFileSync(file, content);
  setTime(file, mtime);
}

/** Changes mode and owner in place: the header has a fixed length, so the write is one block. */
export function writeMeta(file: string, meta: Meta, mtime: number): void {
  const handle = openSync(file, 'r+');
  try {
    writeSync(handle, header(meta), 0, 'latin1');
  } finally {
    closeSync(handle);
  }
  setTime(file, mtime);
}

/** Makes a directory with a header of its own, in one step. */
export function makeFolder(folder: string, meta: Meta, opaque: boolean, mtime: number): void {
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  if (statSync(folder, { throwIfNoEntry: false })) {
    writeEntry(join(folder, '.m'), meta, opaque ? 'opaque' : '', mtime);
    return;
  }
  const own = temporary(dirname(folder));
  mkdirSync(own, { mode: 0o700 });
  writeEntry(join(own, '.m'), meta, opaque ? 'opaque' : '', mtime);
  renameSync(own, folder);
}

/** Takes a directory away in one step, then its content at leisure. */
export function removeFolder(folder: string): void {
  const aside = temporary(dirname(folder));
  renameSync(folder, aside);
  rmSync(aside, { recursive: true, force: true });
}

/** Names of the entries in a host folder, `gone` ones too. */
export function namesIn(folder: string): { name: string; type: 'file' | 'folder' }[] {
  return readdirSync(folder)
    .filter((host) => !host.startsWith('.') && /\.[fd]$/.test(host))
    .map((host) => ({ name: simulatedName(host.slice(0, -2)), type: host.endsWith('.f') ? 'file' : 'folder' }));
}

export function setTime(file: string, mtime: number): void {
  utimesSync(file, mtime / 1000, mtime / 1000);
}

const temporary = (folder: string): string => join(folder, `.t-${process.pid}-${randomBytes(4).toString('hex')}`);
