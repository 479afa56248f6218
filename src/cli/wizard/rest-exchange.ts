import { STATUS_CODES } from 'node:http';
import { documentationOf } from '../../azure/documentation.ts';
import { keptBody, safeHeaders, safeText } from '../../azure/redaction.ts';
import type { ArmEnd } from '../../azure/traced.ts';
import type { ArmRequest } from '../../engine/world.ts';
import type { Headers, RestView } from '../../screens/model/exchange.ts';

/** What a kept body may have, in characters. What is sent is kept whole, so that it can be sent again by hand: custom data have up to 87,380. */
const most = { sent: 100_000, answered: 16_000 } as const;

/** Headers that say something about the call itself. */
const worthSeeing =
  /^(authorization|content-type|if-match|if-none-match|x-ms-client-request-id|azure-asyncoperation|operation-location|location|retry-after|x-ms-request-id|x-ms-correlation-request-id|x-ms-failure-cause|x-ms-ratelimit-.*|etag)$/;

/** A request as it is kept: its secrets replaced. */
export function restSent({
  method,
  url,
  headers,
  body,
}: ArmRequest): Pick<RestView, 'kind' | 'title' | 'method' | 'url' | 'headers' | 'body' | 'documentation'> {
  const documentation = documentationOf(method, url);
  return {
    kind: 'rest',
    title: `${method} ${shortPath(url)}`,
    method,
    url: sameUrl(url),
    headers: headersOf(headers),
    body: keptBody(body, most.sent),
    ...(documentation ? { documentation: { name: documentation.name, url: documentation.url } } : {}),
  };
}

/** Its end as it is kept. */
export function restEnded(end: ArmEnd): Pick<RestView, 'answer'> | Pick<RestView, 'failure'> {
  if (!('response' in end)) return { failure: safeText(end.failure) };
  const { status, headers, body } = end.response;
  return { answer: { status, words: STATUS_CODES[status] ?? '', headers: headersOf(headers), body: keptBody(body, most.answered), ms: end.ms } };
}

/** URLs that an answer handed out to follow the operation by. */
export function followedAt(end: ArmEnd, base: string): string[] {
  if (!('response' in end)) return [];
  const { headers } = end.response;
  const named = [headers['azure-asyncoperation'], headers['operation-location'], headers['location']];
  return named.flatMap((one) => (one !== undefined && URL.canParse(one, base) ? [sameUrl(new URL(one, base).href)] : []));
}

/** A URL without its secrets, in the one form in which it is looked up. */
export const sameUrl = (url: string): string => safeText(URL.canParse(url) ? new URL(url).href : url);

/** What an operation's status says. */
export const stateIn = (body: string): string | undefined => /"(?:status|provisioningState)"\s*:\s*"(\w+)"/.exec(body)?.[1];

const headersOf = (headers: Readonly<Record<string, string>>): Headers => Object.entries(safeHeaders(headers)).filter(([name]) => worthSeeing.test(name));

/** The end of a path that says what it is about: `virtualMachines/glocluster0`. */
function shortPath(url: string): string {
  const path = decoded(URL.canParse(url) ? new URL(url).pathname : url).replace(/\/{2,}/g, '/');
  const ofProvider = /.*\/providers\/[^/]+\/(.+)$/i.exec(path)?.[1];
  if (ofProvider !== undefined && !/^register$/i.test(ofProvider)) return ofProvider;
  return path.replace(/^\/subscriptions\/[^/]+\//i, '').replace(/^\//, '');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
