/** In the order that a person counts in: node2 before node10. */
export const byNumber: (one: string, other: string) => number = new Intl.Collator('en', { numeric: true }).compare;

/** `glocluster[0-3,7]`, as ClusterShell writes a set of names: those that differ in the number at their end are folded, others stand by themselves. */
export function foldNames(names: readonly string[]): string {
  const series = new Map<string, { prefix: string; width: number; numbers: number[] }>();
  const plain: string[] = [];
  for (const name of new Set(names)) {
    const match = /^(.*?)(\d{1,15})$/.exec(name);
    if (!match) {
      plain.push(name);
      continue;
    }
    const [, prefix = '', digits = ''] = match;
    // Numbers with zeros before them are of one width, and are no others of another.
    const width = digits.length > 1 && digits.startsWith('0') ? digits.length : 0;
    const padded = series.get(`${prefix} ${digits.length}`);
    const found = (padded?.width ? padded : undefined) ?? series.get(width > 0 ? `${prefix} ${width}` : prefix) ?? { prefix, width, numbers: [] };
    series.set(found.width > 0 ? `${prefix} ${found.width}` : prefix, found);
    found.numbers.push(Number(digits));
  }
  const folded = [...series.values()].map(({ prefix, width, numbers }) => {
    const ranges = rangesOf(numbers.sort((one, other) => one - other).map((number) => [number, String(number).padStart(width, '0')]));
    return numbers.length === 1 ? `${prefix}${ranges}` : `${prefix}[${ranges}]`;
  });
  return [...folded, ...plain].sort(byNumber).join(',');
}

function rangesOf(numbers: readonly (readonly [number, string])[]): string {
  const runs: (readonly [number, string])[][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run && (run.at(-1) as readonly [number, string])[0] + 1 === number[0]) run.push(number);
    else runs.push([number]);
  }
  return runs.map((run) => (run.length === 1 ? run[0]?.[1] : `${run[0]?.[1]}-${run.at(-1)?.[1]}`)).join(',');
}
