import type { Clock } from '../../engine/clock.ts';
import type { ArmRequest, ArmResponse, ArmTransport } from '../../engine/world.ts';
import { durationOf } from '../durations.ts';
import { connectionReset, type FaultEffect, takeFaults } from '../faults.ts';
import type { Machines } from '../machines.ts';
import type { WorldState } from '../state.ts';
import type { WorldStore } from '../store.ts';
import { type Answer, ArmRefusal } from './answer.ts';
import { type Call, guidOf, resourceAt, type Setup } from './call.ts';
import { machineTeller } from './outbox.ts';
import { pathOf, routeOf } from './router.ts';
import { machineOfLogUrl } from './serial-log.ts';
import { commandAsked } from './run-command.ts';
import { settle } from './settle.ts';
import { type Throttle, throttle } from './throttle.ts';

export interface ArmOptions {
  readonly store: WorldStore;
  readonly clock: Clock;
  readonly machines: Machines;
  readonly setup: Setup;
  /** The bearer token that it takes. */
  readonly token: string;
  /** Takes over the time that other programs have come to; called before the time is looked at. */
  readonly keepTime?: () => void;
  /** Called while the machines are being told something (PracticeClock.busy). */
  readonly busy?: () => () => void;
}

/** The simulated Azure Resource Manager. */
export interface Arm {
  readonly send: ArmTransport;
  /** The text behind a signed URL of a serial log. @throws ArmRefusal 403 for one that it did not hand out. */
  readonly download: (url: string) => Promise<string>;
  /** Looks at the world as it is now. */
  look<T>(use: (state: WorldState, now: number) => T): T;
  /** Changes the world from outside ARM: failures to practise on. */
  change(use: (state: WorldState, now: number) => void): void;
  /** Resolves when the machines know all that has happened. @throws what a machine threw. */
  settled(): Promise<void>;
}

export function createArm({ store, clock, machines, setup, token, keepTime, busy = () => () => {} }: ArmOptions): Arm {
  const teller = machineTeller(store, machines, busy);
  const limits = throttle();
  let requests = 0;

  const change = <T>(use: (state: WorldState, now: number) => { changed: boolean; value: T }): T => {
    const value = store.change((state) => {
      keepTime?.();
      const now = clock.now();
      const settled = settle(state, now, setup.addressPools);
      const result = use(state, now);
      return { changed: settled || result.changed, value: result.value };
    });
    teller.kick();
    return value;
  };
  const look = <T>(use: (state: WorldState, now: number) => T): T => {
    const state = store.look();
    keepTime?.();
    const now = clock.now();
    settle(state, now, setup.addressPools);
    const value = use(state, now);
    teller.kick();
    return value;
  };

  /** A script runs in the machine's own time, so it runs before the request that asks for it is answered. */
  const runOn = async ({ id, script }: { readonly id: string; readonly script: string }) => {
    const vmId = look((state) => {
      const { machine } = resourceAt(state, id) ?? {};
      return machine?.power === 'running' ? machine.vmId : undefined;
    });
    if (vmId === undefined) return undefined;
    await teller.settled();
    return machines.run?.(vmId, script);
  };

  const send: ArmTransport = async (request) => {
    const { signal } = request;
    const path = pathOf(new URL(request.url).pathname);
    await clock.sleep(durationOf('request', `${path} ${requests++}`) * setup.scale, signal);
    const asked = commandAsked(request, path);
    const ran = asked && (await runOn(asked));
    const situation = { setup, token, limits, ...(ran ? { ran } : {}) };
    const reading = isReading(request.method) && store.look().faults.length === 0;
    const { answer, broken } = reading
      ? look((state, now) => handle(request, path, { state, now, ...situation }).value)
      : change((state, now) => handle(request, path, { state, now, ...situation }));
    if (answer.after) await clock.sleep(answer.after, signal);
    if (broken) throw connectionReset();
    return responseOf(answer, `${path} ${clock.now()} ${requests}`);
  };

  return {
    send,
    download: async (url) => {
      const vmId = machineOfLogUrl(url, clock.now());
      look(() => undefined);
      await teller.settled();
      return machines.serialLog(vmId, clock.now());
    },
    look,
    change: (use) => change((state, now) => ({ changed: true, value: use(state, now) })),
    settled: teller.settled,
  };
}

