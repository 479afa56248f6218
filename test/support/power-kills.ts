import { type Lines, type Operation, upLine } from './standing-kills.ts';
import { type Ran, rank0 } from './rank0.ts';

const nodesIn = ({ lines }: Ran): string =>
  ((lines.at(-1)?.['nodes'] ?? []) as { name: string; power: string; publicAddress?: string | null }[])
    .map(({ name, power, publicAddress }) => `${name} ${power} ${publicAddress}`)
    .sort()
    .join();

const switching = (network: 'ethernet' | 'infiniband', before: readonly string[], line: string): Operation => {
  const wordsOf = (text: string): readonly string[] => [...text.split(' '), '--yes', '--json'];
  const lines: Lines = [upLine(network, 2), ...before.map(wordsOf)];
  return {
    name: `${network}, ${[...before, ''].join(' → ')}${line}`,
    before: lines,
    words: wordsOf(line),
    look: async (again, { ran }, env) => {
      const same = nodesIn(again) === nodesIn(ran) ? [] : [`ended with ${nodesIn(again)} and not ${nodesIn(ran)}`];
      if (line === 'stop') return same;
      const all = await rank0(['run', '--json', '--', 'uname -n'], env);
      return [...same, ...(all.exitCode === 0 && all.lines.length >= 2 ? [] : [`run on all ended with ${all.exitCode}: ${all.stderr.slice(-400)}`])];
    },
  };
};

/** All nodes stopped and started, on either road. */
export const switchings: readonly Operation[] = [
  switching('ethernet', [], 'stop'),
  switching('ethernet', ['stop'], 'start'),
  switching('infiniband', [], 'stop'),
  switching('infiniband', ['stop'], 'start'),
];
