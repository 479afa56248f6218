/** What of a long list is drawn, and where its chosen row is in that. */
export interface Window {
  readonly first: number;
  readonly size: number;
}

/** The chosen row after a move: it stops at both ends and never wraps around. */
export function moveTo(index: number, delta: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index + delta));
}

/** The rows to draw so that the chosen one is among them, near the middle where there is room on both sides. */
export function windowOf(index: number, count: number, height: number): Window {
  const size = Math.max(1, Math.min(count, height));
  const first = Math.max(0, Math.min(count - size, index - Math.floor(size / 2)));
  return { first, size };
}
