import { latin1FromBytes } from 'just-bash';
import { posix } from 'node:path';
import { failureWords, isFailure } from '../disk/failure.ts';
import { type ArchiveEntry, packed, unpacked } from '../disk/ustar.ts';
import type { CommandResult, Program, Programs, Session } from '../shell/session.ts';

interface Line {
  readonly does: 'c' | 'x' | 't' | undefined;
  readonly gzip: boolean;
  readonly verbose: boolean;
  readonly file: string;
  readonly folder: string;
  readonly strip: number;
  readonly names: readonly string[];
}

function lineOf(args: readonly string[], cwd: string): Line {
  const words = [...args];
  // The old way, without a dash: tar xzf FILE.
  if (words[0] !== undefined && /^[cxt][a-zA-Z]*$/.test(words[0])) words[0] = `-${words[0]}`;
  let does: Line['does'];
  let [gzip, verbose, file, folder, strip] = [false, false, '-', cwd, 0];
  const names: string[] = [];
  while (words.length > 0) {
    const word = words.shift() as string;
    const long = /^--(directory|file|strip-components)(?:=(.*))?$/.exec(word);
    if (long) {
      const value = long[2] ?? words.shift() ?? '';
      if (long[1] === 'directory') folder = posix.resolve(folder, value);
      else if (long[1] === 'file') file = value;
      else strip = Number(value);
    } else if (word.startsWith('--')) {
      if (word === '--create') does = 'c';
      else if (word === '--extract') does = 'x';
      else if (word === '--list') does = 't';
      else if (word === '--gzip') gzip = true;
    } else if (word.startsWith('-') && word !== '-') {
      for (const [index, letter] of [...word.slice(1)].entries()) {
        if (letter === 'c' || letter === 'x' || letter === 't') does = letter;
        else if (letter === 'z') gzip = true;
        else if (letter === 'v') verbose = true;
        else if (letter === 'f' || letter === 'C') {
          const value = word.slice(index + 2) || (words.shift() ?? '');
          if (letter === 'f') file = value;
          else folder = posix.resolve(folder, value);
          break;
        }
      }
    } else names.push(word);
  }
  return { does, gzip: gzip || /\.t?gz$/.test(file), verbose, file, folder, strip, names };
}

/** `tar`: packs and unpacks with modes and times, which the shell's own leaves out. */
const tar: Program = async (args, context, session) => {
  const line = lineOf(args, context.cwd);
  const { fs } = session;
  const path = posix.resolve(context.cwd, line.file);
  try {
    if (line.does === undefined)
      return {
        stderr: "tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' options\nTry 'tar --help' or 'tar --usage' for more information.\n",
        exitCode: 2,
      };
    if (line.does === 'c') {
      const entries = (await Promise.all(line.names.map((name) => entriesOf(session, line.folder, name)))).flat();
      const archive = packed(entries, line.gzip);
      if (line.file === '-') return { stdout: archive.toString('latin1'), bytes: true };
      fs.writeBytes(path, archive);
      return line.verbose ? { stdout: entries.map(({ name }) => `${name}\n`).join('') } : {};
    }
    const bytes = line.file === '-' ? Buffer.from(latin1FromBytes(context.stdin), 'latin1') : fs.readBytes(path);
    const wanted = archiveIn(bytes).filter(({ name }) => line.names.length === 0 || line.names.some((each) => name === each || name.startsWith(`${each}/`)));
    const said = wanted.map(({ name, kind }) => `${name}${kind === 'dir' ? '/' : ''}\n`).join('');
    if (line.does === 't') return { stdout: said };
    for (const entry of wanted) await extract(session, line, entry);
    return line.verbose ? { stdout: said } : {};
  } catch (error) {
    if (isFailure(error)) return complaint(`${error.path}: Cannot open: ${failureWords(error)}`);
    if (error instanceof NotAnArchive) return complaint(error.message, line.gzip);
    throw error;
  }
};

class NotAnArchive extends Error {}

function archiveIn(bytes: Buffer): ArchiveEntry[] {
  try {
    return unpacked(bytes);
  } catch (error) {
    throw new NotAnArchive(error instanceof Error ? error.message : String(error));
  }
}

const complaint = (what: string, gzip = false): CommandResult => ({
  stderr: `${gzip ? '\ngzip: stdin: not in gzip format\n' : ''}tar: ${what}\ntar: Error is not recoverable: exiting now\n`,
  exitCode: 2,
});

async function entriesOf(session: Session, folder: string, name: string): Promise<ArchiveEntry[]> {
  const { fs } = session;
  const path = posix.resolve(folder, name);
  const { mode, mtime, isDirectory, isSymbolicLink } = await fs.lstat(path);
  const common = { name: name.replace(/^\/+|\/+$/g, ''), mode: mode & 0o7777, mtime: Math.floor(mtime.getTime() / 1000) };
  if (isSymbolicLink) return [{ ...common, kind: 'link', content: Buffer.from(await fs.readlink(path)) }];
  if (!isDirectory) return [{ ...common, kind: 'file', content: fs.readBytes(path) }];
  const below = await Promise.all((await fs.readdir(path)).map((each) => entriesOf(session, folder, posix.join(name, each))));
  return [{ ...common, kind: 'dir', content: Buffer.alloc(0) }, ...below.flat()];
}

async function extract({ fs, umask }: Session, { folder, strip }: Line, { name, kind, mode, mtime, content }: ArchiveEntry): Promise<void> {
  const left = name.split('/').slice(strip).join('/');
  if (left === '') return;
  const path = posix.resolve(folder, left);
  if (kind === 'dir') {
    await fs.mkdir(path, { recursive: true });
    return;
  }
  // A file takes the place of what is there, which may be one that runs.
  await fs.mkdir(posix.dirname(path), { recursive: true });
  if (await fs.exists(path)) await fs.rm(path);
  if (kind === 'link') {
    await fs.symlink(content.toString(), path);
    return;
  }
  fs.writeBytes(path, content);
  await fs.chmod(path, mode & ~umask);
  await fs.utimes(path, new Date(mtime * 1000), new Date(mtime * 1000));
}

export const archiver: Programs = { tar };
