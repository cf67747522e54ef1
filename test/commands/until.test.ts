import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOf, isZone, type UNTIL } from '../../src/commands/until.ts';

const MONDAY = new Date('2026-11-23T08:16:00Z');
const at = (until: (typeof UNTIL)[number], now: string, zone: string) =>
  endOf(until, new Date(now), zone)?.toISOString();

describe('an end by the clock', () => {
  it.each([
    ['today', 'Europe/Berlin', '2026-11-23T22:59:00.000Z'],
    ['tomorrow', 'Europe/Berlin', '2026-11-24T08:00:00.000Z'],
    ['friday', 'Europe/Berlin', '2026-11-27T17:00:00.000Z'],
    // It is Monday morning there too, but not everywhere.
    ['tomorrow', 'America/New_York', '2026-11-24T14:00:00.000Z'],
    ['tomorrow', 'Pacific/Kiritimati', '2026-11-23T19:00:00.000Z'],
    ['today', 'UTC', '2026-11-23T23:59:00.000Z'],
    ['friday', 'Asia/Kolkata', '2026-11-27T12:30:00.000Z'],
  ] as const)('%s in %s is %s', (until, zone, expected) => {
    expect(endOf(until, MONDAY, zone)?.toISOString()).toBe(expected);
  });

  it.each([
    ['the last minute of a day is the end of the next', 'today', '2026-11-23T23:59:00Z', '2026-11-24T23:59:00.000Z'],
    ['Friday before six is today', 'friday', '2026-11-27T17:59:59Z', '2026-11-27T18:00:00.000Z'],
    ['Friday at six is in a week', 'friday', '2026-11-27T18:00:00Z', '2026-12-04T18:00:00.000Z'],
    ['a Saturday has its Friday before it', 'friday', '2026-11-28T09:00:00Z', '2026-12-04T18:00:00.000Z'],
    ['tomorrow of the year’s last day', 'tomorrow', '2026-12-31T12:00:00Z', '2027-01-01T09:00:00.000Z'],
  ] as const)('%s', (_, until, now, expected) => {
    expect(at(until, now, 'UTC')).toBe(expected);
  });

  it('moves with the clocks in spring and autumn', () => {
    // Berlin: +1 until 29 March 2026, 01:00 UTC, then +2; back on 25 October.
    expect(at('tomorrow', '2026-03-28T12:00:00Z', 'Europe/Berlin')).toBe('2026-03-29T07:00:00.000Z');
    expect(at('tomorrow', '2026-10-24T12:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T08:00:00.000Z');
  });

  it('is none where no clock ends it', () => {
    for (const until of ['resolved', 'change', 'own'] as const) expect(endOf(until, MONDAY, 'UTC')).toBeUndefined();
  });

  it('is always to come, within eight days, and at the time it names there', () => {
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/Santiago',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Africa/Cairo',
      'Pacific/Apia',
    );
    const now = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
    const times = { today: '23:59', tomorrow: '09:00', friday: 'Fri 18:00' } as const;
    fc.assert(
      fc.property(zone, now, fc.constantFrom('today', 'tomorrow', 'friday'), (timeZone, from, until) => {
        const end = endOf(until, from, timeZone);
        if (!end) throw new Error('there is no end');
        const away = end.getTime() - from.getTime();
        expect(away).toBeGreaterThan(0);
        expect(away).toBeLessThan(8 * 86_400_000);
        const shown = new Intl.DateTimeFormat('en-GB', {
          timeZone,
          weekday: 'short',
          hour: '2-digit',
          minute: '2-digit',
        });
        expect(shown.format(end)).toContain(times[until].replace('Fri ', ''));
        if (until === 'friday') expect(shown.format(end)).toContain('Fri');
      }),
    );
  });
});

it('knows which zones there are', () => {
  expect(['Europe/Berlin', 'UTC', '', 'Mars/Olympus', 'Europe/Berlin; drop'].map(isZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
