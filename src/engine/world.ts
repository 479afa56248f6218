import type { Duplex } from 'node:stream';
import type { Clock } from './clock.ts';

/** One HTTP request to the ARM endpoint, as it goes on the wire. */
export interface ArmRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** Its answer. Header names are lower case. */
export interface ArmResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A way to send ARM requests. Rejects when no answer came (connection refused, reset, certificate unknown). */
export type ArmTransport = (request: ArmRequest) => Promise<ArmResponse>;

/** Same shape as the Azure SDK's TokenCredential, so that either fits. */
export interface Credential {
  getToken(scopes: string | string[], options?: object): Promise<{ token: string; expiresOnTimestamp: number } | null>;
}

/** A part of a cluster that has a price of its own beside its machines. */
export type PricedPart = 'disk' | 'disk-64' | 'address' | 'nat-gateway' | 'load-balancer' | 'blob' | 'blob-premium';

/** What a price is asked for: a VM size, or a part. */
export type Priced = { readonly size: string } | { readonly part: PricedPart };

/** A price as it was told. */
export interface Quote {
  /** US dollars: an hour of a machine, an address, a gateway or a load balancer, a month of a disk, a month of a GB in a storage account. */
  readonly dollars: number;
  /** Who says so and of what day, for the screen. */
  readonly source: string;
}

/** List prices, pay as you go. */
export interface Prices {
  /** Undefined where nobody knows it; a size is priced with Linux on it. */
  quote(what: Priced, location: string, signal?: AbortSignal): Promise<Quote | undefined>;
}

/** A command on a node, as it is sent. */
export interface NodeCommand {
  readonly node: string;
  readonly command: string;
  /** What it reads. */
  readonly stdin?: string | Buffer;
}

/** How it ended: with an exit code, or never because of what happened to the connection. `ms` is on the world's clock. */
export type NodeCommandEnd = { readonly ms: number } & (
  | { readonly exitCode: number; readonly signal?: string; readonly stdout: string; readonly stderr: string }
  | { readonly failure: string }
);

/** Told of a command as it is sent to a node; what it returns is told how that ended. */
export type CommandListener = (command: NodeCommand, began: number) => (end: NodeCommandEnd) => void;

/**
 * Everything outside the program (design 3, A world). Nothing that receives one knows whether it is Azure,
 * an emulator or the practice cloud.
 */
export interface World {
  /** `public`, `china`, `usgov`, `practice` or the https URL. */
  readonly cloud: string;
  readonly simulated: boolean;
  readonly arm: {
    /** `https://management.azure.com`, without a slash at the end. */
    readonly endpoint: string;
    /** The audience of its tokens, without `/.default`. */
    readonly audience: string;
    /** `https://portal.azure.com` or its sister, for links; undefined where there is none. */
    readonly portal?: string;
    readonly send: ArmTransport;
  };
  readonly credential: Credential;
  /** The text behind a signed URL that ARM handed out (a serial log). Not an ARM exchange, so never traced. Rejects when no answer came. */
  download(url: string, signal?: AbortSignal): Promise<string>;
  /** A public file of the internet as this machine reaches it, redirects followed. Rejects when no answer came, or another than 2xx. */
  fetchFile(url: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** Opens a TCP connection (no delay set) to a node or another host. Rejects with Node's own error codes. */
  dial(host: string, port: number, signal?: AbortSignal): Promise<Duplex>;
  readonly clock: Clock;
  /** Whoever listens to the commands on nodes, for a person to look on. What it hears is as it was on the wire. */
  readonly overhearCommand?: CommandListener;
  readonly prices: Prices;
  /** The IPv4 address that Azure sees of this laptop; undefined where two services do not agree on one. */
  callerAddress(signal?: AbortSignal): Promise<string | undefined>;
  /** Ends what the world keeps open (sockets, servers, timers). */
  close(): Promise<void>;
}
