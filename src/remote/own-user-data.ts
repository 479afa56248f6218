import { closest, distance } from 'fastest-levenshtein';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { usageError } from '../state/problem.ts';
import { cloudConfigKeys } from './cloud-config-keys.ts';

/** A person's own user data, checked, with line ends as Linux wants them. */
export type OwnUserData =
  | { readonly kind: 'part'; readonly contentType: string; readonly text: string }
  /** A whole MIME message, which nests in ours as it is. */
  | { readonly kind: 'mime'; readonly text: string };

/** The first line says what it is; these are cloud-init's own words, the longest first. */
const kinds: readonly (readonly [start: string, contentType: string])[] = [
  ['#cloud-config-archive', 'text/cloud-config-archive'],
  ['#cloud-config-jsonp', 'text/cloud-config-jsonp'],
  ['#cloud-config', 'text/cloud-config'],
  ['#cloud-boothook', 'text/cloud-boothook'],
  ['#include-once', 'text/x-include-once-url'],
  ['#include', 'text/x-include-url'],
  ['#part-handler', 'text/part-handler'],
  ['## template: jinja', 'text/jinja2'],
  ['#!', 'text/x-shellscript'],
];

/**
 * Finds out what kind of user data a text is, and checks what can be checked before anything is built.
 * @throws ProblemError exit code 2.
 */
export function checkOwnUserData(own: string): OwnUserData {
  const text = own.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (/^(content-type|mime-version):/i.test(text) && /^mime-version:/im.test(text.split('\n\n')[0] ?? '')) return { kind: 'mime', text };
  const kind = kinds.find(([start]) => text.toLowerCase().startsWith(start));
  if (!kind) {
    throw usageError(
      'custom-data-kind-unknown',
      `the custom data begins with ${JSON.stringify(text.split('\n')[0]?.slice(0, 40) ?? '')}: cloud-init would not know what it is`,
      `Allowed first lines: ${kinds.map(([start]) => start).join(', ')}, or a MIME message with Content-Type and MIME-Version.`,
    );
  }
  if (kind[1] === 'text/cloud-config') checkCloudConfig(text);
  return { kind: 'part', contentType: kind[1], text };
}

/** YAML that is a map, and only keys that cloud-init knows. */
function checkCloudConfig(text: string): void {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number | undefined): string => {
    const { line, col } = lines.linePos(offset ?? 0);
    return `line ${line}, column ${col}`;
  };
  const error = document.errors[0];
  if (error) throw usageError('custom-data-yaml', `the custom data is not YAML: ${place(error.pos[0])}: ${error.message}`, 'cloud-init would skip all of it.');
  if (document.contents === null) return;
  if (!isMap(document.contents)) {
    throw usageError(
      'custom-data-yaml',
      `the custom data is YAML, but no map: ${place(document.contents.range?.[0])}`,
      'Expected: `key: value` lines below #cloud-config.',
    );
  }
  for (const { key } of document.contents.items) {
    const scalar = isScalar(key) ? key : undefined;
    const name = String(scalar?.value ?? '');
    if (cloudConfigKeys.includes(name)) continue;
    const near = closest(name, cloudConfigKeys);
    const guess = distance(name, near) <= Math.max(2, name.length / 3) ? ` Did you mean ${near}?` : '';
    throw usageError(
      'custom-data-key-unknown',
      `the custom data has a key that cloud-init does not know: ${name} (${place(scalar?.range?.[0])}).${guess}`,
      `cloud-init would pass over it without a word. Known keys: ${cloudConfigKeys.join(', ')}.`,
    );
  }
  checkUsers(document.toJS() as { users?: unknown });
}

/** A list of users without `default` leaves out the one that rank0 logs in as. */
function checkUsers({ users }: { users?: unknown }): void {
  if (!Array.isArray(users) || users.some((user) => user === 'default' || (user as { name?: unknown } | null)?.name === 'default')) return;
  throw usageError(
    'custom-data-users',
    'the custom data lists users without `default`',
    'cloud-init would then not make the user that Azure and rank0 log in as. Put `- default` first in the list.',
  );
}
