import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { reference } from '../../../scripts/reference.ts';

it('is what the definitions say', () => {
  expect(readFileSync('docs/reference.md', 'utf8')).toBe(reference());
});
