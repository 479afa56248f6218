import { type Lines, type Operation, upLine } from './standing-kills.ts';

const deletion = (network: 'ethernet' | 'infiniband', ...before: readonly string[]): Operation => {
  const lines: Lines = [upLine(network, 3), ...before.map((line) => [...line.split(' '), '--yes', '--json'])];
  return {
    name: [network, ...before, 'down'].join(' → '),
    before: lines,
    // Killed after the last event it may have been put away already: the name and the cloud find what Azure has then.
    words: ['down', 'glocluster', '--cloud', 'practice', '--yes', '--json'],
    look: (again, { ran }) => {
      const [end, wanted] = [again, ran].map(({ lines: told }) => told.at(-1));
      return end?.['result'] === 'deleted' && JSON.stringify([end['left'], end['group']]) === JSON.stringify([[], wanted?.['group']])
        ? []
        : [`ended with ${JSON.stringify(end)}`];
    },
  };
};

/** Clusters that are deleted: whole, pruned behind a gateway, with nodes that are stopped. */
export const deletions: readonly Operation[] = [
  deletion('ethernet'),
  deletion('ethernet', 'prune --nat-gateway'),
  deletion('ethernet', 'stop'),
  deletion('infiniband'),
  deletion('infiniband', 'scale 0'),
];
