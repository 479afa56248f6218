import { exchangeRing, type ExchangeRing, type RingBounds } from '../../src/cli/wizard/exchange-ring.ts';
import { inTheNameOf } from '../../src/engine/current-task.ts';
import type { ExchangeView } from '../../src/screens/model/exchange.ts';
import type { StageId } from '../../src/state/stage-id.ts';

const endpoint = 'https://management.azure.com';
export const group = `${endpoint}/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/glocluster-rg`;
const begin = Date.parse('2026-11-24T12:00:00Z');

/** A token as Azure's are shaped; nothing may ever show it. */
export const secretToken = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';

/** A ring, and words to fill it with: each call and command is answered at once, a second after the one before. */
export function fakeTraffic(bounds?: RingBounds) {
  const ring: ExchangeRing = exchangeRing(bounds);
  let now = begin;
  const timed = <T>(work: (began: number) => T): T => {
    now += 1_000;
    return work(now);
  };
  return {
    ring,
    rest: (method: string, url: string, { body, status = 200, answer = '{}', headers = {} }: RestAnswer = {}): void =>
      timed((began) =>
        ring.arm(
          { method, url, headers: { authorization: `Bearer ${secretToken}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body }) },
          began,
        )({
          response: { status, headers, body: answer },
          ms: 412,
        }),
      ),
    command: (node: string, command: string, { stdin, exitCode = 0, stdout = '', stderr = '' }: CommandAnswers = {}): void =>
      timed((began) => ring.command({ node, command, ...(stdin === undefined ? {} : { stdin }) }, began)({ exitCode, stdout, stderr, ms: 23 })),
    within: (stage: StageId, id: string, title: string, work: () => void): void => inTheNameOf({ stage, id, title }, work),
  };
}

interface RestAnswer {
  readonly body?: string;
  readonly status?: number;
  readonly answer?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface CommandAnswers {
  readonly stdin?: string | Buffer;
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** What goes over the wires while a machine is made and asked something. */
export function fakeExchanges(): readonly ExchangeView[] {
  const { ring, rest, command, within } = fakeTraffic();
  const machine = `${group}/providers/Microsoft.Compute/virtualMachines/glocluster0?api-version=2026-04-01`;
  const operation = `${endpoint}/subscriptions/00000000-0000-4000-8000-000000000000/providers/Microsoft.Compute/locations/eastus/operations/1?api-version=2026-04-01&t=638&c=CERT&s=SIGNED&h=HASH`;
  const body = JSON.stringify({
    location: 'eastus',
    tags: {},
    properties: {
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      osProfile: { computerName: 'glocluster0', customData: 'I2Nsb3VkLWNvbmZpZwo='.repeat(60) },
      zones: [1, true, null],
    },
  });
  within('nodes', 'machine/glocluster0', 'machine glocluster0', () => {
    rest('GET', machine, { status: 404, answer: '{"error":{"code":"ResourceNotFound","message":"The Resource was not found."}}' });
    rest('PUT', machine, {
      body,
      status: 201,
      answer: body.replace('{', '{"name":"glocluster0",'),
      headers: { 'azure-asyncoperation': operation, etag: '"1"' },
    });
    for (let poll = 0; poll < 11; poll += 1) rest('GET', operation, { answer: '{"status":"InProgress"}' });
    rest('GET', operation, { answer: '{"startTime":"2026-11-24T12:00:02Z","status":"Succeeded"}' });
    rest('GET', machine, { answer: body });
  });
  within('log-in', 'cloud-init/glocluster0', 'first boot of glocluster0', () => {
    for (const node of ['glocluster0', 'glocluster1', 'glocluster2', 'glocluster3']) command(node, 'cloud-init status --long', { stdout: 'status: done\n' });
    command('glocluster2', 'test -f hostfile && cat hostfile', { exitCode: 1, stderr: 'cat: \x1b[31mhostfile\x1b[0m: No such file\n' });
    command('glocluster0', "cat > 'host file'", { stdin: 'glocluster0 slots=2\nglocluster1 slots=2\n' });
  });
  return ring.all();
}
