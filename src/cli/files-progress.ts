import type { FileStep } from '../stages/node-work.ts';
import { filesSize } from '../state/words.ts';
import type { Surroundings } from './surroundings.ts';

/** How often a line is drawn anew, and an object told, in milliseconds. */
const beats = { eyes: 200, programs: 1_000 } as const;

/** How far one file is, told while its bytes flow: one line that is drawn over on a terminal, an object now and then with --json, nothing in a pipe. */
export interface FilesProgress {
  step(step: FileStep): void;
  /** A node is done. */
  ended(): void;
  /** Takes the line away: something else is to be written. */
  clear(): void;
}

/** Of one file. `way`: whose bytes are counted, those that leave this machine or those that come. */
export function filesProgress({ words: { flags }, output, stderr }: Surroundings, way: 'put' | 'get', file: string, nodes: number): FilesProgress {
  const drawn = !output.json && stderr.isTTY === true && !flags.plain && !flags.screenReader;
  const bytes = new Map<string, number>();
  const told = new Map<string, number>();
  let done = 0;
  let last = 0;
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  };
  const draw = (size: number): void => {
    const now = performance.now();
    if (!drawn || now - last < beats.eyes) return;
    last = now;
    const sum = [...bytes.values()].reduce((all, one) => all + one, 0);
    const flowed = way === 'put' ? `${filesSize(sum)} of ${filesSize(size)} sent` : `${filesSize(sum)} here`;
    const line = `${file}: ${flowed}, ${done} of ${nodes} ${nodes === 1 ? 'node' : 'nodes'} done`;
    stderr.write(`\r\u001b[K${line.slice(0, Math.max(20, (stderr.columns ?? 80) - 1))}`);
    shown = true;
  };
  return {
    step: (step) => {
      if (step.state !== 'copying') return;
      if (output.json) {
        const now = performance.now();
        if (now - (told.get(step.node) ?? Number.NEGATIVE_INFINITY) < beats.programs) return;
        told.set(step.node, now);
        output.object({ node: step.node, file, state: 'copying', from: step.from, bytes: step.bytes, of: step.size });
        return;
      }
      if (way === 'get' || step.from === 'laptop') bytes.set(step.node, step.bytes);
      draw(step.size);
    },
    ended: () => {
      done += 1;
      clear();
      last = 0;
    },
    clear,
  };
}
