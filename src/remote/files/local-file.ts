import { createHash } from 'node:crypto';
import { createReadStream, type Stats, statSync } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { usageError } from '../../state/problem.ts';

/** A file on this machine that is to be sent. */
export interface LocalFile {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  /** Permission bits, as `chmod` takes them: `755`. */
  readonly mode: string;
  readonly sha256: string;
}

/** The sum of a file, read in pieces. */
export async function sumOfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, ...(signal ? [{ signal }] : []));
  return hash.digest('hex');
}

/**
 * Looks at a file that is to be sent, and makes its sum.
 * @throws ProblemError exit code 2: it is not there, may not be read, or is a folder or a device.
 */
export async function localFile(path: string, signal: AbortSignal): Promise<LocalFile> {
  let stats: Stats;
  try {
    stats = statSync(path);
    if (stats.isFile()) {
      const sha256 = await sumOfFile(path, signal);
      return { path, name: basename(path), size: stats.size, mode: (stats.mode & 0o777).toString(8), sha256 };
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw usageError('file-missing', `${path}: there is no such file here`, 'Nothing was sent.');
    if (code === 'EACCES' || code === 'EPERM' || code === 'ELOOP' || code === 'ENAMETOOLONG')
      throw usageError('file-unreadable', `${path}: ${message}`, 'It cannot be read here, so nothing was sent.');
    throw error;
  }
  if (!stats.isDirectory()) throw usageError('file-no-file', `${path} is no plain file`, 'Devices, pipes and sockets are not sent.');
  const name = basename(path) || 'folder';
  throw usageError('file-is-folder', `${path} is a folder`, 'Files are sent one by one, so that each is checked by its sum. A folder goes as one archive.', [
    { label: `Pack it here, with tar -czf, as ${name}.tar.gz` },
    { label: 'Send that', command: `rank0 put ${name}.tar.gz` },
    { label: 'Unpack it on every node', command: `rank0 run -- tar -xzf ${name}.tar.gz` },
  ]);
}
