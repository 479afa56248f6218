/** US dollars with what digits matter: `0.40 $`, `0.004 $`, `14.42 $`. */
export function dollars(amount: number): string {
  if (amount > 0 && amount < 0.00995) return `${amount.toFixed(3)} $`;
  return `${amount.toFixed(2)} $`;
}

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

/** Elapsed time as on a stop-watch: `00:04:12`; days are named. */
export function stopwatch(milliseconds: number): string {
  const whole = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const days = Math.floor(whole / 86_400);
  const clock = `${two(Math.floor(whole / 3600) % 24)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return days > 0 ? `${days} d ${clock}` : clock;
}

/** How long something usually takes: `usually 60-90 s`. */
export function usually([low, high]: readonly [number, number]): string {
  if (high <= 0) return '';
  if (high < 120) return low === high ? `usually ${Math.round(high)} s` : `usually ${Math.round(low)}–${Math.round(high)} s`;
  const minutes = (seconds: number): string => String(Math.round(seconds / 6) / 10);
  return `usually ${minutes(low)}–${minutes(high)} min`;
}

/** How long something usually takes, or that it has taken longer: `longer than usual, 60–90 s`. */
export function usuallyAfter(usual: readonly [number, number], seconds: number): string {
  const words = usually(usual);
  return words !== '' && seconds > usual[1] ? words.replace('usually ', 'longer than usual, ') : words;
}

/** `1 node`, `4 nodes`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
