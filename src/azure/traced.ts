import type { ArmRequest, ArmResponse, ArmTransport } from '../engine/world.ts';
import { safeBody, safeHeaders, safeText } from './redaction.ts';

/** How a request ended: answered, or without an answer. Times are milliseconds. */
export type ArmEnd = { readonly ms: number } & ({ readonly response: ArmResponse } | { readonly failure: string });

/** Told of a request as it is sent; what it returns is told how that ended. */
export type ArmListener = (request: ArmRequest, began: number) => (end: ArmEnd) => void;

/** Sends as `send` does, and tells a listener. What it hears is as it was on the wire, with its secrets. */
export function overheard(send: ArmTransport, listener: ArmListener, now: () => number = Date.now): ArmTransport {
  return async (request) => {
    const began = now();
    const ended = listener(request, began);
    try {
      const response = await send(request);
      ended({ response, ms: now() - began });
      return response;
    } catch (error) {
      ended({ failure: error instanceof Error ? error.message : String(error), ms: now() - began });
      throw error;
    }
  };
}

/**
 * Sends as `send` does, and hands one object an exchange to `write` (design 4, Trace): credentials and signed query values are
 * replaced, the same value always by the same placeholder, so that a poll is still recognised as the URL that was issued.
 * A request without an answer is no exchange, and has no line.
 */
export function traced(send: ArmTransport, write: (exchange: object) => void, now: () => number = Date.now): ArmTransport {
  return overheard(
    send,
    ({ method, url, headers, body }, began) =>
      (end) => {
        if (!('response' in end)) return;
        const { response, ms } = end;
        write({
          time: new Date(began).toISOString(),
          method,
          url: safeText(url),
          requestHeaders: safeHeaders(headers),
          requestBody: safeBody(body),
          status: response.status,
          responseHeaders: safeHeaders(response.headers),
          responseBody: safeBody(response.body),
          ms,
        });
      },
    now,
  );
}
