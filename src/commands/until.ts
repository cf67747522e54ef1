import { Temporal } from 'temporal-polyfill';

/** What a person can choose as the end of an acknowledgement; `own` is a time they name. */
export const UNTIL = ['resolved', 'change', 'today', 'tomorrow', 'friday', 'own'] as const;
export type Until = (typeof UNTIL)[number];

const FRIDAY = 5;

/**
 * When a choice ends, by the clocks of a zone: later than now. Undefined: no clock ends it.
 *
 * @param zone an IANA name
 * @throws RangeError for a zone that nobody knows
 */
export function endOf(until: Until, now: Date, zone: string): Date | undefined {
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  switch (until) {
    case 'today':
      // Not midnight, which is read as the day that begins. In the day's last minute it is that of the next day.
      return firstAfter(now, here, '23:59');
    case 'tomorrow':
      return dateOf(at(here.add({ days: 1 }), '09:00'));
    case 'friday':
      return firstAfter(now, here.add({ days: (FRIDAY - here.dayOfWeek + 7) % 7 }), '18:00', 7);
    case 'resolved':
    case 'change':
    case 'own':
      return undefined;
  }
}

/** Whether clocks of this zone are known. */
export function isZone(zone: string): boolean {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId !== '';
  } catch {
    return false;
  }
}

function firstAfter(now: Date, day: Temporal.ZonedDateTime, time: string, days = 1): Date {
  const first = dateOf(at(day, time));
  return first > now ? first : dateOf(at(day.add({ days }), time));
}

/** A day's time; where clocks skip it, the one after the gap. */
function at(day: Temporal.ZonedDateTime, time: string): Temporal.ZonedDateTime {
  return day.toPlainDate().toZonedDateTime({ timeZone: day.timeZoneId, plainTime: Temporal.PlainTime.from(time) });
}

function dateOf({ epochMilliseconds }: Temporal.ZonedDateTime): Date {
  return new Date(epochMilliseconds);
}
