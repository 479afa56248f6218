import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { momentOf, nextTimeOfDay, offsetAt, timeOfDay, wallTime, windowsZones, zoneNamed, zonesLike } from '../../../src/engine/zones.ts';

const at = (text: string): number => Date.parse(text);

describe('time zones', () => {
  it('are known by the name that clocks have and by the one that Azure has, whatever the capitals', () => {
    expect(zoneNamed('Europe/Berlin')).toEqual({ place: 'Europe/Berlin', windows: 'W. Europe Standard Time' });
    expect(zoneNamed('w. europe standard time')).toEqual({ place: 'Europe/Berlin', windows: 'W. Europe Standard Time' });
    expect(zoneNamed('america/los_angeles')?.windows).toBe('Pacific Standard Time');
    expect(zoneNamed('UTC')).toMatchObject({ windows: 'UTC' });
  });

  it('are nothing else: no offset, no word, no abbreviation that is none', () => {
    for (const name of ['', '+02:00', 'Mars/Olympus', 'CESTX', '23:00']) expect(zoneNamed(name)).toBeUndefined();
    expect(zonesLike('Berlin time')).toContain('Europe/Berlin');
    expect(zonesLike('qqqq')).toEqual([]);
  });

  it('all have a place that clocks know', () => {
    for (const windows of windowsZones()) expect(() => wallTime(0, zoneNamed(windows)?.place ?? ''), windows).not.toThrow();
  });
});

describe('the next time of a day', () => {
  it('is today where it is still to come, else tomorrow', () => {
    expect(nextTimeOfDay('2300', 'Etc/UTC', at('2026-11-24T21:00:00Z'))).toBe(at('2026-11-24T23:00:00Z'));
    expect(nextTimeOfDay('2300', 'Etc/UTC', at('2026-11-24T23:00:00Z'))).toBe(at('2026-11-25T23:00:00Z'));
    expect(nextTimeOfDay('0030', 'Asia/Kolkata', at('2026-11-24T17:00:00Z'))).toBe(at('2026-11-24T19:00:00Z'));
    expect(nextTimeOfDay('2300', 'America/Los_Angeles', at('2026-11-24T06:30:00Z'))).toBe(at('2026-11-24T07:00:00Z'));
  });

  it('follows the clocks where they are put forward and back', () => {
    // 02:30 does not exist in Berlin on 29 March 2026, and is there twice on 25 October.
    expect(nextTimeOfDay('0230', 'Europe/Berlin', at('2026-03-29T00:00:00Z'))).toBe(at('2026-03-29T01:30:00Z'));
    expect(nextTimeOfDay('0230', 'Europe/Berlin', at('2026-10-24T23:00:00Z'))).toBe(at('2026-10-25T00:30:00Z'));
    expect(nextTimeOfDay('2300', 'Europe/Berlin', at('2026-03-28T22:30:00Z'))).toBe(at('2026-03-29T21:00:00Z'));
  });

  it('is after now, within 25 hours, and shows that time, in every place', () => {
    const places = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Chatham', 'Etc/UTC', 'Australia/Lord_Howe');
    fc.assert(
      fc.property(places, fc.integer({ min: at('2026-01-01'), max: at('2027-01-01') }), fc.integer({ min: 0, max: 1439 }), (place, now, minutes) => {
        const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}${String(minutes % 60).padStart(2, '0')}`;
        const next = nextTimeOfDay(time, place, now);
        expect(next).toBeGreaterThan(now);
        expect(next - now).toBeLessThanOrEqual(25 * 3_600_000);
        expect(momentOf(wallTime(next, place), place) === next || timeOfDay(next, place) !== time).toBe(true);
        expect(Math.abs(offsetAt(next, place) % 15)).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
