import { createHash } from 'node:crypto';

/** Query values that are signatures or what a signature covers: SAS links, and the poll URLs of azure-facts 15.1. */
const signedQuery = new Set(['sig', 't', 'c', 's', 'h', 'se', 'st', 'skoid', 'sktid', 'ske', 'sks', 'skt', 'skv', 'code', 'token', 'access_token']);
const secretHeaders = new Set(['authorization', 'x-ms-authorization-auxiliary', 'set-cookie', 'cookie', 'proxy-authorization']);
const secretName =
  'accessToken|access_token|refreshToken|refresh_token|password|adminPassword|clientSecret|client_secret|connectionString|key1|key2|primaryKey|secondaryKey|accessSAS|privateKey';
const secretNames = new RegExp(`^(${secretName})$`, 'i');

/** Secrets are replaced, the same one always by the same placeholder: what is recognised by its value still is. */
const placeholder = (value: string): string => `redacted-${createHash('sha256').update(value).digest('hex').slice(0, 10)}`;

/** Header names in lower case; credentials are gone, a bearer token is still seen to have been there. */
export function safeHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const lower = name.toLowerCase();
      if (!secretHeaders.has(lower)) return [lower, safeText(value)];
      return [lower, /^Bearer /i.test(value) ? 'Bearer redacted' : 'redacted'];
    }),
  );
}

/** A body as it may be written down: JSON as a value, anything else as text, nothing as null. */
export function safeBody(body: string | undefined): unknown {
  if (body === undefined || body === '') return null;
  try {
    return safeValue(JSON.parse(body));
  } catch {
    return safeText(body);
  }
}

function safeValue(value: unknown): unknown {
  if (typeof value === 'string') return safeText(value);
  if (Array.isArray(value)) return value.map(safeValue);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, secretNames.test(name) && typeof inner === 'string' ? placeholder(inner) : safeValue(inner)]),
  );
}

const privateKeyBlock = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g;
const bearerToken = /\bBearer\s+(?!redacted)[\w.~+/=-]{8,}/gi;
const webToken = /\beyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)?/g;

/** Any text without the signed query values of the URLs in it, without bearer tokens and without private keys. Nothing else changes. */
export function safeText(text: string): string {
  let safe = text;
  if (safe.includes('://')) {
    safe = safe.replace(/https?:\/\/[^\s"'<>]+/g, (url) =>
      url.replace(/([?&])([^=&#]+)=([^&#]*)/g, (whole, mark: string, name: string, value: string) =>
        signedQuery.has(decoded(name).toLowerCase()) && value !== '' ? `${mark}${name}=${placeholder(value)}` : whole,
      ),
    );
  }
  if (safe.includes('PRIVATE KEY-----')) safe = safe.replace(privateKeyBlock, (block, kind: string) => `[${kind.toLowerCase()}, ${placeholder(block)}]`);
  if (/bearer/i.test(safe)) safe = safe.replace(bearerToken, 'Bearer redacted');
  return safe.includes('eyJ') ? safe.replace(webToken, placeholder) : safe;
}

/** A query name from outside may be encoded wrongly; then it is what stands there. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** A text that is kept, and how long it was where only its beginning is. */
export interface KeptText {
  readonly text: string;
  /** Characters of the whole, where it was cut. */
  readonly cutFrom?: number;
}

/** The beginning of any text, safe. */
export function keptText(text: string, most: number): KeptText {
  if (text.length <= most) return { text: safeText(text) };
  return { text: flat(safeText(text.slice(0, most))), cutFrom: text.length };
}

const secretProperty = new RegExp(`("(?:${secretName})"\\s*:\\s*")((?:[^"\\\\]|\\\\.)*)`, 'gi');

/**
 * The beginning of a body, safe. What is longer than `most` is not parsed: it may be some megabytes, several times a second,
 * and only its beginning is of use.
 */
export function keptBody(body: string | undefined, most: number): KeptText {
  if (body === undefined || body === '') return { text: '' };
  if (body.length <= most) {
    const safe = safeBody(body);
    return { text: typeof safe === 'string' && !body.startsWith('"') ? safe : JSON.stringify(safe) };
  }
  const readable = body.slice(0, most).replaceAll('\\u0026', '&').replaceAll('\\u003d', '=').replaceAll('\\/', '/');
  const safe = safeText(readable.replace(secretProperty, (_, before: string, value: string) => before + placeholder(value)));
  return { text: flat(safe), cutFrom: body.length };
}

/** A copy of its own: V8 keeps the whole of a text in memory for as long as any slice of it. */
const flat = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

/** What names somebody by its form, in any text: mail addresses; ids of subscriptions and tenants; what may be an IPv6 address (times look like one, too). */
export const mailForm = /[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}/gi;
export const idForm = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
export const perhapsIPv6 = /(?<![\w:.])[0-9a-f]*:[0-9a-f:]*:[0-9a-f]*(?![\w:])/gi;
