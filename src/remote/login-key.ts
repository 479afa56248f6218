import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { usageError } from '../state/problem.ts';
import { field, fieldsOf, parsePublicKey } from './public-key.ts';

/**
 * A new ed25519 key pair in OpenSSH's formats. Node makes the key; only the file format is ours, because
 * `ssh2.utils.generateKeyPairSync('ed25519')` writes a malformed key now and then (mscdex/ssh2 #1513, #1390).
 * @param comment what stands behind the public key; no line breaks.
 */
export function makeLoginKey(comment: string): { privateKey: string; publicKey: string } {
  const pair = generateKeyPairSync('ed25519');
  const publicBytes = pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const seed = pair.privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32);
  const publicBlob = Buffer.concat([field('ssh-ed25519'), field(publicBytes)]);
  return { privateKey: pem(publicBlob, publicBytes, seed, comment), publicKey: `ssh-ed25519 ${publicBlob.toString('base64')} ${comment}` };
}

/** The `openssh-key-v1` container, not encrypted (PROTOCOL.key of OpenSSH). */
function pem(publicBlob: Buffer, publicBytes: Buffer, seed: Buffer, comment: string): string {
  const check = randomBytes(4);
  const secret = Buffer.concat([check, check, field('ssh-ed25519'), field(publicBytes), field(Buffer.concat([seed, publicBytes])), field(comment)]);
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, index) => index + 1));
  const one = Buffer.from([0, 0, 0, 1]);
  const all = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    field('none'),
    field('none'),
    field(''),
    one,
    field(publicBlob),
    field(Buffer.concat([secret, padding])),
  ]);
  const lines = all.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
}

const allowed = 'Allowed: an ed25519 public key, or an RSA one of 2048 bits or more, as `ssh-keygen` writes them to a file that ends in .pub.';

/**
 * The person's own public key, checked as Azure will: ed25519, or RSA of 2048 bits at least (azure-facts 7).
 * @param text content of the file.
 * @returns the one line, trimmed.
 * @throws ProblemError exit code 2: a private key, ECDSA and hardware keys, short RSA, no key, several keys.
 */
export function checkPublicKey(text: string): string {
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----|PuTTY-User-Key-File/.test(text)) {
    throw usageError('private-key-given', 'this is a private key', `It stays where it is; nothing of it was kept. ${allowed}`, [
      { label: 'Give its public half', command: 'rank0 up --ssh-key ~/.ssh/id_ed25519.pub' },
    ]);
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (lines.length > 1) throw usageError('several-keys', `${lines.length} lines where one public key is expected`, allowed);
  const key = parsePublicKey(lines[0] ?? '');
  if (!key) throw usageError('not-a-public-key', 'this is not an SSH public key', allowed);
  if (key.type === 'ssh-ed25519') return (lines[0] as string).trim();
  if (key.type !== 'ssh-rsa') {
    throw usageError('key-type-not-allowed', `a key of type ${key.type}`, `Azure takes no such key for a Linux machine. ${allowed}`, [
      { label: 'Make one that it takes', command: 'ssh-keygen -t ed25519' },
    ]);
  }
  const bits = bitsOf(fieldsOf(key.blob)?.[2]);
  if (bits < 2048) throw usageError('rsa-too-short', `an RSA key of ${bits} bits`, `Azure takes RSA from 2048 bits on. ${allowed}`);
  return (lines[0] as string).trim();
}

/** Bits of a big-endian number that may begin with zero bytes. */
function bitsOf(modulus: Buffer = Buffer.alloc(0)): number {
  const hex = modulus.toString('hex').replace(/^0+/, '');
  return hex === '' ? 0 : (hex.length - 1) * 4 + Number.parseInt(hex[0] as string, 16).toString(2).length;
}
