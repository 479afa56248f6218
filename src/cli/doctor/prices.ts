import type { Check } from './check.ts';

const service = 'https://prices.azure.com/api/retail/prices?api-version=2023-01-01-preview&$top=1';

/** The Retail Prices API, which needs no sign-in; without it the prices that were shipped are shown, with their day. */
export const prices: Check = {
  name: 'prices',
  needed: false,
  seconds: 15,
  look: async ({ cloud, send }, signal) => {
    // It knows Azure's public cloud alone (azure-facts 13.1).
    if (cloud !== 'public') return { ok: true, detail: 'not asked: prices of this cloud are those that were shipped' };
    const host = new URL(service).host;
    try {
      const { status } = await send({ method: 'GET', url: service, headers: { accept: 'application/json' }, signal });
      if (status < 400) return { ok: true, detail: `${host} answers` };
      return { ok: false, detail: `${host}: HTTP ${status}`, next: 'The prices that were shipped are shown meanwhile, with their day' };
    } catch (error) {
      signal.throwIfAborted();
      return {
        ok: false,
        detail: `${host}: ${String((error as NodeJS.ErrnoException).code ?? (error as Error).message)}`,
        next: 'The prices that were shipped are shown meanwhile, with their day',
      };
    }
  },
};
