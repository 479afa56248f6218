import { Text } from 'ink';
import { glyphsOf } from '../text/glyphs.ts';
import { useBeat, useTerminal } from './terminal-context.ts';
import { markColour } from './tones.ts';

/** Signs in turn, one a frame. */
const turning = { unicode: ['⠋', '⠙', '⠸', '⠴', '⠦', '⠇'], ascii: ['|', '/', '-', '\\'] } as const;

/**
 * A sign that something goes on; still for CI and reduced motion. It turns with the frames that progress brings: a spinner with a
 * clock of its own (ink-spinner) would have the whole screen drawn twelve times a second.
 */
export function Busy() {
  const terminal = useTerminal();
  const beat = useBeat();
  if (!terminal.motion) return <Text>{glyphsOf(terminal).busy}</Text>;
  const signs = terminal.unicode && !terminal.oldConsole ? turning.unicode : turning.ascii;
  return <Text color={markColour}>{signs[beat % signs.length]}</Text>;
}
