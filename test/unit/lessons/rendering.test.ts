import { describe, expect, it } from 'vitest';
import { textOf, widthOf } from '../../../src/screens/text/line.ts';
import { markdownLines } from '../../../src/screens/text/markdown.ts';
import { drillTexts, glossaryText, lessonTexts, named, type ProductText } from './texts.ts';

const widths = Array.from({ length: 161 }, (_, index) => 40 + index);

/** All letters, digits and signs of a Markdown text that a reader is to see, in any order: a table's cells stand beside each other. */
function signsOf(markdown: string): string {
  const shown = markdown
    .replace(/^```\w*$/gm, '')
    .replace(/^\|[ |:-]+\|$/gm, '')
    .replace(/^#+ /gm, '')
    .replace(/^- /gm, '')
    .replace(/^\|.*\|$/gm, (row) => row.replaceAll('|', ''))
    .replace(/[*`]/g, '');
  return sorted(shown);
}

/** Which signs are there too seldom or too often. */
function difference(wanted: string, got: string): string {
  const times = (text: string, sign: string): number => text.split(sign).length - 1;
  const signs = [...new Set(wanted + got)].filter((sign) => times(wanted, sign) !== times(got, sign));
  return signs.map((sign) => `${sign}: ${times(got, sign)} instead of ${times(wanted, sign)}`).join(', ');
}

const sorted = (text: string): string =>
  // A command has a $ before it and a \ where it goes on; a list has dots.
  [...text.replace(/[\s$\\•]/g, '')].sort().join('');

describe.each([...lessonTexts(), ...drillTexts(), glossaryText()])('$where', (text: ProductText) => {
  it('loses nothing and keeps within its width, at every width from 40 to 200', () => {
    const markdown = named(text);
    const signs = signsOf(markdown);
    for (const width of widths) {
      const lines = markdownLines(markdown, width).map(textOf);
      const widest = lines.reduce((a, b) => (widthOf(b) > widthOf(a) ? b : a), '');
      expect(widthOf(widest), `${width} columns: ${widest}`).toBeLessThanOrEqual(width);
      const got = sorted(lines.join('\n'));
      expect(got === signs ? '' : difference(signs, got), `${width} columns`).toBe('');
    }
  });
});

describe('the comparison', () => {
  it('sees a word that is missing, and one that is there twice', () => {
    const seen = (text: string, shown: string): boolean => signsOf(text) === sorted(shown);
    expect(seen('One `two` **three**.\n\n- four\n', 'One two three.\n\n• four')).toBe(true);
    expect(seen('One `two` three.', 'One three.')).toBe(false);
    expect(seen('One two.', 'One two two.')).toBe(false);
    expect(seen('| a | b |\n| --- | --- |\n| c | d |', 'a  b\nc  d')).toBe(true);
  });
});
