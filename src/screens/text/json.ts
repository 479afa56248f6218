import { foldedLine } from './fold.ts';
import type { Line, Segment, Tone } from './line.ts';

/** A text of a body that is longer than this is shown by its beginning, in characters. */
const longText = 480;

/** Strings, also those that are cut off; other words; punctuation. */
const token = /"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s"{}[\],:]+/g;

const isJson = (text: string): boolean => /^\s*[[{]/.test(text);

/**
 * JSON as lines of a width, one name a line, in light tones. It need not be whole: what was cut off is shown as far as it goes.
 * Anything else is shown as it is.
 */
export function jsonLines(text: string, width: number): readonly Line[] {
  if (!isJson(text)) return text.split('\n').flatMap((one) => foldedLine([{ text: one }], width));
  const lines: Line[] = [];
  let depth = 0;
  let current: Segment[] = [];
  const put = (word: string, tone?: Tone): void => void current.push(tone === undefined ? { text: word } : { text: word, tone });
  const flush = (): void => {
    if (current.length > 0) lines.push(...foldedLine([{ text: '  '.repeat(depth) }, ...current], width, 2 * depth + 4));
    current = [];
  };
  const words = text.match(token) ?? [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string;
    const next = words[at + 1];
    if ((word === '{' && next === '}') || (word === '[' && next === ']')) {
      put(`${word}${next}`, 'dim');
      at += 1;
    } else if (word === '{' || word === '[') {
      put(word, 'dim');
      flush();
      depth += 1;
    } else if (word === '}' || word === ']') {
      flush();
      depth = Math.max(0, depth - 1);
      put(word, 'dim');
    } else if (word === ',') {
      put(word, 'dim');
      flush();
    } else if (word === ':') put(': ', 'dim');
    else if (next === ':') put(word, 'accent');
    else put(shortened(word));
  }
  flush();
  return lines;
}

function shortened(word: string): string {
  if (word.length <= longText) return word;
  return `${word.slice(0, longText)}" (the first of ${word.length - 2} characters)`;
}
