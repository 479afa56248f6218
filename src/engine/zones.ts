import { findIana, findWindows, WINDOWS_TO_IANA_MAP } from 'windows-iana';

/** A time zone by both of its names: the one that clocks have (IANA), and the one that Azure's schedules have (Windows). */
export interface Zone {
  /** `Europe/Berlin`. */
  readonly place: string;
  /** `W. Europe Standard Time`. */
  readonly windows: string;
}

/** All Windows zone ids, in the order of the alphabet (Unicode CLDR, windowsZones). */
export const windowsZones = (): readonly string[] => [...new Set(WINDOWS_TO_IANA_MAP.map(({ windowsName }) => windowsName))].sort();

/** The zone that a name means: an IANA name or a Windows one, whatever its capitals. Undefined for any other word. */
export function zoneNamed(name: string): Zone | undefined {
  const wanted = name.trim().toLowerCase();
  const windows = windowsZones().find((one) => one.toLowerCase() === wanted);
  if (windows !== undefined) return { windows, place: placeOf(windows) };
  const place = canonical(name.trim());
  const [found] = place === undefined ? [] : findWindows(place);
  return place !== undefined && found !== undefined ? { place, windows: found } : undefined;
}

/** The IANA name of a Windows zone: the place that Unicode names first. */
export const placeOf = (windows: string): string => findIana(windows)[0] ?? 'Etc/UTC';

/** This machine's zone; UTC where it has none that Azure knows. */
export const zoneHere = (): Zone => zoneNamed(Intl.DateTimeFormat().resolvedOptions().timeZone) ?? { place: 'Etc/UTC', windows: 'UTC' };

/** Zones whose names have a word in common with this one: what may have been meant. */
export function zonesLike(name: string): string[] {
  const words = name
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 2);
  const all = [...Intl.supportedValuesOf('timeZone'), ...windowsZones()];
  return all.filter((one) => words.some((word) => one.toLowerCase().includes(word))).slice(0, 5);
}

function canonical(name: string): string | undefined {
  // Offsets such as `+02:00` are zones for Intl, and none for Azure.
  if (!/^[a-z]/i.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    // Not a zone: the caller says so.
    return undefined;
  }
}

/** What clocks in a place show. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What clocks in `place` show at a moment (milliseconds since 1970). */
export function wallTime(moment: number, place: string): WallTime {
  const format =
    formats.get(place) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: place,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  formats.set(place, format);
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
  return { year, month, day, hour, minute };
}

/** Minutes that clocks in `place` are ahead of UTC at a moment. */
export function offsetAt(moment: number, place: string): number {
  const { year, month, day, hour, minute } = wallTime(moment, place);
  return Math.round((Date.UTC(year, month - 1, day, hour, minute) - Math.floor(moment / 60_000) * 60_000) / 60_000);
}

/** The moment when clocks in `place` show this. Where they skip it in spring, it is the moment after; where they show it twice, the first. */
export function momentOf({ year, month, day, hour, minute }: WallTime, place: string): number {
  const wanted = Date.UTC(year, month - 1, day, hour, minute);
  const candidates = [wanted - 86_400_000, wanted + 86_400_000].map((near) => wanted - offsetAt(near, place) * 60_000);
  const exact = candidates.filter((moment) => wanted === moment + offsetAt(moment, place) * 60_000);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}

/** The next moment after `after` when clocks in `place` show this time of day (`HHMM`). */
export function nextTimeOfDay(at: string, place: string, after: number): number {
  const hour = Number(at.slice(0, 2));
  const minute = Number(at.slice(2));
  const today = wallTime(after, place);
  for (let days = 0; ; days += 1) {
    const date = new Date(Date.UTC(today.year, today.month - 1, today.day + days));
    const moment = momentOf({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour, minute }, place);
    if (moment > after) return moment;
  }
}

const two = (number: number): string => String(number).padStart(2, '0');

/** `HHMM` in a place, as Azure writes a time of day. */
export function timeOfDay(moment: number, place: string): string {
  const { hour, minute } = wallTime(moment, place);
  return `${two(hour)}${two(minute)}`;
}
