import { requestQuotaIn } from '../practice/quota-requests.ts';
import { practiceFolder } from './practice-folder.ts';
import type { QuotaAsked, QuotaWanted } from './wizard/services.ts';

/** Asks the practice cloud for more quota, as one asks Azure on a page in a browser. `now` is in milliseconds of its clock. */
export function askForQuota(home: string, now: number, wanted: QuotaWanted): QuotaAsked {
  const asked = requestQuotaIn(practiceFolder(home), process.env, now, wanted);
  return {
    limits: asked.map(({ name, limit }) => ({ name, limit })),
    seconds: Math.max(0, Math.ceil((Math.max(now, ...asked.map(({ grantedAt }) => grantedAt)) - now) / 1000)),
  };
}
