import type { Price } from './events.ts';
import type { PowerState } from './power.ts';

/** What a part of a price is: what it costs follows from it, whether the machines run or not. */
export const partKinds = ['machine', 'disk', 'address', 'nat-gateway', 'load-balancer', 'storage'] as const;
export type PartKind = (typeof partKinds)[number];

type Part = Price['parts'][number];

/** The kind of a part; a price of an earlier journal has it in its words alone. */
export function kindOf({ kind, what }: Part): PartKind {
  if (kind) return kind;
  if (/^OS disk/.test(what)) return 'disk';
  if (/^public address/.test(what)) return 'address';
  if (/^NAT gateway/.test(what)) return 'nat-gateway';
  if (/^load balancer/.test(what)) return 'load-balancer';
  if (/^storage account/.test(what)) return 'storage';
  return 'machine';
}

/** Dollars an hour that one machine costs while Azure keeps its hardware for it, besides its disk and its address. */
export const machinePerHour = (price: Price): number => price.parts.find((part) => kindOf(part) === 'machine')?.perHour ?? 0;

/** Whether a machine in this state costs its own price: only a deallocated one does not (azure-facts 12). */
export const isBilled = (power: PowerState): boolean => power !== 'deallocated';

/** What is known of the money of a cluster; part of its session. */
export interface Spending {
  readonly price?: Price | undefined;
  readonly billedSince?: string | undefined;
  readonly spentBefore?: number | undefined;
  readonly pricedSince?: string | undefined;
  /** Last observed power of nodes, by their names, and since when it is that. */
  readonly powers?: Readonly<Record<string, { readonly power: PowerState; readonly since: string }>> | undefined;
}

/** Dollars an hour as things stand by what was last observed: deallocated machines cost their disks and addresses alone. */
export function perHourNow({ price, powers = {} }: Spending): number {
  if (!price) return 0;
  const machines = price.parts.filter((part) => kindOf(part) === 'machine').reduce((sum, part) => sum + part.count, 0);
  const off = Object.values(powers).filter(({ power }) => !isBilled(power)).length;
  return roundedDollars(price.perHour - Math.min(machines, off) * machinePerHour(price));
}

/** Dollars an hour with every machine deallocated: disks, addresses and what else stands. */
export const perHourStopped = (price: Price): number =>
  roundedDollars(price.parts.filter((part) => kindOf(part) !== 'machine').reduce((sum, part) => sum + part.perHour * part.count, 0));

/** Dollars an hour with another count of nodes: each brings a machine, a disk and an address; the other parts stand once. */
export function perHourOf(price: Price, count: number, wanted: number): number {
  const each = price.parts.filter((part) => ['machine', 'disk', 'address'].includes(kindOf(part))).reduce((sum, part) => sum + part.perHour, 0);
  return roundedDollars(price.perHour + (wanted - count) * each);
}

/** What a forecast follows from; moments are milliseconds on the world's clock. */
export interface Outlook {
  readonly spent: number;
  readonly perHour: number;
  readonly perHourStopped: number;
  readonly now: number;
  /** When the machines stop by themselves next, where they do. */
  readonly stop?: number | undefined;
}

/** Dollars that it has come to by a later moment, if nobody does anything. */
export function forecast({ spent, perHour, perHourStopped: off, now, stop }: Outlook, until: number): number {
  const on = Math.max(0, Math.min(until, stop ?? until) - now);
  const rest = Math.max(0, until - now - on);
  return spent + (on * perHour + rest * Math.min(perHour, off)) / hour;
}

/**
 * Dollars spent by `now` (milliseconds on the world's clock), since the first machine was begun, each hour at the price that held
 * then and by the power states that were observed. Where nobody looked, a machine counts as it was seen last.
 */
export function spentUntil(spending: Spending, now: number): number {
  if (spending.billedSince === undefined || !spending.price) return 0;
  const since = Date.parse(spending.pricedSince ?? spending.billedSince);
  return (spending.spentBefore ?? 0) + (Math.max(0, now - since) / hour) * perHourNow(spending);
}

/** What was spent so far, where another rate begins. */
export function settledAt(spending: Spending, time: string): Pick<Spending, 'spentBefore' | 'pricedSince'> {
  if (spending.billedSince === undefined || !spending.price) return {};
  return { spentBefore: spentUntil(spending, Date.parse(time)), pricedSince: time };
}

/** A look at the power of nodes: what differs from what was known, and since when it is so by Azure. */
export interface PowerLook {
  readonly time: string;
  readonly nodes: Readonly<Record<string, PowerState>>;
  readonly since?: Readonly<Record<string, string>> | undefined;
}

/** What was observed differs from what is known; undefined where nothing does. Its nodes are those that differ. */
export function powerDifference({ powers = {} }: Pick<Spending, 'powers'>, look: Omit<PowerLook, 'time'>): Omit<PowerLook, 'time'> | undefined {
  const names = Object.keys(look.nodes).filter((name) => look.nodes[name] !== 'unknown' && powers[name]?.power !== look.nodes[name]);
  if (names.length === 0) return undefined;
  const only = <T>(all: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(names.flatMap((name) => (name in all ? [[name, all[name] as T]] : [])));
  return { nodes: only(look.nodes), ...(look.since ? { since: only(look.since) } : {}) };
}

/** Power of the nodes after a look, each with since when it is that. */
export function powersAfter(powers: Spending['powers'] = {}, { time, nodes, since = {} }: PowerLook, earliest = ''): NonNullable<Spending['powers']> {
  const next: Record<string, { power: PowerState; since: string }> = { ...powers };
  for (const [name, power] of Object.entries(nodes)) {
    const before = powers[name];
    if (before?.power !== power) next[name] = { power, since: between(before?.since ?? earliest, since[name] ?? time, time) };
  }
  return next;
}

/**
 * What a look at the power of nodes makes of the money. Azure says when the last operation on a machine ended: a machine that is
 * deallocated has been so at least since then, and what was counted of it after that is taken back; one that runs again is
 * counted from then on.
 */
export function afterLook(spending: Spending, look: PowerLook): Pick<Spending, 'powers' | 'spentBefore' | 'pricedSince'> {
  const powers = powersAfter(spending.powers, look, spending.billedSince);
  const settled = settledAt(spending, look.time);
  if (!spending.price || settled.spentBefore === undefined) return { powers, ...settled };
  const each = machinePerHour(spending.price);
  let difference = 0;
  for (const [name, { power, since }] of Object.entries(powers)) {
    const before = spending.powers?.[name];
    const hours = (Date.parse(look.time) - Date.parse(since)) / hour;
    const was = before === undefined || isBilled(before.power);
    if (was !== isBilled(power)) difference += hours * each * (was ? -1 : 1);
  }
  return { powers, ...settled, spentBefore: Math.max(0, settled.spentBefore + difference) };
}

const hour = 3_600_000;
const between = (low: string, one: string, high: string): string => {
  const moment = Math.max(Number.isNaN(Date.parse(low)) ? Date.parse(one) : Date.parse(low), Math.min(Date.parse(one), Date.parse(high)));
  return new Date(moment).toISOString();
};

/** To a hundredth of a cent, which is as fine as prices are. */
export const roundedDollars = (dollars: number): number => Math.round(dollars * 10_000) / 10_000;
