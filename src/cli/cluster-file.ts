import { readFileSync } from 'node:fs';
import { closest, distance } from 'fastest-levenshtein';
import { type Given, questions } from '../stages/questions.ts';
import { usageError } from '../state/problem.ts';
import { parseYaml } from './yaml.ts';

/**
 * The choices in a cluster file, as texts for the same checks as the flags'.
 * @throws ProblemError exit code 2: not there, broken YAML (with line and column), unknown key (with the nearest), wrong type.
 */
export function readClusterFile(file: string): Partial<Record<keyof Given, string>> {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw usageError('file-unreadable', `--file ${file}: ${(error as Error).message}`, 'The cluster file could not be read.');
  }
  const document = parseYaml(content);
  const broken = document.errors[0];
  if (broken) {
    const at = broken.linePos?.[0];
    throw usageError(
      'file-broken',
      `${file}:${at?.line ?? 1}:${at?.col ?? 1}: ${broken.message.split('\n')[0]}`,
      'The cluster file is not YAML that can be read.',
    );
  }
  const values: unknown = document.toJS();
  if (values === null || values === undefined) return {};
  if (typeof values !== 'object' || Array.isArray(values)) {
    throw usageError('file-not-a-map', `${file}: not a list of "key: value" lines`, `Allowed keys: ${keys.join(', ')}.`);
  }
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [knownKey(key, file), valueText(key, value, file)]));
}

const keys = questions.map((question) => question.key);

function knownKey(key: string, file: string): keyof Given {
  const known = keys.find((other) => other === key);
  if (known) return known;
  const nearest = closest(key, keys);
  const hint = distance(key.toLowerCase(), nearest.toLowerCase()) <= 3 ? ` Did you mean ${nearest}?` : '';
  throw usageError('file-key-unknown', `${file}: unknown key ${key}.${hint}`, `Allowed keys: ${keys.join(', ')}.`);
}

function valueText(key: string, value: unknown, file: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw usageError('file-value', `${file}: ${key} is neither text, number nor true/false`, 'One plain value a key.');
}
