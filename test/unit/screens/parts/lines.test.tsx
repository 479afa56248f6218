import { renderToString } from 'ink';
import { expect, it } from 'vitest';
import { Lines } from '../../../../src/screens/parts/Lines.tsx';
import { TerminalProvider } from '../../../../src/screens/parts/terminal-context.ts';

const link = 'https://portal.azure.com/#view/x';
const drawn = (hyperlinks: boolean, text = 'the page'): string =>
  renderToString(
    <TerminalProvider value={{ unicode: true, motion: false, hyperlinks }}>
      <Lines lines={[[{ text: 'see ' }, { text, href: link }], [{ text: 'after' }]]} width={20} />
    </TerminalProvider>,
    { columns: 20 },
  );

it('an address is a link on terminals that make links, and plain text on all others', () => {
  expect(drawn(true)).toMatch(/^see \u001b\]8;;https:\/\/portal\.azure\.com\/#view\/x(\u0007|\u001b\\)the page\u001b\]8;;(\u0007|\u001b\\)\s*\nafter/);
  expect(drawn(false)).toBe('see the page\nafter');
});

it('a link that is cut ends where its text does', () => {
  const [first = ''] = drawn(true, 'a text that is far too long').split('\n');
  expect(first).toMatch(/\u001b\]8;;(\u0007|\u001b\\)$/);
});
