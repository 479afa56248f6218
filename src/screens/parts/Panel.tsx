import { Box, Text } from 'ink';
import { windowOf } from '../model/list.ts';
import { chosenIndex } from '../model/lists.ts';
import type { WizardState } from '../model/state.ts';
import { cell, line, widthOf } from '../text/line.ts';
import { toAscii } from '../text/glyphs.ts';
import { shown } from '../text/shown.ts';
import type { View } from '../views/view.ts';
import { Busy } from './Busy.tsx';
import { Choices } from './Choices.tsx';
import { Lines } from './Lines.tsx';
import { heightsOf } from './panel-heights.ts';
import { useTerminal } from './terminal-context.ts';
import { TextField } from './TextField.tsx';

interface Props {
  readonly state: WizardState;
  readonly view: View;
  readonly width: number;
  readonly height: number;
}

/** The middle of the screen: a title, lines that scroll, a list or a line of text, and what stands at the bottom. */
export function Panel({ state, view, width, height }: Props) {
  const terminal = useTerminal();
  const { unicode } = terminal;
  const { lines, rows, below, most } = heightsOf(view, height);
  const scroll = Math.min(state.scroll, most);
  const busy = state.running !== undefined && state.overlay === undefined;
  const { first, size } = windowOf(view.list ? chosenIndex(state, view.list) : 0, view.list?.rows.length ?? 0, rows);
  const span = `${scroll + 1}–${scroll + lines}`;
  const wheres =
    most > 0
      ? [`${view.list ? 'PgDn: ' : ''}lines ${span} of ${view.lines.length}`, `PgDn: ${span} of ${view.lines.length}`, `${scroll + lines}/${view.lines.length}`]
      : rows < (view.list?.rows.length ?? 0)
        ? [`${first + 1}–${first + size} of ${view.list?.rows.length}`, '']
        : [''];
  // Where both do not fit, where one is gives way to what it is about.
  const where = wheres.find((words) => widthOf(view.title) + widthOf(words) + 4 <= width) ?? (wheres.at(-1) as string);
  const title = cell(shown(view.title, terminal), width - widthOf(where) - (busy ? 3 : 1));
  const shownWhere = unicode ? where : toAscii(where);
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0}>
      <Box width={width} height={1} flexShrink={0}>
        {busy ? (
          <Box width={2} flexShrink={0}>
            <Busy />
          </Box>
        ) : null}
        <Text bold wrap="truncate">
          {unicode ? title : toAscii(title).slice(0, Math.max(0, width - shownWhere.length - (busy ? 3 : 1)))}
        </Text>
        <Text dimColor> {shownWhere}</Text>
      </Box>
      <Lines lines={[line(''), ...view.lines.slice(scroll, scroll + lines)]} width={width} />
      {view.list ? (
        <Box flexDirection="column" flexShrink={0}>
          {view.list.head === undefined ? null : <Lines lines={[line(`  ${view.list.head}`, 'dim')]} width={width} />}
          <Choices rows={view.list.rows} index={chosenIndex(state, view.list)} width={width} height={rows} draw={view.list.draw} />
        </Box>
      ) : null}
      {view.field ? <TextField field={state.field} label={view.field.label} width={width} /> : null}
      {state.filtering ? <TextField field={state.field} label="Filter: " width={width} /> : null}
      <Lines lines={view.below.slice(0, below)} width={width} />
    </Box>
  );
}
