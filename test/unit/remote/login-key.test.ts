import { generateKeyPairSync } from 'node:crypto';
import { utils, type ParsedKey } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { checkPublicKey, makeLoginKey } from '../../../src/remote/login-key.ts';
import { field } from '../../../src/remote/public-key.ts';
import { problemThrownBy } from './support.ts';

const rsa = (bits: number): string => {
  const { n = '', e = '' } = generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' });
  const number = (text: string) => {
    const bytes = Buffer.from(text, 'base64url');
    return (bytes[0] as number) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
  };
  return `ssh-rsa ${Buffer.concat([field('ssh-rsa'), field(number(e)), field(number(n))]).toString('base64')} me@laptop`;
};

describe('the login key', () => {
  it('is read by the SSH client, signs, and fits its public half, every time', () => {
    for (let round = 0; round < 300; round += 1) {
      const { privateKey, publicKey } = makeLoginKey('rank0 login key of glocluster');
      const parsed = utils.parseKey(privateKey) as ParsedKey;
      expect(parsed).not.toBeInstanceOf(Error);
      expect(`${parsed.type} ${parsed.getPublicSSH().toString('base64')} ${parsed.comment}`).toBe(publicKey);
      const signed = parsed.sign(Buffer.from('x')) as Buffer;
      expect((utils.parseKey(publicKey) as ParsedKey).verify(Buffer.from('x'), signed)).toBe(true);
    }
  });

  it('is a new one each time, in OpenSSH format', () => {
    expect(makeLoginKey('a').publicKey).not.toBe(makeLoginKey('a').publicKey);
    expect(makeLoginKey('a').privateKey).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\n([A-Za-z0-9+/=]{1,70}\n)+-----END OPENSSH PRIVATE KEY-----\n$/);
  });
});

describe("the person's public key", () => {
  it('may be ed25519, or RSA of 2048 bits', () => {
    const { publicKey } = makeLoginKey('me@laptop');
    expect(checkPublicKey(`${publicKey}\n`)).toBe(publicKey);
    const long = rsa(2048);
    expect(checkPublicKey(long)).toBe(long);
  });

  it.each([
    ['private-key-given', makeLoginKey('x').privateKey],
    ['private-key-given', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'sec1' }) as string],
    ['private-key-given', 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none'],
    [
      'key-type-not-allowed',
      'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg= me',
    ],
    ['rsa-too-short', rsa(1024)],
    ['not-a-public-key', 'hello'],
    ['not-a-public-key', ''],
    ['not-a-public-key', makeLoginKey('x').publicKey.slice(0, 60)],
    ['several-keys', `${makeLoginKey('x').publicKey}\n${makeLoginKey('y').publicKey}`],
  ])('is refused as %s (exit code 2)', (code, text) => {
    const thrown = problemThrownBy(() => checkPublicKey(text));
    expect(thrown.problem.code).toBe(code);
    expect(thrown.exitCode).toBe(2);
    expect(thrown.problem.means).toContain('ed25519');
  });

  it('says how long a short RSA key is', () => {
    expect(problemThrownBy(() => checkPublicKey(rsa(1024))).message).toBe('an RSA key of 1024 bits');
  });

  it('never repeats a private key in what it says', () => {
    const { privateKey } = makeLoginKey('x');
    const { problem } = problemThrownBy(() => checkPublicKey(privateKey));
    expect(JSON.stringify(problem)).not.toContain(privateKey.split('\n')[1]);
  });
});
