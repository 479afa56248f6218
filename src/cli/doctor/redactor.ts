import { isIPv6 } from 'node:net';
import { idForm, mailForm, perhapsIPv6, safeText } from '../../azure/redaction.ts';

export interface Redacted {
  /** Names that name somebody, with what they are. */
  readonly names: ReadonlyMap<string, string>;
  /** Where rank0 keeps its files, and where the person does. */
  readonly home: string;
  readonly userHome: string | undefined;
}

/** What is recognised by its form: kind, and what it looks like in a text. Longest first. */
const forms: readonly (readonly [kind: string, form: RegExp])[] = [
  ['key', /\b(?:AAAA[A-Za-z0-9+/]{20,}={0,2})/g],
  ['fingerprint', /\b(?:SHA256|MD5):[A-Za-z0-9+/:]{20,}={0,2}/g],
  ['id', idForm],
  ['mail', mailForm],
  ['address', /\b(?!127\.0\.0\.1\b|0\.0\.0\.0\b)(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}\b/g],
  ['secret', /\b[A-Za-z0-9+/]{60,}={0,2}/g],
];

/**
 * Takes out of a text what says whose it is: subscription and tenant ids, addresses, mail addresses, user names, keys and their
 * fingerprints, tokens, signed queries of URLs. The same value becomes the same placeholder, so that what belongs together still does.
 */
export function redactor({ names, home, userHome }: Redacted): (text: string) => string {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  const placeholder = (kind: string, value: string): string => {
    const key = `${kind} ${value.toLowerCase()}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const made = `<${kind} ${count}>`;
    known.set(key, made);
    return made;
  };
  const byLength = [...names].sort(([a], [b]) => b.length - a.length);
  return (text) => {
    let safe = safeText(text).replace(/(https?:\/\/[^\s"'<>?\\]+)\?[^\s"'<>\\]+/g, '$1?<query>');
    safe = safe.replaceAll(asJson(home), '<home of rank0>');
    if (userHome !== undefined && userHome.length > 1) safe = safe.replaceAll(asJson(userHome), '~');
    for (const [kind, form] of forms) safe = safe.replace(form, (value) => placeholder(kind, value));
    safe = safe.replace(perhapsIPv6, (value) => (isIPv6(value) && value !== '::1' ? placeholder('address', value) : value));
    for (const [name, kind] of byLength) {
      safe = safe.replace(new RegExp(`(?<![A-Za-z0-9])${asJson(name).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![A-Za-z0-9])`, 'gi'), (value) =>
        placeholder(kind, value),
      );
    }
    return safe;
  };
}

/** A text as it stands within JSON. */
const asJson = (text: string): string => JSON.stringify(text).slice(1, -1);
