import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

export type KeyType = 'ed25519' | 'ecdsa';

/** A key pair in OpenSSH's own formats. */
export interface KeyPair {
  /** `-----BEGIN OPENSSH PRIVATE KEY-----`, without a passphrase. */
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA… comment`, one line. */
  readonly publicKey: string;
}

/**
 * Makes a key pair. Encoded here from node:crypto's own, because ssh2's generator now and then writes a malformed ed25519
 * key (mscdex/ssh2 #1513).
 */
export function makeKeyPair(type: KeyType, comment: string): KeyPair {
  const { privateKey } = type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return encodeKeyPair(privateKey, comment);
}

function encodeKeyPair(key: KeyObject, comment: string): KeyPair {
  const { name, open, secret } = key.asymmetricKeyType === 'ed25519' ? ed25519Parts(key) : ecdsaParts(key);
  const blob = Buffer.concat([text(name), ...open.map(text)]);
  const check = randomBytes(4);
  const plain = Buffer.concat([check, check, text(name), ...secret, text(comment)]);
  const padding = Buffer.from(Array.from({ length: (8 - (plain.length % 8)) % 8 }, (_, index) => index + 1));
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0', 'latin1'),
    text('none'),
    text('none'),
    text(''),
    number(1),
    text(blob),
    text(Buffer.concat([plain, padding])),
  ]);
  const lines = body.toString('base64').match(/.{1,70}/g) ?? [];
  return {
    privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`,
    publicKey: `${name} ${blob.toString('base64')}${comment === '' ? '' : ` ${comment}`}`,
  };
}

interface Parts {
  readonly name: string;
  readonly open: readonly (string | Buffer)[];
  readonly secret: readonly Buffer[];
}

/** RFC 8709. The raw halves are the last 32 bytes of their DER forms. */
function ed25519Parts(key: KeyObject): Parts {
  const open = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  const seed = key.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  return { name: 'ssh-ed25519', open: [open], secret: [text(open), text(Buffer.concat([seed, open]))] };
}

/** RFC 5656, nistp256. */
function ecdsaParts(key: KeyObject): Parts {
  const point = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-65);
  // ECPrivateKey (RFC 5915): SEQUENCE, version 1, then 32 bytes of the scalar.
  const scalar = key.export({ format: 'der', type: 'sec1' }).subarray(7, 39);
  return { name: 'ecdsa-sha2-nistp256', open: ['nistp256', point], secret: [text('nistp256'), text(point), text(positive(scalar))] };
}

/** A positive whole number as SSH writes it: no leading zeros, and none that looks negative. */
function positive(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const short = bytes.subarray(first);
  return (short[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), short]) : short;
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function text(value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([number(bytes.length), bytes]);
}
