import { Box, Text } from 'ink';
import SelectInput from 'ink-select-input';
import { windowOf } from '../model/list.ts';
import type { Row } from '../model/lists.ts';
import { glyphsOf, toAscii } from '../text/glyphs.ts';
import { cut } from '../text/line.ts';
import { shown } from '../text/shown.ts';
import { useTerminal } from './terminal-context.ts';
import { markColour } from './tones.ts';

interface Props {
  readonly rows: readonly Row<unknown>[];
  readonly index: number;
  readonly width: number;
  readonly height: number;
  readonly draw: (row: Row<unknown>, width: number) => string;
}

/**
 * A list with one marked row, drawn by ink-select-input. Its own input is off (`isFocused`): there a digit would choose at once
 * and the ends would wrap around; keys come through the one table instead, and the marked row is data of the state.
 */
export function Choices({ rows, index, width, height, draw }: Props) {
  const terminal = useTerminal();
  const { first, size } = windowOf(index, rows.length, height);
  const items = rows.slice(first, first + size).map((row) => {
    const text = cut(shown(draw(row, width - 2), terminal), width - 2);
    return {
      key: row.key,
      label: terminal.unicode ? text : toAscii(text),
      value: row.key,
      disabled: row.disabled !== undefined,
    };
  });
  return (
    <Box flexDirection="column" height={size} width={width} flexShrink={0}>
      <SelectInput
        key={`${items[0]?.key ?? ''}/${index}/${items.length}`}
        isFocused={false}
        items={items}
        initialIndex={index - first}
        indicatorComponent={Mark}
        itemComponent={Item}
      />
    </Box>
  );
}

function Mark({ isSelected = false }: { readonly isSelected?: boolean }) {
  const glyphs = glyphsOf(useTerminal());
  return (
    <Box width={2} flexShrink={0}>
      <Text color={markColour}>{isSelected ? glyphs.here : ' '}</Text>
    </Box>
  );
}

function Item({ isSelected = false, label, disabled = false }: { readonly isSelected?: boolean; readonly label: string; readonly disabled?: boolean }) {
  return (
    <Text wrap="truncate" bold={isSelected} dimColor={disabled}>
      {label}
    </Text>
  );
}
