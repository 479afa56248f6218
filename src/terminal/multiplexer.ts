import type { Terminal } from './terminal.ts';

/** screen passes on at most 768 bytes at once. */
const screenChunk = 700;

/** A sequence that is meant for the terminal a person sits at, wrapped so that tmux or screen between pass it on. */
export function throughMultiplexer(sequence: string, multiplexer: Terminal['multiplexer']): string {
  switch (multiplexer) {
    case 'tmux':
      return `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
    case 'screen': {
      const chunks = sequence.match(new RegExp(`[\\s\\S]{1,${screenChunk}}`, 'g')) ?? [];
      return chunks.map((chunk) => `\x1bP${chunk}\x1b\\`).join('');
    }
    case undefined:
      return sequence;
    default: {
      const never: never = multiplexer;
      return never;
    }
  }
}
