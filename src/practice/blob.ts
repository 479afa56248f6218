import type { WorldState } from './state.ts';

/** A machine's wish to mount something of a storage account. */
export interface BlobQuestion {
  readonly vmId: string;
  /** Name of the account, as the host name has it. */
  readonly account: string;
  /** What follows the colon: `/account/container`. */
  readonly path: string;
}

/** What the account says to it. */
export type BlobAnswer =
  /** Nobody has an account of that name: its host name does not resolve. */
  | { readonly is: 'unknown' }
  /** A security group keeps the machine from the ports of NFS. */
  | { readonly is: 'blocked' }
  /** The machine's subnet is not let in, or does not say that it is that subnet (no service endpoint), or not yet. */
  | { readonly is: 'denied' }
  /** The account has no NFS, or no such container; or something below the container was asked for. */
  | { readonly is: 'no such path' }
  | {
      readonly is: 'container';
      /** Another one for a container that was deleted and made again. */
      readonly id: string;
      readonly madeAt: number;
      readonly squash: 'none' | 'root' | 'all';
    };

/** Asks the storage accounts of the world. */
export type AskBlob = (question: BlobQuestion) => BlobAnswer;

/** The same for a state that somebody holds. */
export type AnswerBlob = (state: WorldState, question: BlobQuestion, now: number) => BlobAnswer;
