import { Duplex } from 'node:stream';
import ssh2, { type Connection, type ServerChannel } from 'ssh2';
import type { ClusterNode } from '../../../src/state/events.ts';
import { makeLoginKey } from '../../../src/remote/login-key.ts';

/**
 * Two ends of one connection without a port. They deliver in a later turn, because ssh2 answers from within its parser and
 * `stream.duplexPair()` would hand it the answer before it has finished sending.
 */
export function streamPair(): [Duplex, Duplex] {
  const [a, b] = [new End(), new End()];
  a.other = b;
  b.other = a;
  return [a, b];
}

class End extends Duplex {
  other: End | undefined;
  #taken: (() => void) | undefined;

  override _read(): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    setImmediate(() => {
      const { other } = this;
      if (!other || other.destroyed) return done();
      other.#taken = done;
      other.push(chunk);
    });
  }

  override _final(done: () => void): void {
    setImmediate(() => {
      if (!this.other?.destroyed) this.other?.push(null);
      done();
    });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    setImmediate(() => this.other?.destroy());
    done(error);
  }
}

export interface TestServer {
  readonly hostKey: string;
  readonly clients: Connection[];
  /** Connections dialled so far. */
  dials: number;
  dial(host: string): Promise<Duplex>;
  drop(): void;
}

export interface TestServerOptions {
  readonly publicKey: string;
  /** Sessions at once on one connection. */
  readonly sessions?: number;
  run(command: string, channel: ServerChannel): void;
  /** Connections from it on (direct-tcpip); without it sshd forbids them. */
  onward?(host: string): Promise<Duplex>;
}

/** An SSH server in this process. Host keys are ecdsa: ssh2's own ed25519 generator is at fault now and then. */
export function sshServer({ publicKey, sessions = 10, run, onward }: TestServerOptions): TestServer {
  const host = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
  const wanted = ssh2.utils.parseKey(publicKey) as ssh2.ParsedKey;
  const clients: Connection[] = [];
  const server = new ssh2.Server({ hostKeys: [host.private] }, (client) => {
    clients.push(client);
    let open = 0;
    client.on('error', () => {});
    client.on('authentication', (context) => {
      const good =
        context.method === 'publickey' &&
        context.key.data.equals(wanted.getPublicSSH()) &&
        (!context.signature || wanted.verify(context.blob as Buffer, context.signature, context.hashAlgo) === true);
      if (good) context.accept();
      else context.reject(['publickey']);
    });
    client.on('ready', () => {
      client.on('session', (accept, reject) => {
        if (open >= sessions) return reject?.();
        open += 1;
        const session = accept();
        session.on('close', () => {
          open -= 1;
        });
        session.on('exec', (acceptExec, _reject, { command }) => run(command, acceptExec()));
      });
      if (onward) {
        client.on('tcpip', (accept, reject, { destIP }) =>
          onward(destIP).then(
            (there) => {
              const channel = accept();
              channel.pipe(there).pipe(channel);
              there.on('close', () => channel.end());
              channel.on('close', () => there.destroy());
            },
            () => reject(),
          ),
        );
      }
    });
  });
  const made: TestServer = {
    hostKey: host.public.trim().split(' ').slice(0, 2).join(' '),
    clients,
    dials: 0,
    dial: async () => {
      made.dials += 1;
      const [ours, theirs] = streamPair();
      server.injectSocket(theirs as never);
      return ours;
    },
    drop: () => {
      for (const client of clients.splice(0)) client.end();
    },
  };
  return made;
}

export const loginKey = makeLoginKey('test');

export const testNode = (name: string, hostKeys: string[], more: Partial<ClusterNode> = {}): ClusterNode => ({
  name,
  role: name.endsWith('0') ? 'head' : 'node',
  machineId: `/vm/${name}`,
  privateAddress: '10.0.0.4',
  publicAddress: '203.0.113.4',
  hostKeys,
  ...more,
});
