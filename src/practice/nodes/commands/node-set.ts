/** ClusterShell's node sets: `node[0-3,7],head`, groups `@all`, and the operators `!` (without), `&` (both), `^` (one of both). */

/** Answers the members of a group, or undefined where there is none. */
export type Groups = (name: string) => string | undefined;

export class NodeSetError extends Error {}

/** All names of a set, sorted by their numbers. */
export function expand(text: string, groups: Groups): string[] {
  let found: string[] = [];
  for (const { operator, part } of partsOf(text)) {
    const names = part.startsWith('@') ? groupMembers(part, groups) : ranges(part);
    if (operator === ',') found = [...found, ...names.filter((name) => !found.includes(name))];
    else if (operator === '!') found = found.filter((name) => !names.includes(name));
    else if (operator === '&') found = found.filter((name) => names.includes(name));
    else found = [...found.filter((name) => !names.includes(name)), ...names.filter((name) => !found.includes(name))];
  }
  return found.sort(byNumber);
}

function groupMembers(part: string, groups: Groups): string[] {
  const name = part.slice(1).replace(/^[^:]*:/, '');
  const members = groups(name === '*' || name === '' ? 'all' : name);
  if (members === undefined) throw new NodeSetError(`No group definition found for "${part}"`);
  return expand(members, groups);
}

function partsOf(text: string): { operator: string; part: string }[] {
  const parts: { operator: string; part: string }[] = [];
  let part = '';
  let operator = ',';
  let depth = 0;
  const end = (): void => {
    if (part.trim() !== '') parts.push({ operator, part: part.trim() });
    part = '';
  };
  for (const character of text) {
    if (character === '[') depth += 1;
    if (character === ']') depth -= 1;
    if (depth === 0 && /[,!&^\s]/.test(character)) {
      end();
      operator = /\s/.test(character) ? ',' : character;
    } else part += character;
  }
  if (depth !== 0) throw new NodeSetError(`missing bracket: "${text}"`);
  end();
  return parts;
}

function ranges(pattern: string): string[] {
  const match = /^([^[]*)\[([^\]]*)\](.*)$/.exec(pattern);
  if (!match) {
    if (pattern.includes(']')) throw new NodeSetError(`missing bracket: "${pattern}"`);
    return [pattern];
  }
  const [, before = '', list = '', after = ''] = match;
  const rest = ranges(after);
  return list.split(',').flatMap((range) => {
    const bounds = /^(\d+)(?:-(\d+)(?:\/(\d+))?)?$/.exec(range.trim());
    if (!bounds) throw new NodeSetError(`cannot convert string to integer: "${pattern}"`);
    const [, first = '0', last = first, step = '1'] = bounds;
    const width = first.length > 1 && first.startsWith('0') ? first.length : 0;
    const numbers: string[] = [];
    if (Number(last) < Number(first)) throw new NodeSetError(`invalid values in range: "${range}"`);
    for (let number = Number(first); number <= Number(last); number += Number(step)) numbers.push(String(number).padStart(width, '0'));
    return numbers.flatMap((number) => rest.map((end) => `${before}${number}${end}`));
  });
}

/** The shortest way to write these names. */
export function fold(names: readonly string[]): string {
  const series = new Map<string, { before: string; after: string; numbers: string[] }>();
  const plain: string[] = [];
  for (const name of [...new Set(names)]) {
    const match = /^([^\d]*)(\d+)([^\d]*)$/.exec(name);
    if (!match) {
      plain.push(name);
      continue;
    }
    const [, before = '', number = '', after = ''] = match;
    const padded = number.length > 1 && number.startsWith('0') ? number.length : 0;
    const key = `${before}\0${after}\0${padded}`;
    const found = series.get(key) ?? { before, after, numbers: [] };
    found.numbers.push(number);
    series.set(key, found);
  }
  const folded = [...series.values()].map(({ before, after, numbers }) => {
    const list = rangesOf(numbers.sort((a, b) => Number(a) - Number(b)));
    return numbers.length === 1 ? `${before}${numbers[0]}${after}` : `${before}[${list}]${after}`;
  });
  return [...folded, ...plain].sort().join(',');
}

function rangesOf(numbers: readonly string[]): string {
  const runs: string[][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run && Number(run.at(-1)) + 1 === Number(number)) run.push(number);
    else runs.push([number]);
  }
  return runs.map((run) => (run.length === 1 ? run[0] : `${run[0]}-${run.at(-1)}`)).join(',');
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
