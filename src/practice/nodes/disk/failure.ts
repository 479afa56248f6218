/** A failed file operation, with the words that the C library has for it: the shell's commands print them as they are. */
export interface FileFailure extends Error {
  readonly code: FailureCode;
  readonly path: string;
}

const words = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EEXIST: 'File exists',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  EINVAL: 'Invalid argument',
  ELOOP: 'Too many levels of symbolic links',
  EROFS: 'Read-only file system',
  ENOSPC: 'No space left on device',
  EBUSY: 'Device or resource busy',
  ESTALE: 'Stale file handle',
  ENODEV: 'No such device',
  EIO: 'Input/output error',
  /** A server that does not answer: whoever reads of a hard mount waits (see patient-files.ts), so nobody is shown this. */
  EHOSTDOWN: 'Host is down',
} as const;

export type FailureCode = keyof typeof words;

/** just-bash looks for Node's form (`ENOENT: no such file or directory`) in a few places, so that one stays first there. */
export function failure(code: FailureCode, path: string): FileFailure {
  const message =
    code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR' || code === 'EEXIST' ? `${code}: ${words[code].toLowerCase()}, '${path}'` : words[code];
  return Object.assign(new Error(message), { code, path });
}

export const isFailure = (error: unknown): error is FileFailure => error instanceof Error && 'path' in error && 'code' in error && String(error.code) in words;

/** Whether it is a server that does not answer. */
export const isSilent = (error: unknown): boolean => isFailure(error) && error.code === 'EHOSTDOWN';

/** What the C library says to it. */
export const failureWords = (error: FileFailure): string => words[error.code];

export const codeWords = (code: FailureCode): string => words[code];
