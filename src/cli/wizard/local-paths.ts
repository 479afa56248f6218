import { readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';

/** What a name goes on to. */
export interface Completion {
  /** The text with what is certain added. */
  readonly text: string;
  /** What it can go on with, where that is more than one. */
  readonly choices: readonly string[];
}

/** Paths on this machine, as a person types or drops them into a line. */
export interface LocalPaths {
  /** The path that is meant, whole: `~` is the home folder; quotes and backslashes of a path that was dragged into the terminal are gone. */
  path(text: string): string;
  /** Goes on with a name as a shell does: to the end where there is one file of it, else as far as all of them agree. */
  complete(text: string, foldersOnly: boolean): Completion;
}

/** Names that are looked at in one folder: more are not to be chosen from anyway. */
const mostNames = 20_000;

/** @param home where `~` leads. */
export function localPaths(home: string = homedir(), cwd: string = process.cwd()): LocalPaths {
  const expanded = (text: string): string =>
    text === '~' || text.startsWith('~/') || (sep === '\\' && text.startsWith('~\\')) ? join(home, text.slice(1)) : text;
  const path = (text: string): string => {
    const bare = text.trim();
    const plain = /^'.*'$|^".*"$/.test(bare) ? bare.slice(1, -1) : bare;
    const whole = resolve(cwd, expanded(plain));
    if (sep === '\\' || !plain.includes('\\') || isThere(whole)) return whole;
    return resolve(cwd, expanded(plain.replace(/\\(.)/g, '$1')));
  };
  return {
    path,
    complete: (text, foldersOnly) => {
      if (text.trim() === '~') return { text: '~/', choices: [] };
      const at = Math.max(text.lastIndexOf('/'), sep === '\\' ? text.lastIndexOf('\\') : -1);
      const before = text.slice(0, at + 1);
      const begun = text.slice(at + 1);
      const folder = before === '' ? cwd : path(before);
      const names = namesIn(folder)
        .filter((name) => name.startsWith(begun) && (begun.startsWith('.') || !name.startsWith('.')))
        .map((name) => ({ name, folder: isFolder(join(folder, name)) }))
        .filter((one) => one.folder || !foldersOnly)
        .map((one) => (one.folder ? `${one.name}/` : one.name))
        .sort((one, other) => (one < other ? -1 : 1));
      const [first, ...more] = names;
      if (first === undefined) return { text, choices: [] };
      const common = more.reduce((sofar, name) => sofar.slice(0, agreed(sofar, name)), first);
      return { text: `${before}${common.length > begun.length ? common : begun}`, choices: more.length > 0 ? names : [] };
    },
  };
}

const isThere = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false }) !== undefined || statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() !== true;

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).slice(0, mostNames);
  } catch {
    // A folder that is not there or may not be read has nothing to go on with.
    return [];
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // A link that leads nowhere.
    return false;
  }
}

/** How many characters two names begin with in common. */
function agreed(one: string, other: string): number {
  let count = 0;
  while (count < one.length && one[count] === other[count]) count += 1;
  return count;
}
