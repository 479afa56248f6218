import { expect, test } from 'vitest';
import { bar, barLine } from '../../../../src/screens/text/bar.ts';
import { glyphsOf } from '../../../../src/screens/text/glyphs.ts';
import { textOf } from '../../../../src/screens/text/line.ts';

test('a bar is filled by its share, never wider than its cells, and never empty for something', () => {
  const unicode = { unicode: true };
  expect(bar(8, 20, 10, unicode)).toBe('████░░░░░░');
  expect(bar(0, 20, 4, unicode)).toBe('░░░░');
  expect(bar(1, 1000, 4, unicode)).toBe('█░░░');
  expect(bar(40, 20, 4, unicode)).toBe('████');
  expect(bar(4, 0, 4, unicode)).toBe('████');
});

test('in ASCII it stands in brackets, with the same words', () => {
  const line = barLine(8, 20, '8 of 20', { cells: 10, tone: 'good', glyphs: glyphsOf({ unicode: false }) });
  expect(textOf(line)).toBe('[####......] 8 of 20');
});
