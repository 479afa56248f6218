import type { Price } from '../state/events.ts';
import { kindOf, type PartKind, roundedDollars } from '../state/money.ts';

/** One part of a price, all of its count together, in US dollars an hour: while the machines run, are stopped from inside, or deallocated. */
export interface PartCost {
  readonly what: string;
  readonly kind: PartKind;
  readonly count: number;
  /** One of them. */
  readonly each: number;
  readonly running: number;
  /** Shut down from inside or powered off: Azure keeps the hardware for it, so nothing is saved. */
  readonly stopped: number;
  readonly deallocated: number;
  /** Why it goes on while the machines are deallocated, or why it does not: one sentence. */
  readonly why: string;
}

/** What each part of a price costs by the state of the machines (azure-facts 12). */
export const partCosts = (price: Price): PartCost[] =>
  price.parts.map((part) => {
    const kind = kindOf(part);
    const all = roundedDollars(part.perHour * part.count);
    return {
      what: part.what,
      kind,
      count: part.count,
      each: part.perHour,
      running: all,
      stopped: all,
      deallocated: kind === 'machine' ? 0 : all,
      why: reasons[kind],
    };
  });

/** All parts together, by the state of the machines. */
export function costsByState(price: Price): { readonly running: number; readonly stopped: number; readonly deallocated: number } {
  const parts = partCosts(price);
  const sum = (one: 'running' | 'stopped' | 'deallocated'): number => roundedDollars(parts.reduce((total, part) => total + part[one], 0));
  return { running: sum('running'), stopped: sum('stopped'), deallocated: sum('deallocated') };
}

const reasons: Readonly<Record<PartKind, string>> = {
  machine: 'A machine costs as long as its hardware is kept for it: shut down from inside too, deallocated no more.',
  disk: 'The disk holds what is on it, so it costs until it is deleted.',
  address: 'A Standard address is yours until it is deleted, bound or not, and stays the same.',
  'nat-gateway': 'It stands ready whether or not a machine uses it.',
  'load-balancer': 'It is paid for by its rules, whether or not a machine is behind it; without a rule it costs nothing.',
  storage: 'What is stored is paid for by the GB and month, whoever reads it.',
};
