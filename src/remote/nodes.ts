import type { Duplex } from 'node:stream';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Client } from 'ssh2';
import type { Clock } from '../engine/clock.ts';
import type { CommandListener, World } from '../engine/world.ts';
import type { ClusterNode } from '../state/events.ts';
import { ProblemError } from '../state/problem.ts';
import { connect, disconnect } from './connection.ts';
import { type ExecOptions, type ExecResult, execOn } from './exec.ts';
import { addressOf, isSshFailure, sshProblem } from './ssh-problems.ts';
import { isBehindHead, throughHead, tunnel } from './tunnel.ts';

export type { ExecOptions, ExecResult } from './exec.ts';

/** What a look at a node's SSH server found. `ms` is the time a command took there and back. */
export interface Ping {
  readonly state: 'ok' | 'unreachable' | 'refused' | 'host-key' | 'unknown';
  readonly ms?: number;
}

/**
 * All nodes of a cluster over SSH: one connection each, opened when it is first needed and again when it was lost. A node without a public
 * address is reached through the head's one connection.
 */
export interface Nodes {
  /**
   * Runs a line in the user's shell on a node. A line that fails is a result, not an error.
   * @throws ProblemError `host-key-mismatch` or one of `SshFailure`; the signal's reason as soon as it aborts.
   */
  exec(node: ClusterNode, command: string, options?: ExecOptions): Promise<ExecResult>;
  /** Never throws but for the signal. */
  ping(node: ClusterNode, signal: AbortSignal): Promise<Ping>;
  /** The node with the addresses that it was last looked for at, where those differ from what was known. */
  where?(node: ClusterNode): ClusterNode;
  /** Drops the connection to a node (it reboots, its address changed). */
  forget(name: string): void;
  close(): void;
}

/** The nodes, and a way to each for a program that speaks SSH itself. */
export interface ReachableNodes extends Nodes {
  /** The node with the addresses that it was last reached at, or looked for. */
  where(node: ClusterNode): ClusterNode;
  /** A connection to a node's port 22, direct or through the head, with nothing said on it yet. */
  reach(node: ClusterNode, signal?: AbortSignal): Promise<Duplex>;
}

/** Commands at once on one connection. sshd's MaxSessions is 10 (lab: 20 at once, 10 failed); two are left to spare. */
const mostSessions = 8;

/** Waits between attempts at a connection that was cut before its login, in milliseconds: sshd drops some when many come at once (MaxStartups). */
const backOff = [300, 900, 2_000] as const;

/** How long `ping` waits in all, in milliseconds of real time: over a connection that is there, and where one has to be opened first. */
const pingPatience = { open: 4_500, new: 8_000 } as const;

/** How long a node may say nothing before Azure is asked where it is, in milliseconds of real time. */
const quiet = 2_500;

interface Entry {
  /** What the connection was opened to; a node that changed is another one. */
  readonly target: string;
  readonly client: Promise<Client>;
  readonly limit: LimitFunction;
  /** The login is done. */
  open: boolean;
}

export interface NodesOptions {
  readonly user: string;
  readonly privateKey?: string;
  /** Socket of an ssh-agent, in the place of a key. */
  readonly agent?: string;
  readonly dial: World['dial'];
  readonly clock: Clock;
  /** The head as it is known now. Without it every node is dialled where it is. */
  readonly head?: (() => ClusterNode | undefined) | undefined;
  /** Where Azure says that a node is now, asked when it does not answer where it was: its address may have been changed or taken away since. */
  readonly whereNow?: ((node: ClusterNode, signal: AbortSignal) => Promise<ClusterNode | undefined>) | undefined;
  /** Told of every command as it is sent and as it ends. */
  readonly overhear?: CommandListener | undefined;
}

