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
