import { parse } from 'shell-quote';
import { word } from '../../azure/commands.ts';

/** Columns that a line of the script may have before it is broken. */
const widest = 112;

/** A stand-in for a variable of the script; no shell minds it, so it goes through everything that makes lines as a plain value does. */
export const v = (name: string): string => `__${name}__`;

const standIn = /__([a-z_]+?)__/g;
const hasStandIn = (text: string): boolean => text.search(standIn) >= 0;

/** Text with `$name` in the place of each stand-in; in braces where something follows that could be of the name. */
const named = (text: string): string =>
  text.replace(standIn, (whole, name: string, at: number) => {
    const rest = text.slice(at + whole.length);
    return /^\w/.test(rest) && !/^__[a-z]/.test(rest) ? `\${${name}}` : `$${name}`;
  });

/** Bash with `@{…}` for `${…}`, which is TypeScript's own; backslashes stay as they are. */
export const sh = (parts: TemplateStringsArray, ...values: readonly string[]): string =>
  parts.raw.map((part, index) => `${part.replaceAll('@{', '${')}${values[index] ?? ''}`).join('');

/** A text as comment lines. */
export function comment(text: string, indent = ''): string {
  const lines: string[] = [''];
  for (const one of text.replace(/\*(?=\S)|(?<=\S)\*/g, '').split(/\s+/)) {
    const line = lines.at(-1) as string;
    if (line !== '' && indent.length + line.length + one.length > widest - 4) lines.push(one);
    else lines[lines.length - 1] = line === '' ? one : `${line} ${one}`;
  }
  return lines.map((line) => `${indent}# ${line}`).join('\n');
}

/** One argument of a line of the script. */
function argument(text: string): string {
  return hasStandIn(text) ? `"${named(text)}"` : word(text);
}

interface Layout {
  /** Columns that the line begins at. */
  readonly indent?: number;
  /** What is to stand for the values of an option, as it is to be written. */
  readonly instead?: Readonly<Record<string, string>>;
}

/** An `az` line as the script has it: variables for stand-ins, broken where it is long. Tags and image are the script's own variables. */
export function azLine(line: string, { indent = 2, instead = {} }: Layout = {}): string {
  const given: Readonly<Record<string, string>> = { '--tags': sh`"@{tags[@]}"`, '--image': '"$image"', ...instead };
  const groups: string[][] = [[]];
  for (const entry of parse(line, (name) => `$${name}`)) {
    if (typeof entry !== 'string') throw new Error(`no plain line: ${line}`);
    if (entry.startsWith('--')) groups.push([entry]);
    else (groups.at(-1) as string[]).push(argument(entry));
  }
  const pieces = groups.map(([first = '', ...values]) => (given[first] === undefined ? [first, ...values].join(' ') : `${first} ${given[first]}`));
  return broken(pieces, ' '.repeat(indent));
}

/** Pieces one after the other, on as many lines as they need. */
function broken(pieces: readonly string[], indent: string): string {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + piece.length + 3 <= widest) lines[lines.length - 1] = `${last} ${piece}`;
    else lines.push(last === undefined ? `${indent}${piece}` : `${indent}  ${piece}`);
  }
  return lines.join(' \\\n');
}

/** A line for a shell on a node, as one argument of ssh: with variables of the script in double quotes, without any in single ones. */
export function remote(line: string, indent = 2): string {
  const pieces = broken(piecesOf(line), ' '.repeat(indent)).trimStart();
  if (!hasStandIn(line) && !line.includes("'")) return `'${pieces}'`;
  const escaped = pieces.replace(/["$`]|\\(?!\n)/g, '\\$&');
  return `"${named(escaped)}"`;
}

/** A line within double quotes of the script, as it is. */
export const within = (line: string): string => named(line.replace(/["$`\\]/g, '\\$&'));

/** A line at its blanks, but what is in quotes in one piece, and an option with its values. */
function piecesOf(line: string): string[] {
  const words = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  const pieces: string[] = [];
  for (const one of words) {
    if (pieces.length === 0 || /^(--|-[xe]$|\.\/|\$|<|\||&&|[;{])/.test(one)) pieces.push(one);
    else pieces[pieces.length - 1] += ` ${one}`;
  }
  return pieces;
}
