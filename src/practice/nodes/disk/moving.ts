import { posix } from 'node:path';
import type { Layers } from './layers.ts';

/** Moves an entry with all that is below it, owners and times as they were. */
export function transfer(disk: Layers, from: string, to: string): void {
  const found = disk.find(from);
  if (!found) return;
  if (found.kind === 'file') disk.writeFile(to, found, found.content());
  else if (found.kind === 'link') disk.writeLink(to, found, found.content().toString());
  else {
    disk.makeFolder(to, found);
    for (const name of disk.names(from)) transfer(disk, posix.join(from, name), posix.join(to, name));
  }
  disk.setTime(to, found.mtime);
}

/** What just-bash hands over as text is sometimes bytes. */
export function bytesOf(content: string | Uint8Array, options: { encoding?: string } | string | undefined): string | Uint8Array {
  const encoding = typeof options === 'string' ? options : options?.encoding;
  if (typeof content !== 'string' || encoding === undefined || encoding.startsWith('utf')) return content;
  return Buffer.from(content, encoding as BufferEncoding);
}
