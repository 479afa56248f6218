import { sizeOf } from './arm/catalog.ts';
import { quotaRows, quotasOf } from './quota.ts';
import type { WorldState } from './state.ts';
import { openWorldStore } from './store.ts';

/** What a plan needs of a region. */
export interface QuotaWanted {
  readonly location: string;
  readonly size: string;
  readonly count: number;
}

/** One limit that was asked to be raised. */
export interface QuotaRequest {
  /** As the list of usages names it, `standardHBv3Family`. */
  readonly name: string;
  readonly limit: number;
  /** When it is granted, in milliseconds of the world. */
  readonly grantedAt: number;
}

/** How long somebody takes to grant it here, in milliseconds of the world. In Azure it is minutes to days (azure-facts 2.6). */
const takes = 20 * 60_000;

/** Asks for as much as so many nodes of a size need beside what is used. What suffices, or is asked for already, is not asked for again. */
export function requestQuota(state: WorldState, now: number, wanted: QuotaWanted, quotas: Readonly<Record<string, number>>): readonly QuotaRequest[] {
  grantQuota(state, now);
  const size = sizeOf(wanted.size);
  if (!size) return [];
  const needed = wanted.count * size.vCPUs;
  const short = quotaRows(state, wanted.location, quotas).filter(
    ({ name, current, limit }) => (name === 'cores' || name === size.family) && current + needed > limit,
  );
  const open = state.quotaRequests ?? [];
  const asked = short.map(
    ({ name, current }): QuotaRequest =>
      open.find((one) => one.name === name && one.limit >= current + needed) ?? { name, limit: current + needed, grantedAt: now + takes },
  );
  state.quotaRequests = [...open.filter((one) => !asked.some(({ name }) => name === one.name)), ...asked];
  return asked;
}

/** Grants what was due by `now`. Returns whether anything was. */
export function grantQuota(state: WorldState, now: number): boolean {
  const due = (state.quotaRequests ?? []).filter(({ grantedAt }) => grantedAt <= now);
  if (due.length === 0) return false;
  for (const { name, limit } of due) state.limits[name.toLowerCase()] = limit;
  state.quotaRequests = state.quotaRequests?.filter((one) => !due.includes(one)) ?? [];
  return true;
}

/** The same in the world of that folder, for the programs that have it open. `now` is in milliseconds of the world. */
export function requestQuotaIn(folder: string, env: NodeJS.ProcessEnv, now: number, wanted: QuotaWanted): readonly QuotaRequest[] {
  const quotas = quotasOf(env['RANK0_PRACTICE_QUOTA']);
  return openWorldStore(folder).change((state) => ({ changed: true, value: requestQuota(state, now, wanted, quotas) }));
}
