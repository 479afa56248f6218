/** What ARM answers. `body` undefined = no body. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The answer comes only after this time, in milliseconds of the world: what it reports takes that long. */
  readonly after?: number;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

/** A refusal, thrown by handlers: an ARM error body. */
export class ArmRefusal extends Error {
  readonly answer: Answer;

  /** @param more `retryAfter` in seconds. */
  constructor(status: number, code: string, message: string, more: { target?: string; retryAfter?: number; headers?: Record<string, string> } = {}) {
    super(message);
    this.name = 'ArmRefusal';
    this.answer = {
      status,
      headers: { ...more.headers, ...(more.retryAfter === undefined ? {} : { 'retry-after': String(more.retryAfter) }) },
      body: { error: { code, message, ...(more.target ? { target: more.target } : {}) } },
    };
  }
}

/** 409 and 400 as Compute and Network say them. */
export const conflict = (code: string, message: string): ArmRefusal => new ArmRefusal(409, code, message);
export const invalid = (message: string, target?: string): ArmRefusal => new ArmRefusal(400, 'InvalidParameter', message, target ? { target } : {});
export const badRequest = (code: string, message: string): ArmRefusal => new ArmRefusal(400, code, message);
