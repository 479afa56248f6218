/** US dollars with what digits matter, the same everywhere: `0.40 $`, `0.02 $`, `0.033 $`, `0.004 $`, `14.42 $`. What is small is not rounded away. */
export const dollars = (amount: number): string => `${amount < 0.0995 ? amount.toFixed(3).replace(/0$/, '') : amount.toFixed(2)} $`;

/** `glocluster1, glocluster2 and 7 more`: all names where they are at most so many, else one fewer than that and how many more there are. */
export const few = (names: readonly string[], most: number): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`;

/** A moment that is written in ISO 8601, for eyes: `2026-11-25 13:45:56 UTC`. */
export const momentWords = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;

/** A time of day as Azure keeps it (`HHMM`), as clocks show it: `23:00`. */
export const withColon = (at: string): string => `${at.slice(0, 2)}:${at.slice(2)}`;

/** A time of day and whose clocks it is by: `23:00 Europe/Berlin`. */
export const timeWords = ({ at, place }: { readonly at: string; readonly place: string }): string => `${withColon(at)} ${place}`;

/** A span in words a person reads at once: `0.4 s`, `41 s`, `2 min 05 s`, `3 h 10 min`, `2 d 4 h`. */
export function span(seconds: number): string {
  if (seconds < 10) return `${Math.max(0, Math.round(seconds * 10) / 10)} s`;
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A size for eyes, as `ls -h --si` counts: `20 MB`, `3.1 kB`, `512 bytes`. */
export function filesSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  let value = bytes;
  let unit = '';
  for (const next of ['kB', 'MB', 'GB', 'TB']) {
    if (value < 999.5) break;
    value /= 1000;
    unit = next;
  }
  return `${value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${unit}`;
}

/**
 * Storage accounts that are gone and may be brought back, in a sentence. Azure does so for 14 days at best, and has no way to end that
 * sooner (Microsoft Learn, "Recover a deleted storage account"). All else of a cluster is gone at once.
 */
export const recoverableWords = (names: readonly string[]): string =>
  `Azure may bring a deleted storage account back for 14 days, as long as nobody else takes its name: ${names.join(', ')}. It is no resource any more, and that cannot be ended sooner.`;
