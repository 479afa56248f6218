import { marked, type Token, type Tokens } from 'marked';
import { command, empty, type Line, line, paragraph, type Segment, type Tone, widthOf, wrapped } from './line.ts';

/** A Markdown text as lines of a width: headings, paragraphs, lists, code, quotes and tables; the rest as plain text. */
export function markdownLines(text: string, width: number): readonly Line[] {
  const lines = marked.lexer(text).flatMap((token) => blockLines(token, width));
  while (lines.length > 0 && lines.at(-1)?.length === 0) lines.pop();
  return lines;
}

function blockLines(token: Token, width: number): readonly Line[] {
  switch (token.type) {
    case 'heading':
      return paragraph(inlineText(token as Tokens.Heading), width, 'heading');
    case 'paragraph':
    case 'text':
      return [...inlineLines((token as Tokens.Paragraph).tokens ?? [token], width), empty];
    case 'code':
      return [...(token as Tokens.Code).text.split('\n').flatMap((one) => codeLines(one, (token as Tokens.Code).lang ?? '', width)), empty];
    case 'list':
      return [...listLines(token as Tokens.List, width), empty];
    case 'blockquote':
      return [...((token as Tokens.Blockquote).tokens ?? []).flatMap((inner) => blockLines(inner, width - 2)).map((one): Line => [{ text: '  ' }, ...one])];
    case 'table':
      return [...tableLines(token as Tokens.Table, width), empty];
    case 'space':
    case 'hr':
    case 'html':
      return [];
    default:
      return [...paragraph('text' in token ? String(token.text) : token.raw, width), empty];
  }
}

function codeLines(text: string, language: string, width: number): readonly Line[] {
  if (language === '' || language === 'text') return textLines(text, width);
  return command(text, width - 2).map((one): Line => [{ text: '  ' }, ...one]);
}

/** Text as it stands, with the blanks at its beginning; what is too long goes on further to the right. */
function textLines(text: string, width: number): readonly Line[] {
  const lead = `  ${/^ */.exec(text)?.[0] ?? ''}`;
  const [first = '', ...more] = wrapped(text.trimStart(), width - lead.length - 2);
  return [line(`${lead}${first}`, 'code'), ...more.map((one) => line(`${lead}  ${one}`, 'code'))];
}

function listLines(list: Tokens.List, width: number): readonly Line[] {
  return list.items.flatMap((item, index) => {
    const mark = list.ordered ? `${Number(list.start || 1) + index}. ` : '• ';
    const inner = item.tokens.flatMap((token) => blockLines(token, width - mark.length)).filter((one) => one.length > 0);
    return inner.map((one, at): Line => [{ text: at === 0 ? mark : ' '.repeat(mark.length) }, ...one]);
  });
}

function tableLines(table: Tokens.Table, width: number): readonly Line[] {
  const rows = [table.header, ...table.rows].map((row) => row.map((one) => inlineText(one)));
  const columns = table.header.length;
  const natural = table.header.map((_, at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ''))));
  const room = width - 2 * (columns - 1);
  const widths = fitted(natural, room);
  return rows.flatMap((row, at) => {
    const cells = row.map((text, column) => wrapped(text, widths[column] ?? 6));
    const height = Math.max(...cells.map((one) => one.length));
    return Array.from(
      { length: height },
      (_, part): Line =>
        cells.map(
          (one, column): Segment => ({
            text: padded(one[part] ?? '', widths[column] ?? 6) + (column < columns - 1 ? '  ' : ''),
            ...(at === 0 ? { tone: 'strong' as const } : {}),
          }),
        ),
    );
  });
}

/** Widths that fit: the widest column gives, one cell after the other. */
function fitted(natural: readonly number[], room: number): readonly number[] {
  const widths = [...natural];
  while (widths.reduce((sum, one) => sum + one, 0) > room) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= 1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** The words of inline tokens with the tone of each. */
function* words(tokens: readonly Token[], tone?: Tone): Generator<Segment> {
  for (const token of tokens) {
    const inner = 'tokens' in token ? token.tokens : undefined;
    if (token.type === 'br') yield { text: '\n' };
    else if (token.type === 'codespan') yield { text: unescaped((token as Tokens.Codespan).text), tone: 'code' };
    else if (token.type === 'strong' || token.type === 'em') yield* words(inner ?? [], 'strong');
    else if (token.type === 'link') yield* linkWords(token as Tokens.Link, tone);
    else if (inner && inner.length > 0) yield* words(inner, tone);
    else yield { text: unescaped('text' in token ? String(token.text) : token.raw), ...(tone === undefined ? {} : { tone }) };
  }
}

/** A link is its words and, where they differ, its address: terminals that make no links show it too. */
function* linkWords(link: Tokens.Link, tone?: Tone): Generator<Segment> {
  yield* words(link.tokens, tone);
  if (link.href !== link.text) yield { text: ` (${link.href})`, tone: 'dim' };
}

const inlineText = (token: { readonly tokens?: readonly Token[] }): string =>
  [...words(token.tokens ?? [])]
    .map(({ text }) => text)
    .join('')
    .replace(/\s+/g, ' ');

/** Wrapped as one text, then the tones are put back by position. */
function inlineLines(tokens: readonly Token[], width: number): readonly Line[] {
  const segments = [...words(tokens)].map((segment) => ({ ...segment, text: segment.text.replace(/[ \n]+/g, ' ') }));
  const whole = segments.map(({ text }) => text).join('');
  const tones = segments.flatMap(({ text, tone }) => Array.from(text, () => tone));
  const characters = Array.from(whole);
  let at = 0;
  return wrapped(whole, width).map((one) => {
    const made: { text: string; tone?: Tone }[] = [];
    for (const character of Array.from(one)) {
      while (at < characters.length && characters[at] !== character) at += 1;
      const tone = tones[at];
      at += 1;
      const last = made.at(-1);
      if (last && last.tone === tone) last.text += character;
      else made.push({ text: character, ...(tone === undefined ? {} : { tone }) });
    }
    return made;
  });
}

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
