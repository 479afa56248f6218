import { generateKeyPairSync } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { keptBody, keptText, safeHeaders, safeText } from '../../../src/azure/redaction.ts';

const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const token = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';
const signed = 'https://x.blob.core.windows.net/a.log?sv=2023&sig=SAS%2Bsecret&se=2026';

describe('what is kept of a text', () => {
  it('has no private key, not even one that was cut off, and no token', () => {
    const text = safeText(`before\n${key}after\nAuthorization: Bearer ${token}\n${token}`);
    expect(text).toMatch(/^before\n\[private key, redacted-\w+\]\nafter\nAuthorization: Bearer redacted\nredacted-\w+$/);
    expect(safeText(key.slice(0, 80))).toMatch(/^\[private key, redacted-\w+\]$/);
    expect(safeText('-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA')).not.toContain('b3Blbn');
  });

  it('has public keys and everything else as they are', () => {
    for (const text of [
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP5 ada@laptop',
      'https://a.example/x?api-version=1&%24expand=instanceView',
      'a bearer of news',
      '%E0%A4%A?%zz=1',
    ]) {
      expect(safeText(text)).toBe(text);
    }
    expect(safeText('https://a.example/?%zz=1&sig=one')).toMatch(/%zz=1&sig=redacted-/);
  });

  it('is its beginning where it is long, and says of how much', () => {
    expect(keptText('abcdef', 4)).toEqual({ text: 'abcd', cutFrom: 6 });
    expect(keptText('abcd', 4)).toEqual({ text: 'abcd' });
  });
});

describe('what is kept of a body', () => {
  const secret = { id: '/a', accessSAS: 'hunter2', properties: { password: 'hunter3', log: signed } };

  it('has no secret by name and no signature, long or short', () => {
    for (const most of [100_000, 150]) {
      const { text } = keptBody(JSON.stringify({ ...secret, filler: 'x'.repeat(500) }), most);
      expect(text).toContain('"id":"/a"');
      for (const one of ['hunter2', 'hunter3', 'SAS%2Bsecret']) expect(text, `${most}`).not.toContain(one);
    }
  });

  it('has none where the server escapes what need not be escaped', () => {
    const body = `{"log":"https:\\/\\/x.example\\/a?sv=1\\u0026sig=SECRET\\u0026se=2","more":"${'x'.repeat(500)}"}`;
    for (const most of [100_000, 200]) expect(keptBody(body, most).text, `${most}`).not.toContain('SECRET');
  });

  it('has none that was cut in its middle', () => {
    const body = `{"password":"hunter2 and a long tail of words${'x'.repeat(500)}"}`;
    expect(keptBody(body, 30)).toEqual({ text: expect.stringMatching(/^\{"password":"redacted-\w+$/), cutFrom: body.length });
  });

  it('does not hold on to the whole of a long one', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    collect();
    const before = process.memoryUsage().heapUsed;
    const kept = Array.from({ length: 40 }, (_, index) => keptBody(`[${`"${index}",`.repeat(200_000)}"end"]`, 1_000));
    collect();
    expect(kept).toHaveLength(40);
    // They were 40 MB or more together.
    expect((process.memoryUsage().heapUsed - before) / 2 ** 20).toBeLessThan(10);
  });

  it('is nothing where nothing was sent', () => {
    expect(keptBody(undefined, 10)).toEqual({ text: '' });
    expect(keptBody('', 10)).toEqual({ text: '' });
    expect(keptBody('<html>no JSON</html>', 100)).toEqual({ text: '<html>no JSON</html>' });
  });
});

it('a header tells that a bearer token was there, and not which', () => {
  expect(safeHeaders({ Authorization: `Bearer ${token}`, Cookie: 'a=b', Location: signed, ETag: '"1"' })).toEqual({
    authorization: 'Bearer redacted',
    cookie: 'redacted',
    location: expect.stringMatching(/sig=redacted-\w+&se=redacted-/),
    etag: '"1"',
  });
});
