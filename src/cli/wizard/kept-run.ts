import { gathered } from '../../stages/gathered.ts';
import { type KeptOutput, type OutputFiles, type OutputKeeper, outputKeeper, shareOf } from '../../stages/kept-output.ts';
import { byNumber } from '../../state/node-set.ts';
import type { RunBlock, RunOutput } from '../../screens/model/run.ts';

/** Keeps what a command prints on nodes: in bounds here, and whole in files where it is more. */
export interface KeptRun {
  add(node: string, stream: 'stdout' | 'stderr', line: string): void;
  /** All that was printed, once it is over. */
  over(): Pick<NonNullable<RunOutput['over']>, 'together' | 'each' | 'whole'>;
}

/** @param files where the whole goes. */
export function keptRun(nodes: number, files: OutputFiles): KeptRun {
  const bounds = shareOf(nodes);
  const streams = { stdout: new Map<string, OutputKeeper>(), stderr: new Map<string, OutputKeeper>() };
  return {
    add: (node, stream, line) => {
      let keeper = streams[stream].get(node);
      if (!keeper) {
        keeper = outputKeeper(bounds, (text) => files.write(node, stream, text));
        streams[stream].set(node, keeper);
      }
      keeper.add(line);
    },
    over: () => {
      const all = (['stdout', 'stderr'] as const).map((stream) => ({
        stream,
        outputs: [...streams[stream]].map(([node, keeper]) => ({ node, output: keeper.kept() })),
      }));
      const blocks = (sameAs?: (output: KeptOutput) => string): RunBlock[] =>
        all.flatMap(({ stream, outputs }) => gathered(outputs, sameAs).map((block) => ({ ...block, stream })));
      const whole = files.close();
      return {
        together: blocks(({ sum }) => sum),
        each: blocks().sort((one, other) => byNumber(one.nodes[0] ?? '', other.nodes[0] ?? '')),
        ...(whole ? { whole } : {}),
      };
    },
  };
}
