import { ProblemError } from '../state/problem.ts';
import type { Answer, Azure } from './azure.ts';
import { parsed } from './azure.ts';
import { askAzure, armErrorOf, azureProblem, OperationFailedError } from './errors.ts';
import { retryAfter } from './sending.ts';

/**
 * Seconds between two looks at an operation: soon at first, so that a short one costs no idle wait, then so slowly that its
 * status bucket (45, refilled by 15 a minute) is never emptied (azure-facts 15.1b).
 */
const looks = [1, 1, 2, 3, 5] as const;

/** The longest that an operation is followed, in seconds: Azure gives up provisioning after 40 minutes (azure-facts 7). */
const patienceSeconds = 60 * 60;

/** Options that every operation of the SDK's clients takes. */
export interface CallOptions {
  readonly abortSignal?: AbortSignal;
  readonly onResponse: (raw: {
    status: number;
    headers: { toJSON(): Record<string, string> };
    bodyAsText?: string | null;
    request: { url: string; method: string };
  }) => void;
}

/** What waits for an operation and wants to say so. */
export interface Watching {
  readonly signal: AbortSignal;
  report?(progress: { waitingFor: string }): void;
}

/**
 * Sends a write by an SDK call and follows its long-running operation to the end, on the world's clock.
 * The SDK's pollers are not used: they wait in real time and lose an operation's code and details.
 * @param call the SDK call; its poller is started and then left alone.
 * @returns the first answer's body where the write was done at once; undefined where it took longer (read the resource then).
 * @throws ProblemError as Azure's code and message say; AnswerLostError where the first answer did not come.
 */
export async function carryOut(
  azure: Azure,
  about: string,
  watching: Watching,
  call: (options: CallOptions) => { submitted(): Promise<void> },
): Promise<unknown> {
  const { signal } = watching;
  let first: (Answer & { url: string; method: string }) | undefined;
  await askAzure(about, signal, () =>
    call({
      abortSignal: signal,
      onResponse: (raw) => {
        first ??= { status: raw.status, headers: raw.headers.toJSON(), body: parsed(raw.bodyAsText), url: raw.request.url, method: raw.request.method };
      },
    }).submitted(),
  );
  if (!first) throw new Error(`${about}: the SDK showed no answer`);
  return follow(azure, about, watching, first);
}

async function follow(azure: Azure, about: string, watching: Watching, first: Answer & { url: string; method: string }): Promise<unknown> {
  const statusUrl = first.headers['azure-asyncoperation'] ?? first.headers['operation-location'];
  if (statusUrl) return until(azure, about, watching, first, () => lookAtStatus(azure, absolute(statusUrl, first.url), watching.signal));
  const location = first.headers['location'];
  if (location && first.status === 202) {
    let at = absolute(location, first.url);
    return until(azure, about, watching, first, async () => {
      const answer = await azure.get(at, watching.signal);
      if (answer.headers['location']) at = absolute(answer.headers['location'], first.url);
      return { answer, ended: answer.status === 202 ? undefined : answer.status < 400 || answer.status === 404 ? 'succeeded' : 'failed' };
    });
  }
  const state = provisioningState(first.body);
  if (first.method === 'DELETE' || state === undefined || isEnd(state)) {
    if (isFailure(state)) throw azureProblem(new OperationFailedError(first.body), about);
    return first.body;
  }
  return until(azure, about, watching, first, async () => {
    const answer = await azure.get(first.url, watching.signal);
    const now = provisioningState(answer.body);
    return { answer, ended: answer.status >= 400 ? 'failed' : now === undefined || isEnd(now) ? endOf(now) : undefined };
  });
}

interface Look {
  readonly answer: Answer;
  readonly ended: 'succeeded' | 'failed' | undefined;
}

async function lookAtStatus(azure: Azure, url: string, signal: AbortSignal): Promise<Look> {
  const answer = await azure.get(url, signal);
  if (answer.status === 404) return { answer, ended: 'succeeded' };
  if (answer.status >= 400) return { answer, ended: 'failed' };
  const status = (answer.body as { status?: unknown } | undefined)?.status;
  const text = typeof status === 'string' ? status : 'Succeeded';
  return { answer, ended: isEnd(text) ? endOf(text) : undefined };
}

async function until(azure: Azure, about: string, { signal, report }: Watching, first: Answer, look: () => Promise<Look>): Promise<undefined> {
  const { clock } = azure.world;
  const since = clock.now();
  let last: Answer = first;
  for (let count = 0; clock.now() - since < patienceSeconds * 1000; count += 1) {
    const own = (looks[Math.min(count, looks.length - 1)] as number) * 1000;
    await clock.sleep(Math.max(own, retryAfter(last.headers, clock.now()) ?? 0), signal);
    const { answer, ended } = await look();
    last = answer;
    if (ended === 'succeeded') return undefined;
    if (ended === 'failed') throw azureProblem(new OperationFailedError(armErrorOf(answer.body) ? answer.body : failedWithoutReason(answer)), about);
    report?.({ waitingFor: `Azure: ${about}` });
  }
  throw new ProblemError({
    code: 'operation-too-long',
    message: `${about}: not done after ${patienceSeconds / 60} minutes`,
    means: 'Azure has neither finished the operation nor refused it.',
    next: [{ label: 'Run it again: it looks and goes on from what exists', command: 'rank0 up' }],
  });
}

const failedWithoutReason = (answer: Answer) => ({
  code: 'OperationFailed',
  message: `Azure ended the operation as ${(answer.body as { status?: string } | undefined)?.status ?? answer.status} and gave no reason`,
});

/** `properties.provisioningState` of a resource's body. */
export function provisioningState(body: unknown): string | undefined {
  const state = (body as { properties?: { provisioningState?: unknown } } | undefined)?.properties?.provisioningState;
  return typeof state === 'string' ? state : undefined;
}

const isEnd = (state: string): boolean => /^(succeeded|completed?|ready)$|fail|cancel/i.test(state);
const isFailure = (state: string | undefined): boolean => state !== undefined && /fail|cancel/i.test(state);
const endOf = (state: string | undefined): 'succeeded' | 'failed' => (isFailure(state) ? 'failed' : 'succeeded');
const absolute = (url: string, base: string): string => new URL(url, base).href;
