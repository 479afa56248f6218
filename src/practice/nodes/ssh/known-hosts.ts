import { createHmac } from 'node:crypto';

/** A line of a known_hosts file. */
export interface KnownHost {
  /** Number of the line, from 1. */
  readonly line: number;
  readonly patterns: string;
  readonly type: string;
  /** Base64 of the key. */
  readonly key: string;
  readonly revoked: boolean;
}

export function knownHostsIn(text: string): readonly KnownHost[] {
  return text.split('\n').flatMap((each, index) => {
    const words = each.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
    const [patterns, type, key] = words;
    if (patterns === undefined || patterns === '' || patterns.startsWith('#') || type === undefined || key === undefined) return [];
    return [{ line: index + 1, patterns, type, key, revoked: marker === '@revoked' }];
  });
}

/** Whether a line speaks of this host (`name`, or `[name]:port`): plain names, patterns and hashed names. */
export function speaksOf({ patterns }: KnownHost, host: string): boolean {
  if (patterns.startsWith('|1|')) {
    const [, , salt = '', hash = ''] = patterns.split('|');
    return createHmac('sha1', Buffer.from(salt, 'base64')).update(host.toLowerCase()).digest('base64') === hash;
  }
  let found = false;
  for (const pattern of patterns.split(',')) {
    const negated = pattern.startsWith('!');
    const expression = (negated ? pattern.slice(1) : pattern)
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    if (!new RegExp(`^${expression}$`, 'i').test(host)) continue;
    if (negated) return false;
    found = true;
  }
  return found;
}

/** `ED25519` as OpenSSH names a key's type. */
export function typeName(type: string): string {
  if (type.startsWith('ecdsa')) return 'ECDSA';
  return type === 'ssh-rsa' ? 'RSA' : type.replace(/^ssh-/, '').toUpperCase();
}