const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD';

interface Situation {
  readonly state: WorldState;
  readonly now: number;
  readonly setup: Setup;
  readonly token: string;
  readonly limits: Throttle;
  readonly ran?: Call['ran'];
}

interface Handled {
  readonly answer: Answer;
  /** The connection breaks: the client gets no answer. */
  readonly broken: boolean;
}

const nothing: Answer = { status: 0 };

/** Answers one request in the world as it is; what it changes is kept where it was not refused. */
function handle(request: ArmRequest, path: string, { state, now, setup, token, limits, ran }: Situation): { changed: boolean; value: Handled } {
  const method = request.method.toUpperCase();
  const before = state.faults;
  const { effects, left } = takeFaults(before, method, path);
  const has = (kind: FaultEffect['kind']): boolean => effects.some((effect) => effect.kind === kind);
  state.faults = left;
  if (has('unreachable')) return { changed: true, value: { answer: nothing, broken: true } };
  let headers: Record<string, string> = {};
  try {
    authorize(request, token);
    headers = limits.count(method, path, now);
    const refusal = effects.find((effect) => effect.kind === 'refuse');
    if (refusal) {
      const { status, code, message, retryAfter } = refusal;
      return { changed: true, value: { answer: new ArmRefusal(status, code, message, retryAfter === undefined ? {} : { retryAfter }).answer, broken: false } };
    }
    const { handler, parts } = routeOf(method, path);
    const { searchParams } = new URL(request.url);
    refuseForeign(state, parts['subscription'], searchParams);
    const answer = handler({ ...setup, method, query: searchParams, body: bodyOf(request), state, now, effects, ...(ran ? { ran } : {}) }, parts);
    const changed = effects.length > 0 || !isReading(method);
    return { changed, value: { answer: { ...answer, headers: { ...headers, ...answer.headers } }, broken: has('lost-answer') } };
  } catch (error) {
    if (!(error instanceof ArmRefusal)) throw error;
    // A request that is refused meets its failure another time.
    state.faults = before;
    return { changed: false, value: { answer: { ...error.answer, headers: { ...headers, ...error.answer.headers } }, broken: false } };
  }
}

/** @throws ArmRefusal 401 without the token, or with another. */
function authorize(request: ArmRequest, token: string): void {
  const given = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  if (given === `Bearer ${token}`) return;
  const headers = {
    'www-authenticate':
      'Bearer authorization_uri="https://login.microsoftonline.com/common", error="invalid_token", error_description="The access token is missing or not valid."',
  };
  if (given === undefined) throw new ArmRefusal(401, 'AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing.", { headers });
  throw new ArmRefusal(401, 'InvalidAuthenticationToken', 'The access token is invalid.', { headers });
}

function refuseForeign(state: WorldState, subscription: string | undefined, query: URLSearchParams): void {
  if (subscription !== undefined && subscription.toLowerCase() !== state.subscriptionId) {
    throw new ArmRefusal(404, 'SubscriptionNotFound', `The subscription '${subscription}' could not be found.`);
  }
  const version = query.get('api-version');
  if (version === null)
    throw new ArmRefusal(400, 'MissingApiVersionParameter', 'The api-version query parameter (?api-version=) is required for all requests.');
  if (!/^\d{4}-\d\d-\d\d(-preview)?$/.test(version)) throw new ArmRefusal(400, 'InvalidApiVersionParameter', `The api-version '${version}' is invalid.`);
}

function bodyOf(request: ArmRequest): unknown {
  if (request.body === undefined || request.body === '') {
    if (request.method === 'PUT' || request.method === 'PATCH')
      throw new ArmRefusal(400, 'InvalidRequestContent', 'The request content was invalid: it is empty.');
    return undefined;
  }
  try {
    return JSON.parse(request.body);
  } catch {
    throw new ArmRefusal(400, 'InvalidRequestContent', 'The request content was invalid and could not be deserialized.');
  }
}

function responseOf({ status, headers, body }: Answer, seed: string): ArmResponse {
  const id = guidOf(seed);
  return {
    status,
    headers: {
      'cache-control': 'no-cache',
      'x-ms-request-id': id,
      'x-ms-correlation-request-id': id,
      ...(body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      ...headers,
    },
    body: body === undefined ? '' : JSON.stringify(body),
  };
}
