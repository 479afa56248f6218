import { posix, win32 } from 'node:path';

/**
 * What `~/.ssh/config` gets where a person asks for it: two lines at its top, because an Include below a Host holds for that host alone.
 * Texts are the bytes of the file, one character each, so that nothing in it is changed by reading it.
 */
export interface SshEntry {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Absolute path of its ssh_config. */
  readonly config: string;
}

const mark = '# rank0: ';
const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** The path as ssh_config wants it: forward slashes on Windows too. */
const pathOf = ({ config }: SshEntry): string => (win32.isAbsolute(config) && !posix.isAbsolute(config) ? config.replaceAll('\\', '/') : config);

/** The two lines, without an end of line at the end. */
export const entryLines = (entry: SshEntry): readonly [string, string] => [
  `${mark}nodes of ${entry.cluster}; taken out by: rank0 ssh ${entry.cluster} --no-entry`,
  `Include "${pathOf(entry)}"`,
];

/** Characters that an Include gives a meaning of its own: patterns, variables, tokens, the quote. */
export const isIncludable = (entry: SshEntry): boolean => !/[*?[\]{}$%"\r\n]/.test(pathOf(entry));

const newLineOf = (text: string): string => (/\r\n/.test(text) ? '\r\n' : '\n');
const isInclude = (line: string, entry: SshEntry): boolean => line.trim() === bytes(entryLines(entry)[1]);

/** Whether the file has it. */
export const hasEntry = (text: string, entry: SshEntry): boolean => text.split(/\r?\n/).some((line) => isInclude(line, entry));

/** The file with it at its top; the same where it has it already. A byte order mark stays in front. */
export function withEntry(text: string, entry: SshEntry): string {
  if (hasEntry(text, entry)) return text;
  const end = newLineOf(text);
  const front = text.startsWith('\u00ef\u00bb\u00bf') ? text.slice(0, 3) : '';
  const rest = text.slice(front.length);
  return `${front}${entryLines(entry).map(bytes).join(end)}${end}${rest === '' ? '' : `${end}${rest}`}`;
}

/** The file without it: our comment, the Include, and the blank line that came with them. All else stays byte for byte. */
export function withoutEntry(text: string, entry: SshEntry): string {
  const lines = text.split(/(?<=\n)/);
  for (let at = lines.findIndex((line) => isInclude(line, entry)); at >= 0; at = lines.findIndex((line) => isInclude(line, entry))) {
    const from = lines[at - 1]?.replace('\u00ef\u00bb\u00bf', '').startsWith(mark) ? at - 1 : at;
    const front = from < at && lines[from]?.startsWith('\u00ef\u00bb\u00bf') ? '\u00ef\u00bb\u00bf' : '';
    const to = lines[at + 1]?.trim() === '' && from < at ? at + 1 : at;
    lines.splice(from, to - from + 1);
    if (front !== '') lines[from] = `${front}${lines[from] ?? ''}`;
  }
  return lines.join('');
}

/** Names of nodes for which the person's own file has a Host, too: the one that comes first counts, and that is ours. */
export function shadowed(text: string, names: readonly string[]): readonly string[] {
  const own = text.split(/\r?\n/).flatMap((line) => /^\s*Host[\s=]+(.*)$/i.exec(line)?.[1]?.split(/\s+/) ?? []);
  return names.filter((name) => own.some((one) => one.replaceAll('"', '') === name));
}
