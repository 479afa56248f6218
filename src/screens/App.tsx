import { Box, Text, useInput, usePaste, useWindowSize } from 'ink';
import { useRef, useSyncExternalStore } from 'react';
import type { Terminal } from '../terminal/terminal.ts';
import { leastSize } from './layout.ts';
import type { Intent } from './model/actions.ts';
import { pageOfRows, toEnd } from './model/common-keys.ts';
import { editOf, keyName } from './model/key-names.ts';
import { bindingFor, isTyping } from './model/keys.ts';
import type { WizardState } from './model/state.ts';
import { Frame } from './parts/Frame.tsx';
import { heightsOf } from './parts/panel-heights.ts';
import { BeatProvider, TerminalProvider } from './parts/terminal-context.ts';
import { glyphsOf } from './text/glyphs.ts';
import { layoutFor } from './views/frame.ts';
import { viewOf } from './views/view-of.ts';

/** What the screens need of whoever runs them: the state, and somebody to tell what a key means. */
export interface WizardStore {
  getState(): WizardState;
  subscribe(listener: () => void): () => void;
  intent(intent: Intent): void;
  /** A key that does nothing now, and why. */
  refused(reason: string, wanted?: Intent): void;
  /** The window gained or lost the focus, where the terminal tells. */
  focused?(on: boolean): void;
}

/** Lines by which a page key moves the text above a list. */
const pageOfText = 4;

/** The wizard's screens: a view of the store's state, and keys → what they mean. */
export function App({ store, terminal }: { readonly store: WizardStore; readonly terminal: Terminal }) {
  const state = useSyncExternalStore(store.subscribe, store.getState);
  const beats = useRef(0);
  beats.current += 1;
  const { columns, rows } = useWindowSize();
  const layout = layoutFor(state, columns, rows);
  const view = layout && viewOf(state, { width: layout.width, height: layout.height - 2, glyphs: glyphsOf(terminal) });
  const most = useRef(0);
  most.current = view && layout ? heightsOf(view, layout.height).most : 0;

  useInput((input, key) => {
    // What a terminal says of its window comes as keys do.
    if (input === '[I' || input === '[O') return store.focused?.(input === '[I');
    const now = store.getState();
    const name = keyName(input, key);
    const binding = name === undefined ? undefined : bindingFor(now, name);
    if (binding?.disabled !== undefined) return store.refused(binding.disabled, binding.intent);
    if (binding) return store.intent(withinReach(binding.intent, now.scroll, most.current));
    if (!isTyping(now)) return;
    // Enter that arrives glued to typed text is part of it; it still means Enter.
    const edit = editOf(name, input);
    if (edit) store.intent({ is: 'edit', edit });
    if (name === undefined && /[\r\n]$/.test(input)) store.intent({ is: 'accept' });
  });
  usePaste((text) => {
    if (isTyping(store.getState())) store.intent({ is: 'paste', text });
  });

  if (!layout || !view) {
    return (
      <Box width={columns} height={rows} overflow="hidden">
        <Text>{`rank0 needs ${leastSize.columns} columns and ${leastSize.rows} rows; this window has ${columns} by ${rows}. It works on underneath.`}</Text>
      </Box>
    );
  }
  return (
    <TerminalProvider value={terminal}>
      <BeatProvider value={beats.current}>
        <Frame state={state} view={view} layout={layout} />
      </BeatProvider>
    </TerminalProvider>
  );
}

/** A scroll stops at the ends of what there is to see. Where a list leaves too little room for the text above it, page keys move the text. */
function withinReach(wanted: Intent, scroll: number, most: number): Intent {
  const intent: Intent =
    wanted.is === 'move' && Math.abs(wanted.by) === pageOfRows && most > 0 ? { is: 'scroll', by: Math.sign(wanted.by) * pageOfText } : wanted;
  if (intent.is !== 'scroll') return intent;
  // To the end: and it stays there while lines come.
  if (intent.by >= toEnd) return { is: 'scroll', by: Number.MAX_SAFE_INTEGER - scroll };
  const from = Math.min(scroll, most);
  return { is: 'scroll', by: Math.max(0, Math.min(most, from + intent.by)) - scroll };
}
