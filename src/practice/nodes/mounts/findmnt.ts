import { posix } from 'node:path';
import type { Program, Programs } from '../shell/session.ts';
import { fstabEntries } from './fstab.ts';
import { mountOf, mountTable, type Shown } from './mount-table.ts';

const columns: Readonly<Record<string, (row: Shown) => string>> = {
  TARGET: (row) => row.target,
  SOURCE: (row) => row.source,
  FSTYPE: (row) => row.type,
  OPTIONS: (row) => row.options,
  'VFS-OPTIONS': (row) => row.options.split(',').slice(0, 2).join(','),
  FSROOT: (row) => /\[(.*)\]$/.exec(row.source)?.[1] ?? '/',
  SIZE: (row) => String(row.space().size),
  USED: (row) => String(row.space().used),
  AVAIL: (row) => String(row.space().size - row.space().used),
};

interface Asked {
  readonly values: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
  readonly names: readonly string[];
}

const valued: Readonly<Record<string, string>> = {
  t: 't',
  types: 't',
  o: 'o',
  output: 'o',
  T: 'T',
  target: 'T',
  M: 'M',
  mountpoint: 'M',
  S: 'S',
  source: 'S',
  O: 'O',
  options: 'O',
};
const long: Readonly<Record<string, string>> = {
  noheadings: 'n',
  json: 'J',
  raw: 'r',
  list: 'l',
  fstab: 's',
  verify: 'x',
  bytes: 'b',
  'first-only': 'f',
  kernel: 'k',
};

function askedFor(args: readonly string[]): Asked {
  const values = new Map<string, string>();
  const flags = new Set<string>();
  const names: string[] = [];
  const words = [...args];
  while (words.length > 0) {
    const word = words.shift() as string;
    if (word.startsWith('--')) {
      const [name = '', value] = word.slice(2).split('=');
      if (valued[name]) values.set(valued[name], value ?? words.shift() ?? '');
      else flags.add(long[name] ?? name);
    } else if (word.startsWith('-')) {
      for (let index = 1; index < word.length; index += 1) {
        const letter = word[index] as string;
        if (!valued[letter]) flags.add(letter);
        else {
          values.set(letter, word.slice(index + 1) || (words.shift() ?? ''));
          break;
        }
      }
    } else names.push(word);
  }
  return { values, flags, names };
}

/** `findmnt`: what is mounted where, or with `-s` what /etc/fstab would mount. Exit code 1 where nothing fits. */
const findmnt: Program = (args, { cwd }, session) => {
  const { values, flags, names } = askedFor(args);
  const tab = (): readonly Shown[] =>
    fstabEntries(session.fs.readBytes('/etc/fstab').toString()).map((each) => ({
      ...each,
      options: each.options.join(','),
      space: () => ({ size: 0, used: 0 }),
    }));
  const table = flags.has('s') ? tab() : mountTable(session);
  let rows: readonly Shown[] = table;
  const types = values.get('t')?.split(',');
  if (types) rows = rows.filter(({ type }) => types.includes(type));
  const target = values.get('T');
  if (target !== undefined) {
    const found = mountOf(rows, posix.resolve(cwd, target));
    rows = found ? [found] : [];
  }
  const point = values.get('M');
  if (point !== undefined) rows = rows.filter((row) => row.target === posix.resolve(cwd, point));
  const source = values.get('S');
  if (source !== undefined) rows = rows.filter((row) => row.source === source);
  for (const name of names) rows = rows.filter((row) => row.source === name || row.target === posix.resolve(cwd, name));
  if (flags.has('f')) rows = rows.slice(0, 1);
  const wanted = (values.get('o') ?? 'TARGET,SOURCE,FSTYPE,OPTIONS').toUpperCase().split(',');
  const unknown = wanted.find((name) => !columns[name]);
  if (unknown !== undefined) return { stderr: `findmnt: unknown column: ${unknown}\n`, exitCode: 1 };
  if (rows.length === 0) return { exitCode: 1 };
  const cells = rows.map((row) => wanted.map((name) => (columns[name] as (row: Shown) => string)(row)));
  if (flags.has('J')) {
    const filesystems = cells.map((row) => Object.fromEntries(wanted.map((name, index) => [name.toLowerCase(), row[index]])));
    return { stdout: `${JSON.stringify({ filesystems }, null, 3)}\n` };
  }
  const all = flags.has('n') ? cells : [wanted, ...cells];
  if (flags.has('r')) return { stdout: all.map((row) => `${row.join(' ')}\n`).join('') };
  const widths = wanted.map((_, index) => Math.max(...all.map((row) => row[index]?.length ?? 0)));
  return { stdout: all.map((row) => `${row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join(' ')}\n`).join('') };
};

export const findmntProgram: Programs = { findmnt };
