import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { documentationOf } from '../../src/azure/documentation.ts';

const contract = resolve(import.meta.dirname, '../../../shared/azure-contract');

interface Operation {
  readonly id: string;
  readonly method: string;
  readonly segs: readonly string[];
}

/** Microsoft's own names of operations, by verb and path. */
export async function specifiedOperations(): Promise<readonly Operation[]> {
  const { loadSpecs } = (await import(pathToFileURL(resolve(contract, 'check-traffic.mjs')).href)) as { loadSpecs(folder: string): { ops: Operation[] } };
  return loadSpecs(resolve(contract, 'specs')).ops;
}

/**
 * Calls whose name is not the one that the specifications give, or that have none. URLs that Azure handed out are no operations.
 * @returns one line a call, and how many were held against the specifications.
 */
export async function misnamed(exchanges: readonly { method: string; url: string }[]): Promise<{ readonly held: number; readonly wrong: readonly string[] }> {
  const specified = await specifiedOperations();
  const wrong = new Set<string>();
  const held = new Set<string>();
  for (const { method, url } of exchanges) {
    const words = new URL(url).pathname
      .replace(/\/{2,}/g, '/')
      .replace(/\/$/, '')
      .split('/')
      .slice(1);
    const named = documentationOf(method, url);
    if (named?.operation === '') continue;
    const right = specified
      .filter((one) => one.method === method && fits(one.segs, words))
      .toSorted((one, other) => literal(other) - literal(one))
      .map(({ id }) => id);
    if (named === undefined || named.operation !== right[0]) wrong.add(`${method} /${words.join('/')}: called ${named?.operation}, specified as ${right[0]}`);
    else held.add(named.operation);
  }
  return { held: held.size, wrong: [...wrong] };
}

const literal = ({ segs }: Operation): number => segs.filter((part) => !part.startsWith('{')).length;

/** A `{scope}` stands for any number of segments. */
function fits(template: readonly string[], words: readonly string[]): boolean {
  const scoped = template[0] === '{scope}' ? words.length - template.length : 0;
  if (scoped < 0) return false;
  const rest = template[0] === '{scope}' ? ['{scope}', ...words.slice(scoped + 1)] : words;
  return template.length === rest.length && template.every((part, index) => part.startsWith('{') || part.toLowerCase() === rest[index]?.toLowerCase());
}
