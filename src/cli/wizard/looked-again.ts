/**
 * Work that carries out what was looked at. Tried again after a failure it looks anew first: what is there by now decides what is left to do.
 */
export function lookedAgain<T>(
  look: (signal: AbortSignal) => Promise<void>,
  carryOut: (signal: AbortSignal) => Promise<T>,
): (signal: AbortSignal) => Promise<T> {
  let again = false;
  return async (signal) => {
    if (again) await look(signal);
    again = true;
    return carryOut(signal);
  };
}
