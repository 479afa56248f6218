import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ServerChannel } from 'ssh2';
import { wallClock } from '../../../src/engine/clock.ts';
import { makeLoginKey } from '../../../src/remote/login-key.ts';
import { type Nodes, type NodesOptions, openNodes } from '../../../src/remote/nodes.ts';
import { jumpingClock } from '../engine/support.ts';
import { loginKey, sshServer, testNode } from './ssh-server.ts';
import { problemOfPromise } from './support.ts';

const pools: Nodes[] = [];
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

let hanging = (): void => {};

/** Commands of the server: echo what was asked, read stdin, fail, never end. */
function run(command: string, channel: ServerChannel): void {
  if (command === 'hang') {
    hanging();
    return;
  }
  let input = '';
  channel.on('data', (chunk: Buffer) => {
    input += chunk.toString();
  });
  channel.on('end', () => {
    if (command === 'fail') {
      channel.stdout.write('out\n');
      channel.stderr.write('it failed\n');
    } else channel.stdout.write(command === 'cat' ? input : `ran ${command}\nlast`);
    if (command === 'killed') channel.exit('KILL', false, '');
    else channel.exit(command === 'fail' ? 7 : 0);
    channel.close();
  });
}

const server = (sessions?: number) => sshServer({ publicKey: loginKey.publicKey, run, ...(sessions ? { sessions } : {}) });
const pool = (dial: NodesOptions['dial'], more: Partial<NodesOptions> = {}): Nodes => {
  const nodes = openNodes({ user: 'glock', privateKey: loginKey.privateKey, dial, clock: jumpingClock(), ...more });
  pools.push(nodes);
  return nodes;
};
const failing = (code: string) => () => Promise.reject(Object.assign(new Error(`connect ${code}`), { code }));

describe('the end of a pool', () => {
  it('gives up a dial that nobody has answered yet', async () => {
    let dialled: AbortSignal | undefined;
    const nodes = pool((_host, _port, signal) => {
      dialled = signal;
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
    });
    const failure = problemOfPromise(nodes.exec(testNode('n0', [server().hostKey]), 'uname -n'));
    await vi.waitFor(() => expect(dialled).toBeDefined());
    nodes.close();
    expect(dialled?.aborted).toBe(true);
    await failure;
  });

  it('closes the connection to a node that does not take leave any more, so that the program can end', async () => {
    const at = server();
    let mine: Duplex | undefined;
    const nodes = pool(async (host) => {
      mine = await at.dial(host);
      return mine;
    });
    await nodes.exec(testNode('n0', [at.hostKey]), 'uname');
    // Frozen: nothing that is sent is read, nothing is answered.
    const theirs = (mine as unknown as { other: Duplex }).other;
    theirs.push = () => true;
    nodes.close();
    await vi.waitFor(() => expect(mine?.destroyed).toBe(true), { timeout: 2000 });
  });
});

