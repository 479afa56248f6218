import type { Review } from './state.ts';
import type { Price } from '../../state/events.ts';

/** What another count of nodes comes to, before it is begun. */
export interface ScaleView {
  readonly from: number;
  readonly to: number;
  /** Names of those that go, the highest first. */
  readonly going: readonly string[];
  /** Names of those that stay, the head first. */
  readonly staying: readonly string[];
  readonly coming: number;
  readonly quota: Review['quota'];
  readonly price: Price;
  /** Files in the head's home, where it goes and could be asked. */
  readonly files?: number;
  /** Nodes of an earlier model of the scale set, which stay; and what an update does to them, in sentences. */
  readonly outdated?: readonly string[];
  readonly update?: readonly string[];
  /** There are that many already. */
  readonly nothingToDo: boolean;
}
