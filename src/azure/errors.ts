import { AnswerLostError } from '../engine/task.ts';
import { type NextStep, ProblemError } from '../state/problem.ts';
import { betweenReasons } from './error-codes.ts';
import { meaningOf } from './error-meanings.ts';
import { orAborted } from './or-aborted.ts';
import { isCertificateCode, networkCode, refusedBody } from './sending.ts';

/** The error of an ARM answer or of an operation that failed: `{error: {code, message, details, …}}`. */
export interface ArmError {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
  readonly details: readonly ArmError[];
  /** What `additionalInfo` says in words: the name of a policy. */
  readonly additional?: string;
}

/** An operation that ended as Failed or Canceled: the SDK's own pollers lose its details. */
export class OperationFailedError extends Error {
  readonly body: unknown;

  constructor(body: unknown) {
    super('the operation failed');
    this.name = 'OperationFailedError';
    this.body = body;
  }
}

/**
 * Asks Azure, aborted as soon as the signal is, with every refusal as a ProblemError (see `azureProblem`).
 * `about` is what is asked for, in words: "virtual machine glocluster0".
 */
export async function askAzure<T>(about: string, signal: AbortSignal | undefined, ask: () => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await orAborted(ask(), signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof AnswerLostError) throw error;
    throw azureProblem(error, about);
  }
}

/** As `askAzure`, with undefined where Azure answers 404: the thing, or the group around it, is not there. */
export async function askAzureIfThere<T>(about: string, signal: AbortSignal | undefined, ask: () => Promise<T>): Promise<T | undefined> {
  return askAzure(about, signal, async () => {
    try {
      return await ask();
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  });
}

/** HTTP status of a refusal; undefined for anything else. */
export function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error ? (error as { statusCode?: unknown }).statusCode : undefined;
  return typeof status === 'number' ? status : typeof status === 'string' ? Number(status) : undefined;
}

/**
 * Anything that was thrown while talking to Azure, as a problem: code and message as Azure sent them, what they mean and what
 * to do (azure-facts 15.2). Unknown codes stay untouched. A refused or missing token has exit code 4, everything else 1.
 */
export function azureProblem(error: unknown, about: string): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof OperationFailedError) return refusal(armErrorOf(error.body) ?? nameless('OperationFailed', error.message), about, undefined, error);
  const status = statusOf(error);
  if (status !== undefined) return refusal(armErrorOf(parsedJson(refusedBody(error))) ?? nameless(`HTTP ${status}`, textOf(error)), about, status, error);
  const code = networkCode(error);
  if (code !== undefined) return unreachable(code, about, error);
  throw error;
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const parsedJson = (text: string | undefined): unknown => {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
};
const nameless = (code: string, message: string): ArmError => ({ code, message, details: [] });

/** The ARM error in a body, whether wrapped in `error` or not. */
export function armErrorOf(body: unknown): ArmError | undefined {
  if (body === null || typeof body !== 'object') return undefined;
  const outer = body as Record<string, unknown>;
  const error = (outer['error'] !== null && typeof outer['error'] === 'object' ? outer['error'] : outer) as Record<string, unknown>;
  if (typeof error['code'] !== 'string') return undefined;
  const details = Array.isArray(error['details']) ? error['details'].flatMap((detail) => armErrorOf(detail) ?? []) : [];
  const inner = armErrorOf(error['innererror']);
  const additional = policyName(error['additionalInfo']);
  return {
    code: error['code'],
    message: typeof error['message'] === 'string' ? error['message'] : error['code'],
    ...(typeof error['target'] === 'string' ? { target: error['target'] } : {}),
    details: inner ? [...details, inner] : details,
    ...(additional === undefined ? {} : { additional }),
  };
}

function policyName(info: unknown): string | undefined {
  if (!Array.isArray(info)) return undefined;
  for (const entry of info) {
    const inner = (entry as { info?: Record<string, unknown> } | null)?.info;
    const name =
      inner?.['policyDefinitionDisplayName'] ?? inner?.['policyAssignmentDisplayName'] ?? inner?.['policyAssignmentName'] ?? inner?.['policyDefinitionName'];
    if (typeof name === 'string') return name;
  }
  return undefined;
}

/** All errors in one, outermost first: nested details carry the real reason (azure-facts 15.1). */
function* everyError(error: ArmError): Generator<ArmError> {
  yield error;
  for (const detail of error.details) yield* everyError(detail);
}

function refusal(error: ArmError, about: string, status: number | undefined, cause: unknown): ProblemError {
  const all = [...everyError(error)];
  const told = all.map((one) => meaningOf(one, about)).findLast((meaning) => meaning !== undefined);
  const because = all.slice(1).filter((one) => !error.message.includes(one.message));
  const message = [error.message, ...because.map((one) => `${one.code}: ${one.message}`)].join(betweenReasons);
  const signedOut = status === 401;
  const meaning = told ?? meaningOf({ code: `HTTP ${status}`, message: '', details: [] }, about);
  return new ProblemError(
    {
      code: error.code,
      message,
      means: meaning?.means ?? `Azure refused this for ${about}, with a reason that rank0 has no words for beyond Azure's own.`,
      next: meaning?.next ?? goOn,
    },
    { cause, exitCode: signedOut ? 4 : 1, stopsRun: signedOut },
  );
}

const goOn: readonly NextStep[] = [
  { label: 'Run it again: it goes on from what exists', command: 'rank0 up', key: 'r' },
  { label: 'Look the code up: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors' },
];

function unreachable(code: string, about: string, cause: unknown): ProblemError {
  const message = `${about}: ${textOf(cause)}`;
  if (isCertificateCode(code)) {
    return new ProblemError(
      {
        code: 'certificate-unknown',
        message: `${message} (${code})`,
        means:
          'The endpoint shows a certificate that this machine does not trust, so nothing was sent. A private cloud, an emulator or a company proxy needs its certificate authority named.',
        next: [{ label: 'Name the authority that signed it, in the environment', command: 'export NODE_EXTRA_CA_CERTS=/path/to/ca.pem' }],
      },
      { cause },
    );
  }
  return new ProblemError(
    {
      code: 'endpoint-unreachable',
      message: message.includes(code) ? message : `${message} (${code})`,
      means:
        code === 'ENOTFOUND' || code === 'EAI_AGAIN'
          ? 'The name of the endpoint could not be looked up: there is no network, or the name is wrong.'
          : 'Nothing answers there: the network is down, something in between blocks it, or the endpoint is not running.',
      next: [{ label: 'Check the network, then run it again: it goes on from what exists', command: 'rank0 up', key: 'r' }],
    },
    { cause },
  );
}
