import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ServerChannel } from 'ssh2';
import { type NodesOptions, openNodes, type ReachableNodes } from '../../../src/remote/nodes.ts';
import type { ClusterNode } from '../../../src/state/events.ts';
import { jumpingClock } from '../engine/support.ts';
import { loginKey, sshServer, type TestServer, testNode } from './ssh-server.ts';
import { problemOfPromise } from './support.ts';

const pools: ReachableNodes[] = [];
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

function run(command: string, channel: ServerChannel): void {
  channel.on('data', () => {});
  channel.on('end', () => {
    channel.stdout.write(`ran ${command}`);
    channel.exit(0);
    channel.close();
  });
}

const refused = (): Promise<never> => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
const silent = (): Promise<never> => Promise.reject(Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT' }));
const headAddress = '203.0.113.7';

interface Given {
  readonly count?: number;
  /** Nodes that have a public address in what is known of them. */
  readonly known?: Partial<ClusterNode>;
  readonly forbids?: boolean;
  readonly down?: string;
  readonly whereNow?: NodesOptions['whereNow'];
}

/** A head with a public address, and nodes that only it can reach. */
function cluster({ count = 2, known = {}, forbids = false, down, whereNow }: Given = {}) {
  const servers = new Map<string, TestServer>();
  const onward = (host: string) => (host === down ? refused() : (servers.get(host)?.dial(host) ?? refused()));
  const head = sshServer({ publicKey: loginKey.publicKey, run, ...(forbids ? {} : { onward }) });
  const one = sshServer({ publicKey: loginKey.publicKey, run });
  const nodes = Array.from({ length: count }, (_, index) => {
    const privateAddress = `10.0.0.${index + 4}`;
    servers.set(privateAddress, one);
    return { ...testNode(`n${index + 1}`, [one.hostKey]), role: 'node' as const, privateAddress, publicAddress: undefined, ...known };
  });
  const headNode: ClusterNode = { ...testNode('n0', [head.hostKey]), privateAddress: '10.0.0.99', publicAddress: headAddress };
  const dialled: string[] = [];
  const dial: NodesOptions['dial'] = (host) => {
    dialled.push(host);
    return host === headAddress ? head.dial(host) : silent();
  };
  const pool = openNodes({ user: 'glock', privateKey: loginKey.privateKey, dial, clock: jumpingClock(), head: () => headNode, whereNow });
  pools.push(pool);
  return { pool, nodes, headNode, head, one, dialled };
}

describe('nodes without a public address', () => {
  it('are reached through one connection to the head, 64 of them, with sessions of their own', async () => {
    const { pool, nodes, headNode, head, one, dialled } = cluster({ count: 64 });
    const warned = vi.spyOn(process, 'emitWarning');
    const said = await Promise.all([headNode, ...nodes].map((node) => pool.exec(node, `uname ${node.name}`)));
    expect(said.map(({ stdout }) => stdout)).toEqual(['n0', ...nodes.map(({ name }) => name)].map((name) => `ran uname ${name}`));
    expect([head.dials, one.dials, dialled]).toEqual([1, 64, [headAddress]]);
    expect(warned).not.toHaveBeenCalled();
    expect((await pool.ping(nodes[0] as ClusterNode, AbortSignal.timeout(5000))).state).toBe('ok');
  });

  it('are dialled where they are while they have an address', async () => {
    const { pool, nodes, dialled } = cluster({ count: 1, known: { publicAddress: '203.0.113.8' } });
    expect((await problemOfPromise(pool.exec(nodes[0] as ClusterNode, 'uname'))).problem).toMatchObject({ code: 'ssh-timeout' });
    expect(dialled).toEqual(['203.0.113.8']);
  });

  it('say that the head forbids to go on from it', async () => {
    const { pool, nodes } = cluster({ count: 1, forbids: true });
    expect((await problemOfPromise(pool.exec(nodes[0] as ClusterNode, 'uname'))).problem).toMatchObject({
      code: 'tunnel-forbidden',
      message: expect.stringContaining('n0'),
      means: expect.stringContaining('AllowTcpForwarding'),
    });
  });

  it('that refuse are told from a head that does not answer, which is named', async () => {
    const behind = cluster({ count: 1, down: '10.0.0.4' });
    expect((await problemOfPromise(behind.pool.exec(behind.nodes[0] as ClusterNode, 'uname'))).problem).toMatchObject({
      code: 'ssh-refused',
      message: 'n1 (10.0.0.4): nothing listens on port 22',
    });
    const pool = openNodes({ user: 'glock', privateKey: loginKey.privateKey, dial: silent, clock: jumpingClock(), head: () => behind.headNode });
    pools.push(pool);
    expect((await problemOfPromise(pool.exec(behind.nodes[0] as ClusterNode, 'uname'))).problem).toMatchObject({
      code: 'ssh-timeout',
      message: expect.stringMatching(/^n1 \(10\.0\.0\.4\): it has no public address and is reached through the head, and n0 \(203\.0\.113\.7\): no answer/),
    });
  });

  it('come back after the connection to the head was lost', async () => {
    const { pool, nodes, head } = cluster();
    await Promise.all(nodes.map((node) => pool.exec(node, 'uname')));
    head.drop();
    await vi.waitFor(async () => expect((await pool.exec(nodes[0] as ClusterNode, 'again')).stdout).toBe('ran again'), { timeout: 5000 });
    expect((await pool.exec(nodes[1] as ClusterNode, 'again')).stdout).toBe('ran again');
    expect(head.dials).toBe(2);
  });

  it('can be handed to a program that speaks SSH itself', async () => {
    const { pool, nodes } = cluster({ count: 1 });
    const stream = await pool.reach(nodes[0] as ClusterNode);
    expect(String(await new Promise((resolve) => stream.once('data', resolve)))).toMatch(/^SSH-2\.0-/);
    stream.destroy();
  });
});

describe('a node whose address was taken away since', () => {
  it('is found behind the head, once for all commands', async () => {
    const whereNow = vi.fn(async (node: ClusterNode) => ({ ...node, publicAddress: undefined }));
    const { pool, nodes, dialled } = cluster({ count: 1, known: { publicAddress: '203.0.113.8' }, whereNow });
    const [node] = nodes as [ClusterNode];
    expect((await Promise.all([pool.exec(node, 'one'), pool.exec(node, 'two')])).map(({ stdout }) => stdout)).toEqual(['ran one', 'ran two']);
    pool.forget(node.name);
    expect((await pool.exec(node, 'three')).stdout).toBe('ran three');
    expect([whereNow.mock.calls.length, dialled]).toEqual([1, ['203.0.113.8', headAddress]]);
  });

  it('fails as it did where Azure says nothing new, or cannot be asked', async () => {
    for (const whereNow of [async (node: ClusterNode) => node, async () => undefined, () => Promise.reject(new Error('no network'))]) {
      const { pool, nodes } = cluster({ count: 1, known: { publicAddress: '203.0.113.8' }, whereNow });
      expect((await problemOfPromise(pool.exec(nodes[0] as ClusterNode, 'uname'))).problem).toMatchObject({
        code: 'ssh-timeout',
        message: expect.stringContaining('203.0.113.8'),
      });
    }
  });
});
