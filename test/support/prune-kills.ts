import { type Lines, type Operation, upLine } from './standing-kills.ts';
import { type Ran, rank0 } from './rank0.ts';

const openIn = ({ lines }: Ran): string =>
  ((lines.at(-1)?.['nodes'] ?? []) as { name: string; publicAddress?: string | null }[])
    .flatMap(({ name, publicAddress }) => (publicAddress ? [name] : []))
    .sort()
    .join();

const pruning = (network: 'ethernet' | 'infiniband', before: readonly string[], line: string): Operation => {
  const wordsOf = (text: string): readonly string[] => [...text.split(' '), '--yes', '--json'];
  const lines: Lines = [upLine(network, 3), ...before.map(wordsOf)];
  return {
    name: `${network}, ${[...before, ''].join(' → ')}${line}`,
    before: lines,
    words: wordsOf(line),
    look: async (again, { ran }, env) => {
      const all = await rank0(['run', '--json', '--', 'uname -n'], env);
      return [
        ...(openIn(again) === openIn(ran) ? [] : [`ended with ${openIn(again)} open and not ${openIn(ran)}`]),
        ...(all.exitCode === 0 && all.lines.length >= 3 ? [] : [`run on all ended with ${all.exitCode}: ${all.stderr.slice(-400)}`]),
      ];
    },
  };
};

/** Public addresses that are taken away, given back, or not given to nodes that join, on either road. */
export const prunings: readonly Operation[] = [
  pruning('ethernet', [], 'prune --nat-gateway'),
  pruning('ethernet', ['prune --nat-gateway'], 'prune --restore'),
  pruning('ethernet', ['prune'], 'scale 4'),
  pruning('infiniband', [], 'prune'),
  pruning('infiniband', ['prune'], 'prune --restore'),
];
