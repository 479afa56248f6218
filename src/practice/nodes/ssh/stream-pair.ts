import { Duplex } from 'node:stream';

/** One end of a connection inside the process, with what a socket knows of the other end. */
export interface PairEnd extends Duplex {
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  readonly remoteFamily?: string;
}

/**
 * Two ends of a connection without a port. A chunk arrives in a later turn of the event loop: ssh2 answers from within its
 * parser, so delivery in the same turn breaks its key exchange (as `stream.duplexPair()` does).
 * @param busy called while a chunk is on its way; its answer is called as it has arrived (PracticeClock.busy)
 */
export function streamPair(addresses: { readonly client: string; readonly server: string }, busy: () => () => void): { client: PairEnd; server: PairEnd } {
  const client = new End(addresses.server, 22, busy);
  const server = new End(addresses.client, 40_000 + Math.floor(Math.random() * 20_000), busy);
  client.other = server;
  server.other = client;
  return { client, server };
}

class End extends Duplex implements PairEnd {
  other: End | undefined;
  private taken: (() => void) | undefined;
  readonly remoteFamily = 'IPv4';
  readonly remoteAddress: string;
  readonly remotePort: number;
  private readonly busy: () => () => void;

  constructor(remoteAddress: string, remotePort: number, busy: () => () => void) {
    super({ allowHalfOpen: true });
    this.remoteAddress = remoteAddress;
    this.remotePort = remotePort;
    this.busy = busy;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const arrived = this.busy();
    setImmediate(() => {
      const { other } = this;
      if (!other || other.destroyed) {
        arrived();
        done();
        return;
      }
      // Held back until the other end reads on, else the next chunk may come.
      if (other.push(chunk)) done();
      else other.taken = done;
      setImmediate(arrived);
    });
  }

  override _read(): void {
    const { taken } = this;
    this.taken = undefined;
    taken?.();
  }

  override _final(done: () => void): void {
    setImmediate(() => {
      this.other?.push(null);
      done();
    });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const { other } = this;
    this.taken?.();
    this.taken = undefined;
    setImmediate(() => other?.destroy());
    done(error);
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }
}
