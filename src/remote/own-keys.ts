import ssh2 from 'ssh2';
import { parsePublicKey } from './public-key.ts';

/** A private key of the person, to log in to what they made by hand. It is used where it lies, and nothing of it is kept. */
export type OwnKey =
  | { readonly kind: 'file'; readonly file: string; readonly privateKey: string; readonly publicKey: string }
  /** All keys of an ssh-agent. */
  | { readonly kind: 'agent'; readonly socket: string };

/** The public half of a private key, `ssh-ed25519 AAAA…`; 'encrypted' where it wants a passphrase; undefined where it is no private key. */
export function publicHalf(privateKey: string): string | undefined {
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error) return /encrypted|passphrase/i.test(parsed.message) ? 'encrypted' : undefined;
  const one = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!one?.isPrivateKey()) return undefined;
  return parsePublicKey(`${one.type} ${one.getPublicSSH().toString('base64')}`)?.text;
}
