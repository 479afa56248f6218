import { Box, Text } from 'ink';
import { toAscii } from '../text/glyphs.ts';
import { cutLine, type Line } from '../text/line.ts';
import { shown } from '../text/shown.ts';
import { useTerminal } from './terminal-context.ts';
import { styles } from './tones.ts';

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

function painted(line: Line, width: number, terminal: ReturnType<typeof useTerminal>): string {
  const one = cutLine(
    line.map((segment) => ({ ...segment, text: shown(segment.text, terminal) })),
    width,
  );
  // A cut leaves its own mark, which ASCII has not.
  const segments = terminal.unicode ? one : one.map((segment) => ({ ...segment, text: toAscii(segment.text) }));
  const text = segments
    .map(({ text, tone, href }) => {
      const styled = styles[tone ?? 'plain']?.(text) ?? text;
      return href !== undefined && terminal.hyperlinks === true ? linked(styled, href) : styled;
    })
    .join('');
  return text === '' ? ' ' : text;
}

/** OSC 8. The address is one of ours; what could end the sequence early is taken out all the same. */
const linked = (text: string, href: string): string => `\u001b]8;;${href.replace(/[^\x21-\x7e]/g, '')}\u0007${text}\u001b]8;;\u0007`;
