/** A generator of numbers in [0, 1) from a seed (mulberry32): spread, not secrecy. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The seed of this run: RANK0_SEED where it is set (to replay), else by the clock. */
export const seedOfRun = (): number => Number(process.env['RANK0_SEED'] ?? Date.now() % 1_000_000);

/** Whether every kill is taken (RANK0_ALL_CUTS=1), and not a sample. */
export const takesAll = process.env['RANK0_ALL_CUTS'] === '1';

/** `size` of the numbers 1..`most`, one from each of `size` equal parts, so that all of a walk is touched. */
export function sampleOf(most: number, size: number, seed: number): number[] {
  const random = seeded(seed);
  const parts = Math.min(most, size);
  return Array.from({ length: parts }, (_, part) => {
    const from = Math.floor((part * most) / parts);
    const to = Math.floor(((part + 1) * most) / parts);
    return from + 1 + Math.floor(random() * (to - from));
  });
}
