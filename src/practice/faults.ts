/**
 * A failure that is waiting for its request. It is kept in the world's file, so that it meets whichever program comes
 * first and is met as often as it says.
 */
export interface Fault {
  /** Regular expression, without case, for `METHOD /path` (no query), `^PUT .*\/networkInterfaces\/`. */
  readonly match: string;
  readonly effect: FaultEffect;
  /** How many requests it still meets; undefined = every one. */
  times?: number;
}

export type FaultEffect =
  /** The request takes effect, and the connection breaks before its answer arrives. */
  | { readonly kind: 'lost-answer' }
  /** The connection breaks before the request arrives. */
  | { readonly kind: 'unreachable' }
  /** Refused with this error; nothing takes effect. */
  | { readonly kind: 'refuse'; readonly status: number; readonly code: string; readonly message: string; readonly retryAfter?: number }
  /** The long-running operation that it begins fails at its end. */
  | { readonly kind: 'fail-late'; readonly code: string; readonly message: string }
  /** The long-running operation that it begins takes this many times as long. */
  | { readonly kind: 'slow'; readonly factor: number };

/** What a client sees when the connection breaks: Node's own error. */
export function connectionReset(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104, syscall: 'read' });
}

/** Takes the faults that meet this request, each kind at most once, and counts them down. */
export function takeFaults(faults: Fault[], method: string, path: string): { effects: readonly FaultEffect[]; left: Fault[] } {
  const effects: FaultEffect[] = [];
  const left = faults.flatMap((fault) => {
    const met = new RegExp(fault.match, 'i').test(`${method} ${path}`) && !effects.some((effect) => effect.kind === fault.effect.kind);
    if (!met) return [fault];
    effects.push(fault.effect);
    if (fault.times === undefined) return [fault];
    return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
  });
  return { effects, left };
}
