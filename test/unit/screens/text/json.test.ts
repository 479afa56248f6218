import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { foldedLine } from '../../../../src/screens/text/fold.ts';
import { jsonLines } from '../../../../src/screens/text/json.ts';
import { textOf, widthOf } from '../../../../src/screens/text/line.ts';

const texts = (text: string, width = 40): string[] => jsonLines(text, width).map(textOf);

describe('JSON as lines', () => {
  it('is what JSON.stringify draws, where every line fits', () => {
    fc.assert(
      fc.property(fc.oneof(fc.object({ maxDepth: 3 }), fc.array(fc.jsonValue())), (value) => {
        const given = JSON.stringify(value);
        expect(texts(given, 5_000).join('\n')).toBe(JSON.stringify(JSON.parse(given), undefined, 2));
      }),
    );
  });

  it('has its names in another tone than its values', () => {
    expect(jsonLines('{"name":"name"}', 40)[1]).toEqual([{ text: '  ' }, { text: '"name"', tone: 'accent' }, { text: ': ', tone: 'dim' }, { text: '"name"' }]);
  });

  it('goes as far as what was kept of it', () => {
    expect(texts('{"a":[1,{"b":"cut of')).toEqual(['{', '  "a": [', '    1,', '    {', '      "b": "cut of']);
    expect(texts('[{"a":"\\')).toEqual(['[', '  {', '    "a": "\\']);
  });

  it('shows the beginning of a text that would fill screens', () => {
    const [, line] = texts(JSON.stringify({ customData: 'x'.repeat(2_000) }), 5_000);
    expect(line).toMatch(/^ {2}"customData": "x{479}" \(the first of 2000 characters\)$/);
  });

  it('is the text itself where it is none', () => {
    expect(texts('<html>\nno')).toEqual(['<html>', 'no']);
  });
});

describe('a line that is broken where it is full', () => {
  it('loses nothing and is never wider, whatever it has', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 }),
        fc.integer({ min: 2, max: 30 }),
        fc.integer({ min: 0, max: 8 }),
        (parts, width, indent) => {
          const lines = foldedLine(
            parts.map((text) => ({ text })),
            width,
            indent,
          );
          for (const one of lines) expect(widthOf(textOf(one))).toBeLessThanOrEqual(width);
          const lead = Math.min(indent, Math.floor(width / 2), width - 2);
          expect(lines.map((one, at) => textOf(one).slice(at === 0 ? 0 : lead)).join('')).toBe(parts.join(''));
        },
      ),
    );
  });
});
