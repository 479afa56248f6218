/** Pairs that can work at the same time: no node is in two of them. */
export type Round = readonly (readonly [string, string])[];

/**
 * A tournament in which everybody meets everybody once (circle method): one stays, the others move on a place each round. Nodes that do
 * not fit in two by two have one round off.
 * @param most rounds at most. Each node meets so many others, which is enough to tell who is slow with all of them.
 */
export function tournament(names: readonly string[], most = Number.POSITIVE_INFINITY): readonly Round[] {
  const [first, ...others] = names.length % 2 === 0 ? names : [...names, undefined];
  if (names.length < 2) return [];
  return Array.from({ length: Math.min(most, others.length) }, (_, turn) => {
    const moved = [...others.slice(turn), ...others.slice(0, turn)];
    const circle = [first, ...moved];
    return Array.from({ length: circle.length / 2 }, (__, index) => [circle[index], circle[circle.length - 1 - index]] as const).flatMap(([a, b]) =>
      a === undefined || b === undefined ? [] : [inOrder(names, a, b)],
    );
  });
}

const inOrder = (names: readonly string[], a: string, b: string): readonly [string, string] => (names.indexOf(a) < names.indexOf(b) ? [a, b] : [b, a]);
