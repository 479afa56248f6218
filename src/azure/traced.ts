import { createHash } from 'node:crypto';
import type { ArmTransport } from '../engine/world.ts';

/** Query values that are signatures or what a signature covers: SAS links, and the poll URLs of azure-facts 15.1. */
const signedQuery = new Set(['sig', 't', 'c', 's', 'h', 'se', 'st', 'skoid', 'sktid', 'ske', 'sks', 'skt', 'skv', 'code', 'token', 'access_token']);
const secretHeaders = new Set(['authorization', 'x-ms-authorization-auxiliary', 'set-cookie', 'cookie', 'proxy-authorization']);
const secretNames =
  /^(accessToken|access_token|refreshToken|password|adminPassword|clientSecret|connectionString|key1|key2|primaryKey|secondaryKey|accessSAS)$/i;

/**
 * Sends as `send` does, and hands one object an exchange to `write` (design 4, Trace): credentials and signed query values are
 * replaced, the same value always by the same placeholder, so that a poll is still recognised as the URL that was issued.
 * A request without an answer is no exchange, and has no line.
 */
export function traced(send: ArmTransport, write: (exchange: object) => void, now: () => number = Date.now): ArmTransport {
  return async (request) => {
    const began = now();
    const sent = {
      time: new Date(began).toISOString(),
      method: request.method,
      url: withoutSecrets(request.url),
      requestHeaders: safeHeaders(request.headers),
      requestBody: safeBody(request.body),
    };
    const response = await send(request);
    write({ ...sent, status: response.status, responseHeaders: safeHeaders(response.headers), responseBody: safeBody(response.body), ms: now() - began });
    return response;
  };
}

function safeHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const lower = name.toLowerCase();
      if (!secretHeaders.has(lower)) return [lower, withoutSecrets(value)];
      return [lower, /^Bearer /i.test(value) ? 'Bearer redacted' : 'redacted'];
    }),
  );
}

function safeBody(body: string | undefined): unknown {
  if (body === undefined || body === '') return null;
  try {
    return safeValue(JSON.parse(body));
  } catch {
    return withoutSecrets(body);
  }
}

function safeValue(value: unknown): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (Array.isArray(value)) return value.map(safeValue);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, secretNames.test(name) && typeof inner === 'string' ? placeholder(inner) : safeValue(inner)]),
  );
}

/** The text with the signed query values of every URL in it replaced. Nothing else of the URL changes. */
function withoutSecrets(text: string): string {
  if (!text.includes('://')) return text;
  return text.replace(/https?:\/\/[^\s"'<>]+/g, (url) =>
    url.replace(/([?&])([^=&#]+)=([^&#]*)/g, (whole, mark: string, name: string, value: string) =>
      signedQuery.has(decodeURIComponent(name).toLowerCase()) && value !== '' ? `${mark}${name}=${placeholder(value)}` : whole,
    ),
  );
}

const placeholder = (value: string): string => `redacted-${createHash('sha256').update(value).digest('hex').slice(0, 10)}`;
