import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Clock, wallClock } from '../../engine/clock.ts';
import type { Fault } from '../faults.ts';
import type { Machines } from '../machines.ts';
import { subscriptionId } from '../state.ts';
import { openWorldStore } from '../store.ts';
import { type Arm, createArm } from './arm.ts';
import { ArmRefusal } from './answer.ts';
import { type Reach, reach } from './firewall.ts';
import { nextDue } from './settle.ts';

export interface ServeOptions {
  /** Where its world is kept. */
  readonly folder: string;
  readonly machines: Machines;
  /** The wall clock where none is given. */
  readonly clock?: Clock;
  readonly tls: { readonly key: string | Buffer; readonly cert: string | Buffer };
  /** The bearer token that it takes. */
  readonly token: string;
  /** A free one where none is given. */
  readonly port?: number;
  /** Quotas by name in lower case; what is not named is as a new subscription has it. */
  readonly quotas?: Readonly<Record<string, number>>;
  /** Prefixes that public addresses are given from. */
  readonly addressPools?: readonly string[];
  /** Durations of Azure are multiplied by this: 0.02 makes a machine in one or two seconds. */
  readonly scale?: number;
}

export interface ServedArm {
  /** `https://localhost:PORT`, to be given as `--cloud`. */
  readonly endpoint: string;
  readonly subscriptionId: string;
  /** Lets failures wait for their requests. */
  inject(faults: readonly Fault[]): void;
  /** What becomes of a TCP connection from outside to a public address, as addresses and security groups stand now. */
  reach(host: string, port: number, from: string): Reach;
  readonly arm: Arm;
  close(): Promise<void>;
}

/** How often it looks whether something has fallen due that nobody asked for, in real milliseconds. */
const tick = 25;

/** Serves the simulated ARM over HTTPS on this machine, with whatever the machines are made of: for tests of everything above it. */
export async function serveArm(options: ServeOptions): Promise<ServedArm> {
  const { folder, machines, clock = wallClock, tls, token, port = 0, quotas = {}, addressPools = ['203.0.113.0/24'], scale = 1 } = options;
  const store = openWorldStore(folder);
  const server = createServer(tls, (request, response) => void answer(arm, endpoint, request, response));
  server.listen(port, 'localhost');
  await once(server, 'listening');
  const endpoint = `https://localhost:${(server.address() as AddressInfo).port}`;
  const arm = createArm({ store, clock, machines, token, setup: { endpoint, quotas, addressPools, scale } });
  const ticking = setInterval(() => {
    if ((nextDue(store.look()) ?? Number.POSITIVE_INFINITY) <= clock.now()) arm.look(() => undefined);
  }, tick).unref();
  return {
    endpoint,
    subscriptionId,
    inject: (faults) => arm.change((state) => void state.faults.push(...faults.map((fault) => ({ ...fault })))),
    reach: (host, wanted, from) => arm.look((state) => reach(state, host, wanted, from)),
    arm,
    close: async () => {
      clearInterval(ticking);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await arm.settled();
    },
  };
}

async function answer(arm: Arm, endpoint: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = `${endpoint}${request.url ?? '/'}`;
  try {
    if (new URL(url).pathname.startsWith('/serial-logs/')) {
      const log = await arm.download(url);
      response.writeHead(200, { 'content-type': 'text/plain' }).end(log);
      return;
    }
    const body = await text(request);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const answered = await arm.send({ method: request.method ?? 'GET', url, headers, ...(body === '' ? {} : { body }) });
    response.writeHead(answered.status, answered.headers).end(answered.body === '' ? undefined : answered.body);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') {
      request.socket.destroy();
      return;
    }
    const refusal = error instanceof ArmRefusal ? error : new ArmRefusal(500, 'InternalServerError', (error as Error).stack ?? String(error));
    response.writeHead(refusal.answer.status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(refusal.answer.body));
  }
}
