import { expect, test } from 'vitest';
import { textOf, widthOf } from '../../../../src/screens/text/line.ts';
import { markdownLines } from '../../../../src/screens/text/markdown.ts';

const drawn = (text: string, width = 40): string[] => markdownLines(text, width).map(textOf);

test('emphasis and code lose their marks and keep their tones', () => {
  const [line] = markdownLines('A *token* and `az login`, **now**.', 60);
  expect(line).toEqual([
    { text: 'A ' },
    { text: 'token', tone: 'strong' },
    { text: ' and ' },
    { text: 'az login', tone: 'code' },
    { text: ', ' },
    { text: 'now', tone: 'strong' },
    { text: '.' },
  ]);
});

test('lists hang their lines under their marks', () => {
  expect(drawn('- one two three four five six seven eight nine\n- ten', 24)).toEqual(['• one two three four', '  five six seven eight', '  nine', '• ten']);
  expect(drawn('1. first\n2. second')).toEqual(['1. first', '2. second']);
});

test('a shell block pastes as one line, a text block stays as it is', () => {
  expect(drawn('```sh\naz vm list-usage --location eastus --output table\n```', 40)).toEqual([
    '  $ az vm list-usage \\',
    '      --location eastus --output table',
  ]);
  expect(drawn('```text\nssh  glocluster0\n```')).toEqual(['  ssh  glocluster0']);
});

test('a table keeps its columns at every width', () => {
  const table = '| choice | what hangs on it |\n| --- | --- |\n| region | price, which sizes there are, your quota |';
  for (const width of [30, 50, 90]) {
    const lines = drawn(table, width);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
    expect(lines[0]).toMatch(/^choice +what hangs on it/);
  }
});

test('a link says where it goes', () => {
  expect(drawn('See [the page](https://example.org/x).', 60)).toEqual(['See the page (https://example.org/x).']);
});

test('entities and quotes come out as characters', () => {
  expect(drawn('`a < b` && "c"')).toEqual(['a < b && "c"']);
});

test('a text block keeps the blanks at the beginning of its lines, and what is too long goes on further right', () => {
  expect(drawn('```text\naz vm create --name glocluster\n   --size Standard_DS1_v2 --count 4 and more\n```', 30)).toEqual([
    '  az vm create --name',
    '    glocluster',
    '     --size Standard_DS1_v2',
    '       --count 4 and more',
  ]);
});

test('a heading stands right above what it names, and is told from code without colour', () => {
  expect(markdownLines('One.\n\n## Two\n\nThree.', 40)).toEqual([[{ text: 'One.' }], [], [{ text: 'Two', tone: 'heading' }], [{ text: 'Three.' }]]);
});
