import type { Ran } from './rank0.ts';
import { type Operation, upLine } from './standing-kills.ts';

type Network = 'ethernet' | 'infiniband';

const namesIn = ({ lines }: Ran): string =>
  ((lines.at(-1)?.['nodes'] ?? []) as { name: string }[])
    .map(({ name }) => name)
    .sort()
    .join();
const scale = (to: number): readonly string[] => ['scale', String(to), '--yes', '--json'];

/** A scaling of a cluster that stands. From nothing: a cluster of two that was scaled to nothing. @param by what has to finish it, `up` or the same again */
export function scaling(network: Network, from: number, to: number, by: 'scale' | 'up' = 'scale'): Operation {
  return {
    name: `${network} ${from} to ${to}${by === 'up' ? ', finished by up' : ''}`,
    before: from === 0 ? [upLine(network, 2), scale(0)] : [upLine(network, from)],
    words: scale(to),
    ...(by === 'up' ? { by: ['up', '--cloud', 'practice', '--yes', '--json'] } : {}),
    look: (again, { ran }) => {
      const last = again.lines.at(-1);
      // A scaling that was whole before it was killed has nothing left to run.
      const hello = again.lines.filter((line) => line['task'] === 'hello/run').at(-1);
      const ranks = hello ? Array.from({ length: to }, (_, rank) => rank) : [];
      return [
        ...(last?.['result'] === (by === 'up' ? 'ready' : 'scaled') ? [] : [`ended with ${JSON.stringify(last)}`]),
        ...(namesIn(again) === namesIn(ran) ? [] : [`ended with ${namesIn(again)} and not ${namesIn(ran)}`]),
        ...ranks.filter((rank) => !String(hello?.['message'] ?? '').includes(`rank ${rank} of ${to}`)).map((rank) => `no line of rank ${rank}`),
      ];
    },
  };
}

/** The scalings of a cluster's life, on either road. */
export const scalings: readonly Operation[] = [
  scaling('infiniband', 2, 4),
  scaling('infiniband', 4, 2),
  scaling('infiniband', 2, 0),
  scaling('infiniband', 0, 2),
  scaling('ethernet', 2, 4),
  scaling('ethernet', 4, 2),
];

/** Scalings that `up` has to finish: what was to go is not built again. */
export const finishedByUp: readonly Operation[] = [
  scaling('infiniband', 4, 2, 'up'),
  scaling('ethernet', 4, 2, 'up'),
  scaling('infiniband', 2, 4, 'up'),
  scaling('ethernet', 2, 4, 'up'),
];
