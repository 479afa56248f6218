import { randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import type { ClusterNode } from '../../state/events.ts';
import { marked } from './place.ts';
import type { PutOptions } from './put-options.ts';
import { ableLine, feedLine, fetchLine, fetchSeconds, type Target } from './scripts.ts';

/**
 * A node that offers the file inside the cluster's network. The bytes go over a connection of their own, enciphered by a key that both
 * sides were told over SSH and that is used for this file alone: OpenSSH spends ten times as much on them as the kernel does
 * (measured: 20 MB from node to node, 100 ms of processor time by ssh, 10 ms by TCP). What arrives is compared by its sum as ever.
 */
export interface Feed {
  readonly address: string;
  readonly port: number;
  readonly key: string;
  /** Aborted when the node offers it no more. */
  readonly gone: AbortSignal;
  close(): void;
}

const aDay = 24 * 3600;

/** How long a node may take to offer it, and how long the way to it may take, in milliseconds. */
const openPatience = 20_000;
const connectPatience = 8_000;

/** Makes a node offer its file. Undefined where it cannot: no python3 or openssl there, or it is out of reach. @throws the signal's reason. */
export async function openFeed({ nodes, signal }: Pick<PutOptions, 'nodes' | 'signal'>, target: Target, source: ClusterNode): Promise<Feed | undefined> {
  try {
    if (marked((await nodes.exec(source, ableLine, { signal })).stdout)?.[0] !== 'able') return undefined;
  } catch {
    signal.throwIfAborted();
    return undefined; // out of reach: whoever is to get it from there is told
  }
  const key = randomBytes(32).toString('hex');
  // A stream: what is read is told to nobody, and its end is the feed's.
  const input = new PassThrough();
  input.write(`${key}\n`);
  const gone = new AbortController();
  const closing = new AbortController();
  const close = (): void => {
    input.end();
    clearTimeout(late);
  };
  const late = setTimeout(() => closing.abort(), openPatience);
  const port = await new Promise<number | undefined>((resolve) => {
    nodes
      .exec(source, feedLine(target, source.privateAddress), {
        stdin: input,
        signal: AbortSignal.any([signal, closing.signal]),
        timeoutSeconds: aDay,
        onLine: (line) => {
          const [state, number = ''] = marked(line) ?? [];
          if (state === 'feeds') resolve(Number(number));
        },
      })
      .then(
        () => {},
        () => {}, // out of reach: whoever fetches from it is told
      )
      .finally(() => {
        gone.abort();
        resolve(undefined);
      });
  });
  clearTimeout(late);
  signal.throwIfAborted();
  if (port === undefined || !Number.isInteger(port)) {
    close();
    return undefined;
  }
  return { address: source.privateAddress, port, key, gone: gone.signal, close };
}

/** What a fetch came to: what its line printed last, and what went wrong there. */
export interface Fetched {
  readonly state: string | undefined;
  /** Bytes that are free there, where the state is `full`. */
  readonly free: number;
  readonly said: string;
}

/** The way from one node to the other is closed, or the offer ended: the file may come in another way. */
export class NoWay extends Error {}

/** Makes a node fetch the file from a feed. @throws NoWay; what `exec` throws, the signal's reason among it. */
export async function fetchFrom({ nodes, signal }: Pick<PutOptions, 'nodes' | 'signal'>, target: Target, node: ClusterNode, feed: Feed): Promise<Fetched> {
  const shut = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  try {
    const result = await nodes.exec(node, fetchLine(target, node.name, feed), {
      stdin: Readable.from([Buffer.from(`${feed.key}\n`)]),
      signal: AbortSignal.any([signal, shut.signal, feed.gone]),
      timeoutSeconds: 60 + fetchSeconds(target.file.size) + Math.ceil(target.file.size / 5_000_000),
      onLine: (line) => {
        const [state] = marked(line) ?? [];
        if (state === 'fetching') timer = setTimeout(() => shut.abort(), connectPatience);
        else if (state === 'connected') clearTimeout(timer);
      },
    });
    const [state, free = ''] = marked(result.stdout) ?? [];
    if (state === 'no-way' || state === 'short') throw new NoWay(`${node.name}: ${state}`);
    return { state, free: Number(free), said: result.stderr || result.stdout };
  } catch (error) {
    signal.throwIfAborted();
    if (shut.signal.aborted || feed.gone.aborted) throw new NoWay(`${node.name} did not reach ${feed.address}`, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
