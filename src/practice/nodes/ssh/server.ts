import { randomUUID } from 'node:crypto';
import { type Connection, Server, utils } from 'ssh2';
import { runsIn } from '../boot/runs.ts';
import type { LocalClock } from '../boot/scripts.ts';
import { fileSystem, root } from '../disk/file-system.ts';
import type { Network } from '../network.ts';
import type { PracticeNode } from '../node.ts';
import { bootAt } from '../record.ts';
import { makeSession } from '../shell/make-session.ts';
import { type Session, type User, userOf } from '../shell/session.ts';
import type { Terminal } from '../shell/terminal.ts';
import { workOn } from '../work.ts';
import type { PracticeClock } from '../../clock.ts';
import { authorize } from './authorized-keys.ts';
import { serveSessions } from './channels.ts';
import type { PairEnd } from './stream-pair.ts';
import { mayForward } from './tunnels.ts';

/** A machine's SSH server. */
export interface NodeServer {
  /** A connection that came in; `from` is its address. */
  accept(socket: PairEnd): void;
  /** Drops all connections without a word, as a power cut does. */
  drop(): void;
}

export interface ServerParts {
  readonly node: PracticeNode;
  readonly clock: PracticeClock;
  readonly network: Network;
  /** `ssh_host_…_key` files, as text. */
  readonly hostKeys: readonly string[];
}

/** What a connection that has logged in can ask for. */
export interface LoggedIn {
  readonly node: PracticeNode;
  readonly user: User;
  readonly network: Network;
  readonly from: string;
  /** A command that its key is bound to (`command="…"`). */
  readonly forced?: string;
  /** Whether it may go on to other machines (direct-tcpip). */
  readonly tunnels: boolean;
  readonly clock: LocalClock;
  /** Aborted as the connection ends. */
  readonly gone: AbortSignal;
  session(parts: { signal: AbortSignal; terminal?: Terminal }): Session;
  /** Whether the machine still runs as it did when the connection began; another program may have stopped it. */
  stillUp(): boolean;
}

export function nodeServer({ node, clock, network, hostKeys }: ServerParts): NodeServer {
  const sockets = new Set<PairEnd>();
  const local: LocalClock = { now: () => clock.now(), sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal) };
  const server = new Server({ hostKeys: [...hostKeys], ident: node.release.ssh }, (connection, info) => serve(connection, info.ip));

  const serve = (connection: Connection, from: string): void => {
    const gone = new AbortController();
    const boots = node.record().boots.length;
    let user: User | undefined;
    let forced: string | undefined;
    let tunnels = false;
    connection.on('authentication', (request) => {
      const account = userOf(node, request.username);
      if (request.method !== 'publickey' || !account) {
        request.reject(['publickey']);
        return;
      }
      const { key, blob, signature, hashAlgo } = request;
      const rootFs = fileSystem(node.layers(local.now), { identity: root, umask: () => 0o022, console: () => {} });
      Promise.all([authorize(rootFs, account, key.data, from), mayForward(rootFs)]).then(
        ([decision, forwards]) => {
          if (!decision.accept) {
            request.reject(['publickey']);
            return;
          }
          // Without a signature the client only asks whether the key would do.
          if (signature && !verified(key.data, blob as Buffer, signature, hashAlgo)) {
            request.reject(['publickey']);
            return;
          }
          if (signature) {
            user = account;
            forced = decision.command;
            tunnels = forwards && decision.tunnels;
          }
          request.accept();
        },
        () => request.reject(['publickey']),
      );
    });
    connection.on('ready', () => {
      const account = user as User;
      const environment = { SSH_CLIENT: `${from} 40022 22`, SSH_CONNECTION: `${from} 40022 ${node.spec().privateAddress} 22` };
      serveSessions(connection, {
        node,
        user: account,
        network,
        from,
        ...(forced === undefined ? {} : { forced }),
        tunnels,
        clock: local,
        gone: gone.signal,
        session: ({ signal, terminal }) =>
          makeSession({
            node,
            user: account,
            clock: local,
            work: workOn(clock),
            network,
            signal: AbortSignal.any([signal, gone.signal]),
            env: { ...environment, ...(terminal ? { TERM: terminal.name, SSH_TTY: '/dev/pts/0' } : {}) },
            ...(terminal ? { terminal } : {}),
            source: 'logins',
            // A moment later, so that the line that did it can still say so.
            cutOff: () => void setTimeout(drop, 5).unref(),
            keepDetached: (line, { cwd, env }) => keepJob(account, line, cwd ?? account.home, env ?? {}),
          }),
        stillUp: () => {
          const { boots: now } = node.record();
          return node.records.read() !== undefined && now.length === boots && now.at(-1)?.until === undefined;
        },
      });
    });
    // A client that goes away, or speaks wrongly, ends its own connection and nothing else.
    connection.on('error', () => {});
    connection.on('close', () => gone.abort(new Error('the connection ended')));
  };

  /** What somebody leaves running goes on with the machine, whoever looks at it then. */
  const keepJob = ({ name }: User, line: string, cwd: string, env: Readonly<Record<string, string>>): void => {
    const at = local.now();
    runsIn(node.folder).addJob({ id: `login-${randomUUID()}`, boot: bootAt(node.record(), at) ?? 0, at, line, env, cwd, user: name });
  };

  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    drop,
    accept: (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      server.injectSocket(socket as never);
    },
  };
}

function verified(key: Buffer, blob: Buffer, signature: Buffer, hash: string | undefined): boolean {
  const parsed = utils.parseKey(key as never);
  return !(parsed instanceof Error) && parsed.verify(blob, signature, hash as never) === true;
}
