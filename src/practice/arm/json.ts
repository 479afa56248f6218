/** The object at a path of a JSON value, or an empty one. */
export function at(value: unknown, ...path: readonly string[]): Record<string, unknown> {
  const here = valueAt(value, ...path);
  return typeof here === 'object' && here !== null && !Array.isArray(here) ? (here as Record<string, unknown>) : {};
}

/** The list at a path of a JSON value, or an empty one. */
export function listAt(value: unknown, ...path: readonly string[]): Record<string, unknown>[] {
  const here = valueAt(value, ...path);
  return Array.isArray(here) ? (here as Record<string, unknown>[]) : [];
}

/** The text at a path of a JSON value; undefined where there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const here = valueAt(value, ...path);
  return typeof here === 'string' ? here : undefined;
}

function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const key of path) here = typeof here === 'object' && here !== null ? (here as Record<string, unknown>)[key] : undefined;
  return here;
}

/** The entries of an object that are there: what was left out of a request is left out of the answer. */
export function given(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

/** Equal as JSON, whatever the order of keys. */
export function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, index) => same(one, b[index]));
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
  }
  return a === b;
}
