/** A public key as it is written in files: type, base64, perhaps a comment. */
export interface PublicKey {
  readonly type: string;
  /** The key's blob, as it goes over the wire. */
  readonly blob: Buffer;
  /** `ssh-ed25519 AAAA…`, without comment. */
  readonly text: string;
  readonly comment: string;
}

/** Types of host keys that this program understands, best first. */
export const keyTypes = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'ssh-rsa'] as const;

const partsOf: Readonly<Record<string, number>> = { 'ssh-ed25519': 2, 'ssh-rsa': 3, 'ssh-dss': 5 };

/**
 * The key in one line `TYPE BASE64 [COMMENT]`; undefined where it is none. The blob is taken apart, so that a line
 * that lost characters on a serial console is not taken for a key.
 */
export function parsePublicKey(line: string): PublicKey | undefined {
  const match = /^\s*((?:ssh|ecdsa|sk)-[a-z0-9@.-]+)\s+([A-Za-z0-9+/]+={0,2})(?:\s+(.*?))?\s*$/.exec(line);
  const [, type, base64, comment = ''] = match ?? [];
  if (type === undefined || base64 === undefined) return undefined;
  const blob = Buffer.from(base64, 'base64');
  const fields = fieldsOf(blob);
  if (!fields || fields[0]?.toString('latin1') !== type || blob.toString('base64') !== base64) return undefined;
  if (fields.length !== (partsOf[type] ?? (type.startsWith('ecdsa-') ? 3 : fields.length))) return undefined;
  if (type === 'ssh-ed25519' && fields[1]?.length !== 32) return undefined;
  return { type, blob, text: `${type} ${base64}`, comment };
}

/** The length-prefixed fields of a key's blob; undefined where they do not add up to it. */
export function fieldsOf(blob: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  let at = 0;
  while (at < blob.length) {
    if (at + 4 > blob.length) return undefined;
    const length = blob.readUInt32BE(at);
    if (at + 4 + length > blob.length) return undefined;
    fields.push(blob.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields.length > 1 ? fields : undefined;
}

/** One field as it goes over the wire: its length, then itself. */
export function field(content: string | Buffer): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
