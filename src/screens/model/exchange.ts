import type { StageId } from '../../state/stage-id.ts';

/** A text of which at least the beginning was kept; secrets in it are replaced. */
export interface Kept {
  readonly text: string;
  /** Characters of the whole, where it was cut. */
  readonly cutFrom?: number;
}

/** Something that went over a wire, for the page underneath. Several that were alike are one. */
interface Went {
  readonly id: number;
  /** When it was sent (the first of them), ISO 8601 on the world's clock. */
  readonly time: string;
  /** `PUT virtualMachines/glocluster0` or `glocluster0 $ uname -n`. */
  readonly title: string;
  /** The task that it was done for. */
  readonly task?: { readonly id: string; readonly stage: StageId; readonly title: string };
  /** How many were alike, and when the last of them was sent. */
  readonly times: number;
  readonly last?: string;
}

/** Headers worth seeing, by name. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** A REST call: as it was sent, as it was answered. Without an answer it waits, or it failed. */
export interface RestView extends Went {
  readonly kind: 'rest';
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: Kept;
  /** `ms` is on the world's clock. */
  readonly answer?: { readonly status: number; readonly words: string; readonly headers: Headers; readonly body: Kept; readonly ms: number };
  readonly failure?: string;
  /** What the call is named in its documentation, and where that stands. */
  readonly documentation?: { readonly name: string; readonly url: string };
  /** How often Azure was asked how the operation stands, and what it said last. */
  readonly polls?: {
    readonly count: number;
    readonly url: string;
    readonly status: number;
    /** `InProgress`, `Succeeded`. */
    readonly state?: string;
    readonly body: Kept;
    /** Seconds from the call to the last of them. */
    readonly seconds: number;
  };
}

/** How a command on a node ended. */
export interface CommandAnswer {
  readonly node: string;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly failure?: string;
  readonly stdout: Kept;
  readonly stderr: Kept;
  readonly ms: number;
}

/** A command on one node, or the same on several: as it was sent, as each node answered. */
export interface CommandView extends Went {
  readonly kind: 'command';
  readonly command: Kept;
  readonly stdin?: { readonly bytes: number; readonly text?: Kept };
  /** The first nodes that it was sent to, and how many they were in all. */
  readonly nodes: readonly string[];
  readonly nodeCount: number;
  /** Of the first nodes, the newest of each; none while it runs. */
  readonly answers: readonly CommandAnswer[];
}

export type ExchangeView = RestView | CommandView;
