import { expect, test, vi } from 'vitest';
import type { Azure } from '../../../src/azure/azure.ts';
import type { MachineState } from '../../../src/azure/live.ts';
import type { Nodes } from '../../../src/remote/nodes.ts';
import { lookAtNodes, type Lookout } from '../../../src/stages/look-at-nodes.ts';
import type { NodeLive } from '../../../src/stages/your-cluster.ts';
import { emptySession, type Session } from '../../../src/state/session.ts';

const names = ['node0', 'node1', 'node2'];
const subscription = '00000000-0000-0000-0000-000000000000';
const session: Session = {
  ...emptySession('node'),
  nodes: names.map((name, index) => ({
    name,
    role: index === 0 ? 'head' : 'node',
    machineId: name,
    privateAddress: `10.0.0.${4 + index}`,
    hostKeys: ['ssh-ed25519 AAAA'],
  })),
};

/** An Azure that lists all machines as running, by a function that tests make fail or wait. */
function azure(list: () => Promise<void>): Azure {
  return {
    subscriptionId: subscription,
    compute: {
      virtualMachines: {
        listAll: async function* () {
          await list();
          for (const name of names) {
            yield {
              id: `/subscriptions/${subscription}/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/${name}`,
              provisioningState: 'Succeeded',
              instanceView: { statuses: [{ code: 'PowerState/running' }] },
            };
          }
        },
      },
    },
  } as unknown as Azure;
}

/** Nodes of which some never answer and one breaks off after its first answer. */
function nodes({ silent = [] as string[], broken = [] as string[] } = {}): Nodes & { answer(): void } {
  const waiting: (() => void)[] = [];
  return {
    ping: (node) =>
      silent.includes(node.name) ? new Promise((resolve) => waiting.push(() => resolve({ state: 'unreachable' }))) : Promise.resolve({ state: 'ok', ms: 3 }),
    exec: (node, _, { signal } = {}) =>
      broken.includes(node.name)
        ? new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)))
        : Promise.resolve({ exitCode: 0, stdout: '0.10 0.10 0.10 1/100 1\n', stderr: '' }),
    forget: () => {},
    close: () => {},
    answer: () => {
      for (const one of waiting.splice(0)) one();
    },
  } as Nodes & { answer(): void };
}

const sourcesOf = (of: Azure, pool: Nodes) => ({
  azure: of,
  nodes: pool,
  session,
  names,
  choices: { network: 'ethernet' as const, name: 'glocluster', count: 4, resourceGroup: 'g' },
});
const signal = new AbortController().signal;

test('a node that never answers holds up the look at no other', async () => {
  const pool = nodes({ silent: ['node1'] });
  const told: NodeLive[] = [];
  const look = lookAtNodes(
    sourcesOf(
      azure(async () => {}),
      pool,
    ),
    signal,
    { told: (node) => told.push(node) },
  );
  await vi.waitUntil(() => told.length === 2);
  expect(told.map(({ name, ssh }) => `${name} ${ssh.state}`)).toEqual(['node0 ok', 'node2 ok']);
  pool.answer();
  expect((await look)[1]).toMatchObject({ name: 'node1', ssh: { state: 'unreachable' } });
});

test('a node that breaks off after its answer ends no look', async () => {
  const all = await lookAtNodes(
    sourcesOf(
      azure(async () => {}),
      nodes({ broken: ['node2'] }),
    ),
    signal,
  );
  expect(all.map(({ name, load }) => [name, load])).toEqual([
    ['node0', 0.1],
    ['node1', 0.1],
    ['node2', undefined],
  ]);
}, 10_000);

test('while Azure cannot be reached, what it said last stands, and the nodes are looked at all the same', async () => {
  const lookout: Lookout = {};
  await lookAtNodes(
    sourcesOf(
      azure(async () => {}),
      nodes(),
    ),
    signal,
    { lookout },
  );
  const down = azure(() => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })));
  const pool = nodes({ silent: ['node0'] });
  const look = lookAtNodes(sourcesOf(down, pool), signal, { lookout, told: ({ name }) => name === 'node2' && pool.answer() });
  expect((await look).map(({ power, ssh }) => `${power} ${ssh.state}`)).toEqual(['running unreachable', 'running ok', 'running ok']);
});

test('an Azure that takes long is waited for only the first time, and its answer counts for the next look', async () => {
  const states = new Map<string, MachineState>(names.map((name) => [name, { name, power: 'running', provisioning: 'Succeeded' }]));
  const lookout: Lookout = { states };
  let answer = (): void => {};
  let asked = 0;
  const slow = azure(() => {
    asked += 1;
    return new Promise<void>((resolve) => {
      answer = resolve;
    });
  });
  const look = (): Promise<NodeLive[]> => lookAtNodes(sourcesOf(slow, nodes()), signal, { lookout });
  expect((await look()).every(({ ssh }) => ssh.state === 'ok')).toBe(true);
  const next = look();
  answer();
  await next;
  expect(asked).toBe(1);
  expect(lookout.asked).toBeUndefined();
}, 10_000);

test('without an earlier answer, an Azure that cannot be reached is a failure', async () => {
  const down = azure(() => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })));
  await expect(lookAtNodes(sourcesOf(down, nodes()), signal, { lookout: {} })).rejects.toThrow();
});

test('a look may begin before the one before it is over: the silent node is not asked twice, the others are', async () => {
  let asked = 0;
  const pool = nodes({ silent: ['node1'] });
  const counting: Nodes = {
    ...pool,
    ping: (node, ...more) => {
      if (node.name === 'node1') asked += 1;
      return pool.ping(node, ...more);
    },
  };
  const lookout: Lookout = { underWay: new Map() };
  const told: string[] = [];
  const look = (): Promise<NodeLive[]> =>
    lookAtNodes(
      sourcesOf(
        azure(async () => {}),
        counting,
      ),
      signal,
      { lookout, told: ({ name, ssh }) => told.push(`${name} ${ssh.state}`) },
    );
  const first = look();
  await vi.waitUntil(() => told.length === 2);
  const second = look();
  await vi.waitUntil(() => told.length === 4);
  expect(asked).toBe(1);
  pool.answer();
  expect((await Promise.all([first, second])).map((all) => all[1]?.ssh.state)).toEqual(['unreachable', 'unreachable']);
  expect(lookout.underWay?.size).toBe(0);
});
