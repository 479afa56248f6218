/** Plain text as Markdown shows it as it is. */
export const plain = (text: string): string => text.replace(/[\\*<>[\]`]/g, '\\$&').replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_');

/** A sentence of ours: what stands between grave accents is code, all else plain. */
export const prose = (text: string): string =>
  text
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : plain(part)))
    .join('');

/** Plain text within a cell of a table. */
export const cell = (text: string): string => plain(text.replace(/\s*\n\s*/g, ' ')).replaceAll('|', '\\|');

/** A word or a line as code, whatever grave accents are in it. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = '`'.repeat(longest + 1);
  return longest === 0 ? `${mark}${text}${mark}` : `${mark} ${text} ${mark}`;
}

/** A block of code; its fence is longer than any in it. */
export function block(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/^ *(`{3,})/gm)].map(([, run = '']) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n+$/, '')}\n${fence}`;
}

/** A table with its heads; columns whose heads end with a colon are flush right. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(heads.map((head) => head.replace(/:$/, ''))),
    line(heads.map((head) => (head.endsWith(':') ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(cell))),
  ].join('\n');
}

/** The name under which a heading is led to, as GitHub and pandoc (gfm) make it: "1. Sign in" is `1-sign-in`. */
export const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');

/** The headings of a Markdown text so many levels lower; fenced lines that begin with # stay. */
export function lower(text: string, levels: number): string {
  let fenced = false;
  return text
    .split('\n')
    .map((line) => {
      if (/^ *```/.test(line)) fenced = !fenced;
      return !fenced && /^#+ /.test(line) ? `${'#'.repeat(levels)}${line}` : line;
    })
    .join('\n');
}