describe('a command on a node', () => {
  it('gives exit code, both streams and each line as it comes', async () => {
    const at = server();
    const nodes = pool(at.dial);
    const lines: string[] = [];
    const node = testNode('n0', [at.hostKey]);
    expect(await nodes.exec(node, 'fail', { onLine: (line, stream) => lines.push(`${stream} ${line}`) })).toEqual({
      exitCode: 7,
      stdout: 'out\n',
      stderr: 'it failed\n',
    });
    expect(lines.sort()).toEqual(['stderr it failed', 'stdout out']);
    expect((await nodes.exec(node, 'uname', { onLine: (line) => lines.push(line) })).stdout).toBe('ran uname\nlast');
    expect(lines.slice(-2)).toEqual(['ran uname', 'last']);
  });

  it('reads what it is given, and always finds an end', async () => {
    const at = server();
    const nodes = pool(at.dial);
    const node = testNode('n0', [at.hostKey]);
    const big = 'é'.repeat(200_000);
    expect((await nodes.exec(node, 'cat', { stdin: big })).stdout).toBe(big);
    expect((await nodes.exec(node, 'cat')).stdout).toBe('');
  });

  it('counts a signal as a shell does', async () => {
    const at = server();
    expect(await pool(at.dial).exec(testNode('n0', [at.hostKey]), 'killed')).toMatchObject({ exitCode: 137, signal: 'KILL' });
  });

  it('shares one connection, with no more sessions at once than sshd allows', async () => {
    const at = server(8);
    const nodes = pool(at.dial);
    const node = testNode('n0', [at.hostKey]);
    const results = await Promise.all(Array.from({ length: 60 }, (_, index) => nodes.exec(node, `echo ${index}`)));
    expect(results.every((result, index) => result.stdout.startsWith(`ran echo ${index}\n`))).toBe(true);
    expect(at.dials).toBe(1);
  });

  it('asks again for a session that was refused because another program holds some', async () => {
    const at = server(2);
    const results = await Promise.all(Array.from({ length: 4 }, () => pool(at.dial).exec(testNode('n0', [at.hostKey]), 'x')));
    expect(results.map((result) => result.exitCode)).toEqual([0, 0, 0, 0]);
    const node = testNode('n0', [at.hostKey]);
    const nodes = pool(at.dial, { clock: wallClock });
    const both = await Promise.all([nodes.exec(node, 'a'), nodes.exec(node, 'b'), nodes.exec(node, 'c'), nodes.exec(node, 'd')]);
    expect(both.map((result) => result.exitCode)).toEqual([0, 0, 0, 0]);
  });

  it('ends in an error where it does not end, and the connection goes on', async () => {
    const at = server();
    const nodes = pool(at.dial);
    const node = testNode('n0', [at.hostKey]);
    const { problem } = await problemOfPromise(nodes.exec(node, 'hang', { timeoutSeconds: 0.1 }));
    expect(problem.code).toBe('command-timeout');
    expect(problem.message).toContain('n0 (203.0.113.4): no end of `hang` after 0.1 s');
    expect((await nodes.exec(node, 'x')).exitCode).toBe(0);
    expect(at.dials).toBe(1);
  });

  it('rejects with the reason as soon as the signal aborts', async () => {
    const at = server();
    const nodes = pool(at.dial);
    const node = testNode('n0', [at.hostKey]);
    await nodes.exec(node, 'x');
    const stop = new AbortController();
    const running = nodes.exec(node, 'hang', { signal: stop.signal });
    const began = performance.now();
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(performance.now() - began).toBeLessThan(100);
    const never = pool(() => new Promise(() => {})).exec(node, 'x', { signal: AbortSignal.timeout(20) });
    await expect(never).rejects.toThrow();
  });
});

describe('a command of which little is kept', () => {
  it('is told line by line, a line without an end in parts, and its result has the beginning', async () => {
    const at = sshServer({
      publicKey: loginKey.publicKey,
      run: (_, channel) => {
        for (let line = 0; line < 1000; line += 1) channel.write(`line ${line}\n`);
        channel.write('x'.repeat(200_000));
        channel.exit(0);
        channel.end();
      },
    });
    const lines: string[] = [];
    const result = await pool(at.dial).exec(testNode('n0', [at.hostKey]), 'much', { keep: 20, onLine: (line) => lines.push(line) });
    expect(result.stdout).toBe('line 0\nline 1\nline 2');
    expect(lines.slice(0, 1000)).toEqual(Array.from({ length: 1000 }, (_, line) => `line ${line}`));
    expect(lines.length).toBeGreaterThan(1002);
    expect(lines.slice(1000).join('')).toBe('x'.repeat(200_000));
  });

  it('that has not begun ends as soon as it is to stop', async () => {
    const stop = new AbortController();
    const never = pool(() => new Promise(() => {})).exec(testNode('n0', ['ssh-ed25519 x']), 'x', { stop: stop.signal });
    stop.abort(new Error('enough'));
    await expect(never).rejects.toThrow('enough');
  });
});