/** Opens the pool; nothing is dialled yet. */
export function openNodes({ user, privateKey, agent, dial, clock, overhear, head: knownHead, whereNow }: NodesOptions): ReachableNodes {
  const entries = new Map<string, Entry>();
  /** Nodes that were found somewhere else than they were known to be, by what they were known as. */
  const moved = new Map<string, ClusterNode>();
  const closing = new AbortController();

  const targetOf = (node: ClusterNode): string => [node.machineId, addressOf(node), ...node.hostKeys].join('\n');
  const now = (node: ClusterNode): ClusterNode => moved.get(targetOf(node)) ?? node;
  /** The head that a node is behind; undefined for one that is dialled itself. */
  const headOf = (node: ClusterNode): ClusterNode | undefined => {
    const head = isBehindHead(node) ? knownHead?.() : undefined;
    return head?.name === node.name ? undefined : head;
  };
  const lines = async (node: ClusterNode): Promise<World['dial']> => {
    const head = headOf(node);
    if (!head) return dial;
    try {
      const client = await entryFor(head).client;
      return (host, port, signal) => tunnel(client, head.name, { host, port }, signal);
    } catch (error) {
      throw throughHead(error, node, head);
    }
  };

  /** Whether Azure says that a node is somewhere else than it was dialled. */
  const hasMoved = async (given: ClusterNode, from: ClusterNode): Promise<boolean> => {
    const there = await whereNow?.(from, closing.signal).catch(() => undefined); // Azure out of reach: the node's own failure is what is told
    if (!there || addressOf(there) === addressOf(from)) return false;
    moved.set(targetOf(given), { ...given, privateAddress: there.privateAddress, publicAddress: there.publicAddress });
    return true;
  };

  const opened = async (given: ClusterNode, looked = whereNow === undefined): Promise<Client> => {
    for (let attempt = 0; ; attempt += 1) {
      closing.signal.throwIfAborted();
      const node = now(given);
      const stop = new AbortController();
      let elsewhere = looked || node.publicAddress === undefined ? false : undefined;
      const early = setTimeout(async () => {
        if (elsewhere !== undefined) return;
        elsewhere = await hasMoved(given, node);
        if (elsewhere) stop.abort();
      }, quiet).unref();
      try {
        return await connect(node, {
          user,
          ...(agent === undefined ? { privateKey: privateKey ?? '' } : { agent }),
          dial: await lines(node),
          signal: AbortSignal.any([closing.signal, stop.signal]),
        });
      } catch (error) {
        closing.signal.throwIfAborted();
        if (elsewhere === undefined && isSshFailure(error, 'ssh-timeout')) elsewhere = await hasMoved(given, node);
        if (elsewhere === true) return opened(given, true);
        const wait = backOff[attempt];
        if (wait === undefined || !isSshFailure(error, 'ssh-lost')) throw error;
        await clock.sleep(wait * (0.5 + Math.random()), closing.signal);
      } finally {
        clearTimeout(early);
      }
    }
  };

  const entryFor = (node: ClusterNode): Entry => {
    const target = targetOf(node);
    const before = entries.get(node.name);
    if (before?.target === target) return before;
    if (before) forget(node.name);
    const entry: Entry = { target, client: opened(node), limit: pLimit(mostSessions), open: false };
    const drop = (): void => {
      if (entries.get(node.name) === entry) entries.delete(node.name);
    };
    entry.client.then((client) => {
      entry.open = true;
      client.once('close', drop);
      client.on('error', drop);
      if (entries.get(node.name) !== entry) disconnect(client);
    }, drop);
    entries.set(node.name, entry);
    return entry;
  };

  const forget = (name: string): void => {
    const entry = entries.get(name);
    entries.delete(name);
    entry?.client.then(
      disconnect,
      () => {}, // it never opened: whoever waited for it was told
    );
  };

  const send: Nodes['exec'] = async (node, command, options = {}) => {
    if (closing.signal.aborted) throw new Error('the connections to the nodes are closed');
    options.signal?.throwIfAborted();
    const entry = entryFor(node);
    // A command that has not begun ends at once; one that has, by itself.
    const ending = options.stop && options.signal ? AbortSignal.any([options.signal, options.stop]) : (options.stop ?? options.signal);
    const client = await untilAborted(entry.client, ending);
    return untilAborted(
      entry.limit(() => {
        ending?.throwIfAborted();
        return execOn(client, node, command, options, clock);
      }),
      options.signal,
    );
  };

  const exec: Nodes['exec'] = async (node, command, options = {}) => {
    if (!overhear) return send(node, command, options);
    const began = clock.now();
    const { stdin } = options;
    const ended = overhear({ node: node.name, command, ...(typeof stdin === 'string' || Buffer.isBuffer(stdin) ? { stdin } : {}) }, began);
    try {
      const result = await send(node, command, options);
      ended({ ...result, ms: clock.now() - began });
      return result;
    } catch (error) {
      ended({ failure: error instanceof Error ? error.message : String(error), ms: clock.now() - began });
      throw error;
    }
  };

  return {
    exec,
    forget,
    where: now,
    reach: async (node, signal) => (await lines(now(node)))(addressOf(now(node)), 22, signal),
    ping: async (node, signal) => {
      const open = entries.get(node.name)?.open === true;
      const late = AbortSignal.timeout(open ? pingPatience.open : pingPatience.new);
      try {
        // The first command on a new connection would count the login, too.
        if (!open) await exec(node, 'uname -n', { signal: AbortSignal.any([signal, late]) });
        const began = performance.now();
        await exec(node, 'uname -n', { signal: AbortSignal.any([signal, late]) });
        return { state: 'ok', ms: Math.round(performance.now() - began) };
      } catch (error) {
        signal.throwIfAborted();
        if (late.aborted) return { state: 'unreachable' };
        if (error instanceof ProblemError) return { state: stateOf(error) };
        throw error;
      }
    },
    close: () => {
      closing.abort(sshClosed());
      for (const name of [...entries.keys()]) forget(name);
    },
  };
}

function stateOf(error: ProblemError): Ping['state'] {
  if (error.problem.code === 'host-key-mismatch') return 'host-key';
  if (isSshFailure(error, 'ssh-refused', 'ssh-login-refused')) return 'refused';
  if (isSshFailure(error, 'ssh-timeout', 'ssh-lost', 'command-timeout')) return 'unreachable';
  return 'unknown';
}

const sshClosed = (): Error => sshProblem('ssh-lost', { name: 'all nodes', privateAddress: 'closed', publicAddress: undefined }, 'rank0 is ending');

/** The promise, or the signal's reason as soon as it aborts (what was begun ends by itself, unobserved). */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
