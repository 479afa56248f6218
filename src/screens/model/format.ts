export { dollars, span } from '../../state/words.ts';

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
