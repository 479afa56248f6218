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

/** Names that one set may stand for: more are a slip of the hand. */
const most = 1_000;

/**
 * The names that a set stands for, as ClusterShell reads it: `node[0-3,7]`, several with commas between them, `[00-12/4]` with zeros and steps.
 * @throws Error with what is wrong with it.
 */
export function expandNames(set: string): readonly string[] {
  const names = new Set<string>();
  for (const part of splitOutside(set, ',')) {
    for (const name of expanded(part.trim())) {
      names.add(name);
      if (names.size > most) throw new Error(`${set} stands for more than ${most} names`);
    }
  }
  return [...names];
}

/** Parts between the separators that are not in brackets. */
export function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '[') depth += 1;
    if (character === ']') depth -= 1;
    if (character === separator && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function expanded(part: string): readonly string[] {
  const match = /^([^[\]]*)\[([^[\]]*)\](.*)$/.exec(part);
  if (!match) {
    if (/[[\]]/.test(part)) throw new Error(`${part}: a bracket is open or closed once too often`);
    return [part];
  }
  const [, before = '', ranges = '', rest = ''] = match;
  const after = expanded(rest);
  return ranges.split(',').flatMap((range) => numbersOf(range.trim(), part).flatMap((number) => after.map((tail) => `${before}${number}${tail}`)));
}

function numbersOf(range: string, part: string): readonly string[] {
  const match = /^(\d{1,9})(?:-(\d{1,9})(?:\/(\d{1,9}))?)?$/.exec(range);
  if (!match) throw new Error(`${part}: ${range === '' ? 'nothing' : range} between brackets is no number and no range, as 0-3 is`);
  const [, from = '', to = from, step = '1'] = match;
  const [first, last, by] = [Number(from), Number(to), Number(step)];
  if (last < first || by === 0) throw new Error(`${part}: ${range} counts nothing`);
  if ((last - first) / by >= most) throw new Error(`${part} stands for more than ${most} names`);
  const width = from.startsWith('0') ? from.length : 0;
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => String(first + index * by).padStart(width, '0'));
}