describe('a connection to a node', () => {
  it('is never tried where no host key is known', async () => {
    const at = server();
    const { problem } = await problemOfPromise(pool(at.dial).exec(testNode('n0', []), 'x'));
    expect(problem.code).toBe('host-key-unknown');
    expect(at.dials).toBe(0);
  });

  it('stops everything where the machine shows another key of a known kind, before anything was sent', async () => {
    const at = server();
    const other = server();
    const error = await problemOfPromise(pool(at.dial).exec(testNode('n0', [other.hostKey]), 'x'));
    expect(error.problem.code).toBe('host-key-mismatch');
    expect(error.stopsRun).toBe(true);
    expect(error.message).toMatch(/shows the host key SHA256:\S+; Azure's serial console says ecdsa-sha2-nistp256 SHA256:/);
  });

  it('stops everything where the machine has no key of a known kind', async () => {
    const at = server();
    const ed25519 = makeLoginKey('').publicKey.trim();
    expect((await problemOfPromise(pool(at.dial).exec(testNode('n0', [ed25519]), 'x'))).problem.code).toBe('host-key-mismatch');
  });

  it('takes any of the keys that are known', async () => {
    const at = server();
    expect((await pool(at.dial).exec(testNode('n0', [makeLoginKey('').publicKey.trim(), at.hostKey]), 'x')).exitCode).toBe(0);
  });

  it.each([
    ['ssh-refused', 'ECONNREFUSED'],
    ['ssh-timeout', 'ETIMEDOUT'],
    ['ssh-timeout', 'EHOSTUNREACH'],
  ])('tells %s from the rest (%s)', async (code, errno) => {
    expect((await problemOfPromise(pool(failing(errno)).exec(testNode('n0', [server().hostKey]), 'x'))).problem.code).toBe(code);
  });

  it('says that the login key was refused', async () => {
    const at = sshServer({ publicKey: makeLoginKey('other').publicKey, run });
    expect((await problemOfPromise(pool(at.dial).exec(testNode('n0', [at.hostKey]), 'x'))).problem.code).toBe('ssh-login-refused');
  });

  it('is tried again, later, where sshd drops it before the login', async () => {
    const at = server();
    const clock = jumpingClock();
    let drops = 2;
    const dial = async () => {
      const socket = await at.dial('');
      if (drops-- > 0) socket.destroy();
      return socket;
    };
    expect((await pool(dial, { clock }).exec(testNode('n0', [at.hostKey]), 'x')).exitCode).toBe(0);
    expect(clock.slept).toHaveLength(2);
    drops = Number.POSITIVE_INFINITY;
    expect((await problemOfPromise(pool(dial).exec(testNode('n1', [at.hostKey]), 'x'))).problem.code).toBe('ssh-lost');
  });

  it('ends what runs on it in an error when it is cut, and is opened again for the next', async () => {
    const at = server();
    const nodes = pool(at.dial);
    const node = testNode('n0', [at.hostKey]);
    await nodes.exec(node, 'x');
    const began = new Promise<void>((resolve) => {
      hanging = resolve;
    });
    const running = problemOfPromise(nodes.exec(node, 'hang'));
    await began;
    at.drop();
    expect((await running).problem.code).toBe('ssh-lost');
    expect((await nodes.exec(node, 'x')).exitCode).toBe(0);
    expect(at.dials).toBe(2);
  });

  it('is another one when the node is another: new machine, address or key', async () => {
    const at = server();
    const nodes = pool(at.dial);
    await nodes.exec(testNode('n0', [at.hostKey]), 'x');
    await nodes.exec(testNode('n0', [at.hostKey]), 'x');
    await nodes.exec(testNode('n0', [at.hostKey], { publicAddress: '203.0.113.9' }), 'x');
    expect(at.dials).toBe(2);
    expect((await problemOfPromise(nodes.exec(testNode('n0', [server().hostKey], { publicAddress: '203.0.113.9' }), 'x'))).problem.code).toBe(
      'host-key-mismatch',
    );
    nodes.forget('n0');
    await nodes.exec(testNode('n0', [at.hostKey]), 'x');
    expect(at.dials).toBe(4);
  });

  it('outlives the time limit on dialling it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const at = server();
      let given: AbortSignal | undefined;
      await pool((host, _port, signal) => {
        given = signal;
        return at.dial(host);
      }).exec(testNode('n0', [at.hostKey]), 'x');
      vi.advanceTimersByTime(60_000);
      expect(given?.aborted).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });

  it('gives up a dial that nobody answers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const silent: NodesOptions['dial'] = (_host, _port, signal) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
      const ended = problemOfPromise(pool(silent).exec(testNode('n0', [server().hostKey]), 'x'));
      await new Promise((resolve) => setImmediate(resolve));
      vi.advanceTimersByTime(12_000);
      expect((await ended).problem).toMatchObject({ code: 'ssh-timeout', message: 'n0 (203.0.113.4): no answer on port 22' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('opens to 64 nodes at once', async () => {
    const servers = Array.from({ length: 64 }, () => server());
    const nodes = pool((host) => servers[Number(host.split('.').at(-1))]?.dial(host) ?? Promise.reject(new Error(host)));
    const results = await Promise.all(
      servers.map((at, index) => nodes.exec(testNode(`n${index}`, [at.hostKey], { publicAddress: `203.0.113.${index}` }), 'x')),
    );
    expect(results.every((result) => result.exitCode === 0)).toBe(true);
  });
});

describe('a ping', () => {
  const signal = new AbortController().signal;
  it('measures a command there and back', async () => {
    const at = server();
    const { state, ms } = await pool(at.dial).ping(testNode('n0', [at.hostKey]), signal);
    expect(state).toBe('ok');
    expect(ms).toBeLessThan(1000);
  });

  it.each([
    ['refused', failing('ECONNREFUSED'), [server().hostKey]],
    ['unreachable', failing('ETIMEDOUT'), [server().hostKey]],
    ['unknown', server().dial, []],
    ['host-key', server().dial, [server().hostKey]],
  ] as const)('says %s', async (state, dial, keys) => {
    expect(await pool(dial).ping(testNode('n0', [...keys]), signal)).toEqual({ state });
  });
});
