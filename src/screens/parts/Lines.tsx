import { Box, Text, type TextProps } from 'ink';
import { memo } from 'react';
import { toAscii } from '../text/glyphs.ts';
import { cutLine, type Line, type Tone } from '../text/line.ts';
import { useTerminal } from './terminal-context.ts';

const styles: Readonly<Record<Tone, Partial<TextProps>>> = {
  plain: {},
  strong: { bold: true },
  dim: { dimColor: true },
  good: { color: 'green' },
  bad: { color: 'red', bold: true },
  busy: { color: 'yellow' },
  accent: { color: 'cyan' },
  code: { color: 'cyan' },
  heading: { bold: true, color: 'cyan' },
};

/** Lines as they are: one row each, never wider than `width`. */
export function Lines({ lines, width }: { readonly lines: readonly Line[]; readonly width: number }) {
  return (
    <Box flexDirection="column" width={width} flexShrink={0}>
      {lines.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is what stands at its place.
        <OneLine key={index} line={one} width={width} />
      ))}
    </Box>
  );
}

/** Drawn again only where it says something else. */
const OneLine = memo(Drawn, (before, after) => before.width === after.width && isSame(before.line, after.line));

const isSame = (before: Line, after: Line): boolean =>
  before === after || (before.length === after.length && before.every(({ text, tone }, index) => text === after[index]?.text && tone === after[index]?.tone));

function Drawn({ line, width }: { readonly line: Line; readonly width: number }) {
  const { unicode } = useTerminal();
  const ascii = (wide: Line): Line => wide.map((segment) => ({ ...segment, text: toAscii(segment.text) }));
  // A line end in a line would move everything below it.
  const one = line.map((segment) => (segment.text.includes('\n') ? { ...segment, text: segment.text.replaceAll('\n', ' ') } : segment));
  const segments = unicode ? cutLine(one, width) : ascii(cutLine(ascii(one), width));
  return (
    <Text wrap="truncate">
      {segments.every(({ text }) => text === '') ? ' ' : null}
      {segments.map(({ text, tone }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a segment is what stands at its place.
        <Text key={index} {...styles[tone ?? 'plain']}>
          {text}
        </Text>
      ))}
    </Text>
  );
}
