import { Text } from 'ink';
import Spinner from 'ink-spinner';
import { glyphsOf } from '../text/glyphs.ts';
import { useTerminal } from './terminal-context.ts';

/** A sign that something goes on: ink-spinner where things may move, a still sign for CI and reduced motion. One a screen. */
export function Busy() {
  const terminal = useTerminal();
  if (!terminal.motion) return <Text>{glyphsOf(terminal).busy}</Text>;
  return (
    <Text color="cyan">
      <Spinner type={terminal.unicode ? 'dots' : 'line'} />
    </Text>
  );
}
