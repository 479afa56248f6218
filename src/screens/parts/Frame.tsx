import { Box, Text } from 'ink';
import type { Layout } from '../layout.ts';
import type { WizardState } from '../model/state.ts';
import { glyphsOf } from '../text/glyphs.ts';
import { line } from '../text/line.ts';
import { footerLine, noticeLines, railLines, roadLine, topLine } from '../views/frame.ts';
import { paneLines } from '../views/panes.ts';
import type { View } from '../views/view.ts';
import { Lines } from './Lines.tsx';
import { Panel } from './Panel.tsx';
import { useTerminal } from './terminal-context.ts';

/** The whole screen: top line, road, middle, node panes, keys. Its height is the screen's, never more. */
export function Frame({ state, view, layout }: { readonly state: WizardState; readonly view: View; readonly layout: Layout }) {
  const glyphs = glyphsOf(useTerminal());
  const { columns, rows, rail, width, height, panes } = layout;
  const middle = rail > 0 ? height : height + 1;
  const rule = line(glyphs.rule.repeat(columns), 'dim');
  const notice = noticeLines(state, columns);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Lines lines={[topLine(state, columns, glyphs), rule]} width={columns} />
      <Box width={columns} height={middle} flexShrink={0}>
        {rail > 0 ? (
          <Box flexShrink={0}>
            <Lines lines={railLines(state, rail, glyphs).slice(0, middle)} width={rail} />
            <Box flexDirection="column" width={3} flexShrink={0}>
              <Text dimColor>{Array.from({ length: middle }, () => ` ${glyphs.bar}`).join('\n')}</Text>
            </Box>
          </Box>
        ) : null}
        <Box flexDirection="column" flexShrink={0} paddingLeft={rail > 0 ? 0 : 1}>
          {rail > 0 ? null : <Lines lines={[roadLine(state, width, glyphs)]} width={width} />}
          <Panel state={state} view={view} width={width} height={height} />
        </Box>
      </Box>
      <Lines
        lines={[...(notice.length > 0 ? notice : [rule]), ...paneLines(state, columns, panes, glyphs), footerLine(state, columns, glyphs)]}
        width={columns}
      />
    </Box>
  );
}
