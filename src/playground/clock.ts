/** Where the simulator takes its time from. */
export interface Clock {
  now(): Date;
}

/** A clock that stands still until somebody moves it. */
export interface VirtualClock extends Clock {
  /** Moves by milliseconds, or by words such as `4s`, `30m`, `2h`, `1d`. */
  advance(by: number | string): void;
}

/** The clock of this machine, which somebody can move forward. */
export function movableClock(): VirtualClock {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    advance(by) {
      ahead += milliseconds(by);
    },
  };
}

/** The next Monday, nine in the morning, in a time zone. */
export function nextMonday(after: Date, timeZone: string): Date {
  const wall = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit' });
  const isIt = (at: number): boolean => wall.format(at).replace(',', '') === 'Mon 09:00';
  const quarter = 15 * 60_000;
  let at = (Math.floor(after.getTime() / quarter) + 1) * quarter;
  while (!isIt(at)) at += quarter;
  return new Date(at);
}

/** Whether somebody can move a clock. */
export function isMovable(clock: Clock): clock is VirtualClock {
  return 'advance' in clock;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `4s`, `30m` and the like. */
export function milliseconds(duration: number | string): number {
  if (typeof duration === 'number') return duration;

  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration) ?? [];
  const factor = UNITS[unit ?? ''];
  if (!amount || !factor) throw new Error(`${duration} is not a duration such as 4s or 30m`);
  return Number(amount) * factor;
}

/** A clock for tests: starts on a Monday morning and moves only with `advance`. */
export function virtualClock(start: Date | string = '2026-11-23T08:14:00Z'): VirtualClock {
  let now = new Date(start).getTime();

  return {
    now: () => new Date(now),
    advance(by) {
      now += milliseconds(by);
    },
  };
}
