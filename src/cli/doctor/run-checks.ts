import { problemOf } from '../../state/problem.ts';
import { checks } from './all.ts';
import type { Check, DoctorWorld, Finding } from './check.ts';

/** All checks side by side, each within its own time; the findings come in the order of the list. */
export function runChecks(about: DoctorWorld, signal: AbortSignal, list: readonly Check[] = checks): Promise<Finding[]> {
  return Promise.all(list.map((check) => runCheck(check, about, signal)));
}

async function runCheck({ name, needed, seconds, look }: Check, about: DoctorWorld, signal: AbortSignal): Promise<Finding> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), seconds * 1000);
  const within = AbortSignal.any([signal, late.signal]);
  const stopped = new Promise<never>((_, reject) => within.addEventListener('abort', () => reject(new Error('stopped')), { once: true }));
  try {
    return { name, needed, ...(await Promise.race([look(about, within), stopped])) };
  } catch (error) {
    signal.throwIfAborted();
    const detail = late.signal.aborted ? `no answer within ${seconds} s` : problemOf(error).message;
    return { name, needed, ok: false, detail };
  } finally {
    clearTimeout(timer);
    stopped.catch(() => {});
  }
}
