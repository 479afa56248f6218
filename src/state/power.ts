/** What a machine does, as Azure words it. `stopped` keeps its hardware and is billed; `deallocated` has given it up. */
export const powerStates = ['running', 'starting', 'stopping', 'stopped', 'deallocating', 'deallocated', 'unknown'] as const;
export type PowerState = (typeof powerStates)[number];

/** How many of a cluster's nodes are off, as last seen. */
export interface NodesOff {
  readonly of: number;
  /** Deallocated: they cost their disks and addresses alone. */
  readonly stopped: number;
  /** Shut down from inside or powered off: billed as if they ran. */
  readonly billedOff: number;
}

/** The nodes that are off, by the power that was last seen of them; one of which nothing was seen counts as running. */
export function nodesOff(nodes: readonly { readonly name: string }[], powers: Readonly<Record<string, { readonly power: PowerState }>> = {}): NodesOff {
  const count = (wanted: PowerState): number => nodes.filter(({ name }) => powers[name]?.power === wanted).length;
  return { of: nodes.length, stopped: count('deallocated'), billedOff: count('stopped') };
}

/** That in words: `stopped`, `1 of 4 nodes stopped`, `off, but billed`; undefined where all run. */
export function offWords({ of, stopped, billedOff }: NodesOff): string | undefined {
  const part = (count: number, all: string, some: string): string[] => (count === 0 ? [] : [count === of ? all : `${count} of ${of} nodes ${some}`]);
  const words = [...part(stopped, 'stopped', 'stopped'), ...part(billedOff, 'off from inside, but billed', 'off, but billed')];
  return words.length === 0 ? undefined : words.join(', ');
}
