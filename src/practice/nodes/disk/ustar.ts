import { gunzipSync, gzipSync } from 'node:zlib';

/** An entry of an archive. */
export interface ArchiveEntry {
  /** Without a slash at its end. */
  readonly name: string;
  readonly kind: 'file' | 'dir' | 'link';
  readonly mode: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** Of a file, or the target of a link. */
  readonly content: Buffer;
}

const block = 512;
const kinds = { file: '0', link: '2', dir: '5' } as const;

/** A tar archive in the format that all tars read (ustar). Names longer than 100 characters are split as it says. */
export function packed(entries: readonly ArchiveEntry[], gzip: boolean): Buffer {
  const blocks = entries.flatMap((entry) => {
    const body = entry.kind === 'file' ? entry.content : Buffer.alloc(0);
    return [header(entry, body.length), body, Buffer.alloc((block - (body.length % block)) % block)];
  });
  const archive = Buffer.concat([...blocks, Buffer.alloc(2 * block)]);
  return gzip ? gzipSync(archive) : archive;
}

function header({ name, kind, mode, mtime, content }: ArchiveEntry, size: number): Buffer {
  const bytes = Buffer.alloc(block);
  const full = kind === 'dir' ? `${name}/` : name;
  const cut = full.length <= 100 ? -1 : full.lastIndexOf('/', 155);
  const put = (text: string, at: number): void => void bytes.write(text, at, 'utf8');
  const octal = (value: number, at: number, length: number): void => put(`${value.toString(8).padStart(length - 1, '0')}\0`, at);
  put(full.slice(cut + 1), 0);
  if (cut > 0) put(full.slice(0, cut), 345);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(mtime, 136, 12);
  put(kinds[kind], 156);
  if (kind === 'link') put(content.toString(), 157);
  put('ustar\0', 257);
  put('00', 263);
  put(' '.repeat(8), 148);
  const sum = bytes.reduce((total, each) => total + each, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

/** @throws Error where it is no archive, or one that was cut off. */
export function unpacked(archive: Buffer): ArchiveEntry[] {
  const bytes = archive[0] === 0x1f && archive[1] === 0x8b ? gunzipSync(archive) : archive;
  const entries: ArchiveEntry[] = [];
  for (let at = 0; ; ) {
    const head = bytes.subarray(at, at + block);
    if (head.length < block) throw new Error('Unexpected EOF in archive');
    if (head[0] === 0) return entries;
    const text = (from: number, length: number): string => head.toString('utf8', from, from + length).replace(/\0.*$/s, '');
    const number = (from: number, length: number): number => Number.parseInt(text(from, length).trim() || '0', 8);
    if (text(257, 5) !== 'ustar') throw new Error('This does not look like a tar archive');
    const size = number(124, 12);
    const body = bytes.subarray(at + block, at + block + size);
    if (body.length < size) throw new Error('Unexpected EOF in archive');
    const prefix = text(345, 155);
    const kind = { '2': 'link', '5': 'dir' }[text(156, 1)] ?? 'file';
    entries.push({
      name: `${prefix === '' ? '' : `${prefix}/`}${text(0, 100)}`.replace(/\/$/, ''),
      kind: kind as ArchiveEntry['kind'],
      mode: number(100, 8) & 0o7777,
      mtime: number(136, 12),
      content: kind === 'link' ? Buffer.from(text(157, 100)) : Buffer.from(body),
    });
    at += block + Math.ceil(size / block) * block;
  }
}
