import chalk, { type ChalkInstance } from 'chalk';
import { Box, Text } from 'ink';
import { toAscii } from '../text/glyphs.ts';
import { cutLine, type Line, type Tone } from '../text/line.ts';
import { useTerminal } from './terminal-context.ts';

const styles: Readonly<Record<Tone, ChalkInstance | undefined>> = {
  plain: undefined,
  strong: chalk.bold,
  dim: chalk.dim,
  good: chalk.green,
  bad: chalk.red.bold,
  busy: chalk.yellow,
  accent: chalk.cyan,
  code: chalk.cyan,
  heading: chalk.bold.cyan,
};

/**
 * Lines as they are: one row each, never wider than `width`. All of them are one text that is styled already: a component for
 * each line and each colour would cost half of what a frame takes.
 */
export function Lines({ lines, width }: { readonly lines: readonly Line[]; readonly width: number }) {
  const terminal = useTerminal();
  if (lines.length === 0) return null;
  return (
    <Box width={width} height={lines.length} flexShrink={0}>
      <Text wrap="truncate">{lines.map((line) => painted(line, width, terminal)).join('\n')}</Text>
    </Box>
  );
}

function painted(line: Line, width: number, { unicode, hyperlinks }: ReturnType<typeof useTerminal>): string {
  const ascii = (wide: Line): Line => wide.map((segment) => ({ ...segment, text: toAscii(segment.text) }));
  // A line end in a line would move everything below it.
  const one = line.map((segment) => (segment.text.includes('\n') ? { ...segment, text: segment.text.replaceAll('\n', ' ') } : segment));
  const segments = unicode ? cutLine(one, width) : ascii(cutLine(ascii(one), width));
  const text = segments
    .map(({ text, tone, href }) => {
      const styled = styles[tone ?? 'plain']?.(text) ?? text;
      return href !== undefined && hyperlinks === true ? linked(styled, href) : styled;
    })
    .join('');
  return text === '' ? ' ' : text;
}

/** OSC 8. The address is one of ours; what could end the sequence early is taken out all the same. */
const linked = (text: string, href: string): string => `\u001b]8;;${href.replace(/[^\x21-\x7e]/g, '')}\u0007${text}\u001b]8;;\u0007`;
