/** An axis on which each step is a factor. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  /** Where a value stands, from 0 to 1. */
  at(value: number): number;
  /** Values to be written beside it, growing. */
  readonly ticks: readonly number[];
}

const axis = (low: number, high: number, ticks: readonly number[], floor = low): Axis => {
  const span = Math.log(high / low);
  return {
    low,
    high,
    ticks,
    at: (value) => Math.max(0, Math.min(1, Math.log(Math.max(value, floor) / low) / span)),
  };
};

/** An axis for figures: it holds all of them, and its ends are 1, 2 or 5 times a power of ten. */
export function figuresAxis(values: readonly number[]): Axis {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const least = Math.min(...positive, Number.MAX_VALUE);
  const most = Math.max(...positive, 0);
  if (most === 0) return axis(1, 10, [1, 10]);
  const steps = roundSteps(Math.floor(Math.log10(least)) - 1, Math.ceil(Math.log10(most)) + 1);
  const low = steps.filter((step) => step <= least * 1.0001).at(-1) ?? least;
  const above = steps.find((step) => step >= most * 0.9999) ?? most;
  const high = above > low ? above : (steps.find((step) => step > low) ?? low * 10);
  const inside = steps.filter((step) => step >= low && step <= high);
  const decades = inside.filter((step) => /^1(0*$|e)|^0\.0*1$/.test(String(step)));
  return axis(low, high, decades.length >= 3 ? [...new Set([low, ...decades, high])] : inside);
}

function roundSteps(from: number, to: number): readonly number[] {
  const powers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return powers.flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
}

/** Where a message of 0 bytes stands: one step before 1. */
const nothing = 0.5;

/** An axis for sizes of messages: each step is a factor of two, and every fourth one is written. */
export function bytesAxis(sizes: readonly number[]): Axis {
  const least = Math.min(...sizes.map((bytes) => Math.max(bytes, nothing)), 2 ** 30);
  const most = Math.max(...sizes, 1);
  const low = least >= most ? most / 2 : least;
  const powers = Array.from({ length: 31 }, (_, power) => 2 ** power).filter((step, power) => power % 4 === 0 && step >= low && step <= most);
  return axis(low, most, sizes.includes(0) ? [0, ...powers.slice(1)] : powers, nothing);
}
