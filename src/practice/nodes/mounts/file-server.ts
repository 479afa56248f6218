import { join } from 'node:path';
import type { Identity } from '../disk/file-system.ts';
import { folder, type ImageEntry, imageOf } from '../disk/image.ts';
import { layers, type Layers } from '../disk/layers.ts';
import type { PracticeNode } from '../node.ts';

/** A mount of a network file system, as a machine asks for it. */
export interface MountRequest {
  readonly client: PracticeNode;
  readonly type: 'nfs' | 'nfs4' | 'aznfs';
  /** Host name or address before the colon. */
  readonly host: string;
  /** What follows the colon. */
  readonly path: string;
  /** `vers=4.2` as ['vers', '4.2']; what has no value has ''. */
  readonly options: ReadonlyMap<string, string>;
  readonly now: () => number;
  /** It is mounted already, of the server at this address, and only asked for again because something is read or written. */
  readonly established?: string;
}

/** Files of somewhere else, as one machine sees them. */
export interface RemoteFiles {
  /** Of the file system. Another one at the same place makes the mounts of the one before stale. */
  readonly id: string;
  /** The server's address, as the mount's `addr=` shows it. */
  readonly address: string;
  readonly layers: Layers;
  /** Where its top lies in those layers. */
  readonly base: string;
  /** Who somebody of the machine is to the server (root squash). */
  acts(identity: Identity): Identity;
  readonly readOnly: boolean;
  /** What is made anew belongs to the group of the folder that it is in. */
  readonly inheritsGroup?: boolean;
  /** As what it is mounted, where a helper mounts something else than it was asked for. */
  readonly shownAs?: { readonly type: string; readonly source: string };
  /** In bytes. */
  space(): Space;
}

export interface Space {
  readonly size: number;
  readonly used: number;
}

/** What comes of a mount. */
export type Mounting =
  | { readonly is: 'mounted'; readonly files: RemoteFiles }
  /** Answered with no, in the server's words, or in those of the mount program where it said so itself; an established mount is stale. */
  | { readonly is: 'refused'; readonly why: 'access denied' | 'no such path' | 'not supported' | 'operation not permitted'; readonly said?: string }
  /** Nobody answers: a mount waits out its patience, a reader waits as long as it is (hard). */
  | { readonly is: 'silent' }
  /** The machine answers, and nothing listens there. */
  | { readonly is: 'closed' };

/** Somebody who serves files to the machines of the world. */
export interface FileServer {
  /** Undefined where that host is none of its own. */
  mount(request: MountRequest): Mounting | undefined;
}

/** A disk of its own, empty but for `/files`, with that mode and owner: the base of files that are no machine's. */
export function separateDisk(host: string, mode: number, now: () => number, madeAt: number): Layers {
  const image = imageOf(
    new Map<string, ImageEntry>([
      ['/', folder()],
      ['/files', folder(mode)],
    ]),
    new Map(),
  );
  return layers(join(host, 'disk'), image, now, madeAt);
}

/** The folder in a separate disk that holds its files. */
export const separateBase = '/files';
