import { posix } from 'node:path';
import type { FsStat } from 'just-bash';
import { failureWords, isFailure } from '../disk/failure.ts';
import type { Program, Programs, Session } from '../shell/session.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly stat: FsStat;
  readonly owner: { readonly uid: number; readonly gid: number };
}

interface Style {
  readonly long: boolean;
  readonly human: boolean;
  readonly classify: boolean;
  readonly numeric: boolean;
  readonly inode: boolean;
}

/** `ls`, which shows owners and modes: just-bash's own knows neither. */
const ls: Program = async (args, context, session) => {
  const flags = new Set(args.filter((each) => /^-[a-zA-Z0-9]+$/.test(each)).flatMap((each) => [...each.slice(1)]));
  const known = 'laAd1htrSRFnigGop';
  const unknown = [...flags].find((each) => !known.includes(each));
  if (unknown !== undefined) return { stderr: `ls: invalid option -- '${unknown}'\nTry 'ls --help' for more information.\n`, exitCode: 2 };
  const style: Style = {
    long: 'lngo'.split('').some((each) => flags.has(each)),
    human: flags.has('h'),
    classify: flags.has('F'),
    numeric: flags.has('n'),
    inode: flags.has('i'),
  };
  const names = args.filter((each) => !/^-./.test(each));
  const errors: string[] = [];
  const single: Entry[] = [];
  const folders: { readonly title: string; readonly path: string }[] = [];
  for (const name of names.length > 0 ? names : ['.']) {
    const path = posix.resolve(context.cwd, name);
    try {
      const stat = await session.fs[flags.has('d') || style.long ? 'lstat' : 'stat'](path);
      if (stat.isDirectory && !flags.has('d')) folders.push({ title: name, path });
      else single.push({ name, path, stat, owner: session.fs.owner(path) });
    } catch (error) {
      if (!isFailure(error)) throw error;
      errors.push(`ls: cannot access '${name}': ${failureWords(error)}\n`);
    }
  }
  const order = orderBy(flags);
  const blocks: string[] = single.length > 0 ? [await lines(single.sort(order), style, session)] : [];
  const titled = folders.length + single.length + errors.length > 1 || flags.has('R');
  for (const { title, path } of folders) {
    try {
      await listFolder(title, path);
    } catch (error) {
      if (!isFailure(error)) throw error;
      errors.push(`ls: cannot open directory '${title}': ${failureWords(error)}\n`);
    }
  }
  return { stdout: blocks.join('\n'), stderr: errors.join(''), exitCode: errors.length > 0 ? 2 : 0 };

  async function listFolder(title: string, path: string): Promise<void> {
    const found = await session.fs.readdir(path);
    const shown = flags.has('a') ? ['.', '..', ...found] : flags.has('A') ? found : found.filter((each) => !each.startsWith('.'));
    const entries: Entry[] = [];
    for (const name of shown) {
      const at = posix.join(path, name);
      entries.push({ name, path: at, stat: await session.fs.lstat(at), owner: session.fs.owner(at) });
    }
    const total = style.long ? `total ${entries.reduce((sum, { stat }) => sum + Math.ceil(stat.size / 4096) * 4, 0)}\n` : '';
    blocks.push(`${titled ? `${title}:\n` : ''}${total}${await lines(entries.sort(order), style, session)}`);
    if (!flags.has('R')) return;
    for (const { name, path: at, stat } of entries) if (stat.isDirectory && name !== '.' && name !== '..') await listFolder(`${title}/${name}`, at);
  }
};

function orderBy(flags: ReadonlySet<string>): (a: Entry, b: Entry) => number {
  const key = (a: Entry, b: Entry): number => {
    if (flags.has('t')) return b.stat.mtime.getTime() - a.stat.mtime.getTime() || compare(a, b);
    if (flags.has('S')) return b.stat.size - a.stat.size || compare(a, b);
    return compare(a, b);
  };
  return flags.has('r') ? (a, b) => -key(a, b) : key;
}

const compare = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

async function lines(entries: readonly Entry[], style: Style, session: Session): Promise<string> {
  if (!style.long) return entries.map((each) => `${each.name}${mark(each, style)}\n`).join('');
  const rows = await Promise.all(
    entries.map(async (each) => {
      const { stat, owner } = each;
      const target = stat.isSymbolicLink ? ` -> ${await session.fs.readlink(each.path)}` : '';
      const links = stat.isDirectory ? '2' : '1';
      return [
        modeText(stat),
        links,
        nameOf(owner.uid, session, style),
        nameOf(owner.gid, session, style),
        sizeText(stat.size, style),
        timeText(stat.mtime, session.clock.now()),
        `${each.name}${target}${mark(each, style)}`,
      ] as const;
    }),
  );
  const width = (column: number): number => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0));
  return rows
    .map(
      ([mode, links, user, group, size, time, name]) =>
        `${mode} ${links.padStart(width(1))} ${user.padEnd(width(2))} ${group.padEnd(width(3))} ${size.padStart(width(4))} ${time} ${name}\n`,
    )
    .join('');
}

function mark({ stat }: Entry, { classify }: Style): string {
  if (!classify) return '';
  if (stat.isDirectory) return '/';
  return stat.isSymbolicLink ? '@' : (stat.mode & 0o111) !== 0 ? '*' : '';
}

/** `drwxr-xr-t` */
export function modeText({ mode, isDirectory, isSymbolicLink }: FsStat): string {
  const triple = (bits: number): string => `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`;
  const text = `${isDirectory ? 'd' : isSymbolicLink ? 'l' : '-'}${triple(mode >> 6)}${triple(mode >> 3)}${triple(mode)}`;
  return mode & 0o1000 ? `${text.slice(0, -1)}t` : text;
}

export function nameOf(id: number, { node }: Session, { numeric }: { readonly numeric: boolean } = { numeric: false }): string {
  const names: Readonly<Record<number, string>> = { 0: 'root', 4: 'adm', 42: 'shadow', 104: 'syslog', 1000: node.spec().adminUsername };
  return numeric ? String(id) : (names[id] ?? String(id));
}

function sizeText(size: number, { human }: Style): string {
  if (!human || size < 1024) return String(size);
  const units = ['K', 'M', 'G'];
  let value = size;
  let unit = -1;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.ceil(value)}${units[unit]}`;
}

function timeText(time: Date, now: number): string {
  const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][time.getUTCMonth()];
  const day = String(time.getUTCDate()).padStart(2);
  const old = Math.abs(now - time.getTime()) > 182 * 86_400_000;
  return `${month} ${day} ${old ? ` ${time.getUTCFullYear()}` : time.toISOString().slice(11, 16)}`;
}

export const list: Programs = { ls };
