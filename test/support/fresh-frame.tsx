import { renderToString } from 'ink';
import type { WizardState } from '../../src/screens/model/state.ts';
import { Frame } from '../../src/screens/parts/Frame.tsx';
import { TerminalProvider } from '../../src/screens/parts/terminal-context.ts';
import { glyphsOf } from '../../src/screens/text/glyphs.ts';
import { layoutFor } from '../../src/screens/views/frame.ts';
import { viewOf } from '../../src/screens/views/view-of.ts';

/** A state as it is drawn at a size on an empty screen, line by line. */
export function freshFrame(state: WizardState, columns: number, rows: number, unicode = true): string[] {
  const layout = layoutFor(state, columns, rows);
  if (!layout) throw new Error('too small');
  const view = viewOf(state, { width: layout.width, height: layout.height - 2, glyphs: glyphsOf({ unicode }) });
  const frame = (
    <TerminalProvider value={{ unicode, motion: false }}>
      <Frame state={state} view={view} layout={layout} />
    </TerminalProvider>
  );
  return renderToString(frame, { columns }).split('\n');
}
