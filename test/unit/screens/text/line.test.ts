import { describe, expect, test } from 'vitest';
import { cell, command, cut, cutLine, textOf, widthOf } from '../../../../src/screens/text/line.ts';

/** What a shell reads when the drawn lines are pasted: prompts off, backslash and line end off. */
const pasted = (text: string, width: number): string =>
  command(text, width)
    .map(textOf)
    .map((one, index) => (index === 0 ? one.replace(/^\$ /, '') : one.replace(/^ {4}/, '')))
    .join('\n')
    .replaceAll('\\\n', '');

describe('a command on the screen', () => {
  const long = `az network vnet create --resource-group glocluster-rg --name gloclusterVNET --address-prefixes 10.0.0.0/16 --subnet-name gloclusterSubnet`;

  test('pastes as the one command that it is, however narrow', () => {
    for (const width of [30, 44, 60, 80, 200]) expect(pasted(long, width)).toBe(long);
  });

  test('keeps a flag and its value on one line', () => {
    expect(command(long, 60).map(textOf)[0]).toBe('$ az network vnet create --resource-group glocluster-rg \\');
  });

  test('is never broken inside quotes where it fits a line of its own', () => {
    const quoted = `az provider list --query "[].{namespace:namespace, state:registrationState}" --output table`;
    expect(pasted(quoted, 64)).toBe(quoted);
    for (const one of command(quoted, 64)) expect(widthOf(textOf(one))).toBeLessThanOrEqual(64);
  });
});

test('cutting counts wide characters as two cells and says that something is lost', () => {
  expect(cut('glocluster', 5)).toBe('gloc…');
  expect(widthOf(cut('漢字漢字', 5))).toBeLessThanOrEqual(5);
  expect(cell('漢字', 6)).toBe('漢字  ');
  expect(cell('7', 3, true)).toBe('  7');
});

test('a line of several tones is cut as one', () => {
  expect(textOf(cutLine([{ text: 'abc' }, { text: 'def', tone: 'bad' }], 5))).toBe('abcd…');
  expect(textOf(cutLine([{ text: 'abc' }, { text: 'def', tone: 'bad' }], 6))).toBe('abcdef');
});
