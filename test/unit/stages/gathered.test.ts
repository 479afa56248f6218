import { describe, expect, it } from 'vitest';
import { gatheredText } from '../../../src/stages/gathered.ts';

const outputs = [
  { node: 'glocluster10', stdout: 'a\nb\n' },
  { node: 'glocluster1', stdout: 'other\n' },
  { node: 'glocluster9', stdout: 'a\nb\n' },
  { node: 'glocluster2', stdout: '' },
];

describe('output of many nodes', () => {
  it('is shown once where it is equal, most nodes first', () => {
    expect(gatheredText(outputs, true)).toBe(
      ['---------------', 'glocluster[9-10] (2)', '---------------', 'a', 'b', '---------------', 'glocluster1', '---------------', 'other', ''].join('\n'),
    );
  });
  it('is shown node by node, in their order', () => {
    const names = gatheredText(outputs, false)
      .split('\n')
      .filter((line) => line.startsWith('glocluster'));
    expect(names).toEqual(['glocluster1', 'glocluster9', 'glocluster10']);
  });
  it('is nothing where nobody printed anything', () => expect(gatheredText([{ node: 'n', stdout: '\n' }], true)).toBe(''));
});
