import type { Line, Tone } from './line.ts';

/**
 * A picture in cells of text. In braille a cell has 2 × 4 dots; without it, one sign. Written here because the kept libraries
 * do not fit: asciichart and ink-chart know no log axis and one value a column, drawille and its kin give a string without tones, so that
 * neither a cursor nor runs behind the present one can be drawn.
 */
export interface Canvas {
  /** Dots across and down. */
  readonly across: number;
  readonly down: number;
  /** A dot; (0, 0) is the upper left. What comes later lies above. */
  dot(x: number, y: number, paint: Paint): void;
  /** A straight line of dots. */
  stroke(from: Point, to: Point, paint: Paint): void;
  /** A sign in the cell of a dot, above all dots. `under`: only where there are none. */
  sign(x: number, y: number, sign: string, tone: Tone, under?: boolean): void;
  lines(): readonly Line[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How a dot is meant, and the sign that stands for it without braille. */
export interface Paint {
  readonly tone: Tone;
  readonly plain: string;
}

interface Cell {
  bits: number;
  sign?: string;
  tone: Tone;
  plain: string;
}

/** Bits of a braille cell, by row and column of its dots. */
const bits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** An empty picture of so many cells. */
export function canvasOf(width: number, height: number, braille: boolean): Canvas {
  const [wide, high] = braille ? [2, 4] : [1, 1];
  const cells: Cell[][] = Array.from({ length: height }, () => Array.from({ length: width }, () => ({ bits: 0, tone: 'plain', plain: ' ' })));
  const cellAt = (x: number, y: number): Cell | undefined => cells[Math.floor(y / high)]?.[Math.floor(x / wide)];

  const dot = (x: number, y: number, { tone, plain }: Paint): void => {
    const cell = cellAt(x, y);
    if (!cell) return;
    cell.bits |= braille ? (bits[y % 4]?.[x % 2] ?? 0) : 1;
    cell.tone = tone;
    cell.plain = plain;
  };

  return {
    across: width * wide,
    down: height * high,
    dot: (x, y, paint) => dot(Math.round(x), Math.round(y), paint),
    stroke: (from, to, paint) => {
      const steps = Math.max(1, Math.ceil(Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y))));
      for (let step = 0; step <= steps; step += 1) {
        const part = step / steps;
        dot(Math.round(from.x + (to.x - from.x) * part), Math.round(from.y + (to.y - from.y) * part), paint);
      }
    },
    sign: (x, y, sign, tone, under = false) => {
      const cell = cellAt(Math.round(x), Math.round(y));
      if (!cell || (under && (cell.bits !== 0 || cell.sign !== undefined))) return;
      cell.sign = sign;
      cell.tone = tone;
    },
    lines: () => cells.map((row) => lineOf(row, braille)),
  };
}

function lineOf(row: readonly Cell[], braille: boolean): Line {
  const segments: { text: string; tone: Tone }[] = [];
  for (const { bits: dots, sign, tone, plain } of row) {
    const text = sign ?? (dots === 0 ? ' ' : braille ? String.fromCodePoint(0x2800 + dots) : plain);
    const last = segments.at(-1);
    // A blank has no colour of its own.
    if (last && (last.tone === tone || text === ' ')) last.text += text;
    else segments.push({ text, tone });
  }
  return segments;
}
