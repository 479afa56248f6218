/** A line of figures: the size in bytes (0 where the program prints none) and the first figure. */
export interface Figure {
  readonly bytes: number;
  readonly value: number;
}

const number = String.raw`\d+(?:\.\d+)?`;
const sizeAndFigure = new RegExp(`^\\s*(\\d+)\\s+(${number})(?:\\s.*)?$`);
const figureAlone = new RegExp(`^\\s*(${number})\\s*$`);

/**
 * The figures in what a benchmark printed: lines of numbers, whatever its headers say and whatever is printed between them. A last line
 * without an end may be half a number, and is none.
 */
export function figuresIn(output: string): Figure[] {
  const figures: Figure[] = [];
  for (const line of output.split('\n').slice(0, -1)) {
    const text = line.replace(/\r$/, '');
    const both = sizeAndFigure.exec(text);
    const alone = both ? null : figureAlone.exec(text);
    const found = both ? { bytes: Number(both[1]), value: Number(both[2]) } : alone ? { bytes: 0, value: Number(alone[1]) } : undefined;
    // A size comes once; a figure of nothing is a program that went wrong.
    if (found && found.value > 0 && !figures.some(({ bytes }) => bytes === found.bytes)) figures.push(found);
  }
  return figures.sort((a, b) => a.bytes - b.bytes);
}

/** `7.5` from the program's own banner. */
export const versionIn = (output: string): string | undefined => /^# OSU MPI .* v(\d+(?:\.\d+)*)/m.exec(output)?.[1];

/** What each process says before it becomes the benchmark: its rank and its machine. The shell is that of the node. */
export const placed = (program: string): string => `bash -c 'echo "=== rank $OMPI_COMM_WORLD_RANK on $(uname -n)"; exec "$0" "$@"' ${program}`;

/** Machines by rank, as the processes said. */
export function placesIn(output: string): ReadonlyMap<number, string> {
  return new Map([...output.matchAll(/=== rank (\d+) on ([A-Za-z0-9.-]+)/g)].map((match) => [Number(match[1]), (match[2] as string).split('.')[0] as string]));
}
