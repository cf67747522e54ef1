import { me, now } from './store.js';

const format = (ms, options) =>
  new Intl.DateTimeFormat(me()?.locale ?? 'en', { timeZone: me()?.tz, ...options }).format(ms);
const dayOf = (ms) => new Intl.DateTimeFormat('en-CA', { timeZone: me()?.tz }).format(ms);
const DAY = 86_400_000;

/** Milliseconds of a message's `ts`. */
export const millis = (ts) => Number(ts) * 1000;

/** The time of day in this reader's zone, as they write it. */
export function clockTime(ms) {
  const locale = me()?.locale ?? 'en';
  const isHalfDay = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hour12;
  return format(ms, { hour: isHalfDay ? 'numeric' : '2-digit', minute: '2-digit' });
}

/** Date and time, to the minute. */
export const dateAndTime = (ms) => format(ms, { dateStyle: 'full', timeStyle: 'short' });

/** A moment as a `datetime-local` input shows it, in this reader's zone. */
export function wallClock(seconds) {
  const parts = { timeZone: me()?.tz, dateStyle: 'short', timeStyle: 'short' };
  return new Intl.DateTimeFormat('sv-SE', parts).format(seconds * 1000).replace(' ', 'T');
}

/** The seconds that a `datetime-local` input means in this reader's zone; null when it is empty. */
export function secondsOf(wall) {
  if (!wall) return null;
  const meant = Date.parse(`${wall}Z`) / 1000;
  let seconds = meant;
  // Twice, because the offset can be another one at the first guess.
  for (let turn = 0; turn < 2; turn += 1) seconds += meant - Date.parse(`${wallClock(seconds)}Z`) / 1000;
  return seconds;
}

/** Date and time in full, for titles. */
export const fullTime = (ms) => format(ms, { dateStyle: 'full', timeStyle: 'medium' });

/** Whether two moments are on one day for this reader. */
export const isSameDay = (a, b) => dayOf(a) === dayOf(b);

/** Today, Yesterday, or the date. */
export function dayName(ms) {
  return near(ms) ?? format(ms, { weekday: 'long', day: 'numeric', month: 'long' });
}

function near(ms) {
  if (isSameDay(ms, now())) return 'Today';
  if (isSameDay(ms, now() - DAY)) return 'Yesterday';
  if (isSameDay(ms, now() + DAY)) return 'Tomorrow';
  return undefined;
}

function ago(ms) {
  const seconds = Math.round((ms - now()) / 1000);
  const words = new Intl.RelativeTimeFormat(me()?.locale ?? 'en', { numeric: 'auto' });
  for (const [unit, size] of [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ]) {
    if (Math.abs(seconds) >= size) return words.format(Math.round(seconds / size), unit);
  }
  return words.format(seconds, 'second');
}

const TOKENS = {
  date_num: (ms) => dayOf(ms),
  date_slash: (ms) => dayOf(ms).replaceAll('-', '/'),
  date: (ms) => format(ms, { dateStyle: 'long' }),
  date_short: (ms) => format(ms, { dateStyle: 'medium' }),
  date_long: (ms) => format(ms, { dateStyle: 'full' }),
  date_long_full: (ms) => format(ms, { dateStyle: 'full' }),
  date_pretty: (ms) => near(ms)?.toLowerCase() ?? format(ms, { dateStyle: 'long' }),
  date_short_pretty: (ms) => near(ms)?.toLowerCase() ?? format(ms, { dateStyle: 'medium' }),
  date_long_pretty: (ms) => near(ms)?.toLowerCase() ?? format(ms, { dateStyle: 'full' }),
  time: (ms) => clockTime(ms),
  time_secs: (ms) => format(ms, { timeStyle: 'medium' }),
  ago,
};

/** A Slack date token, such as `{date_short_pretty} at {time}`, in this reader's zone and language. */
export function dateToken(seconds, pattern) {
  return pattern.replace(/\{(\w+)\}/g, (found, name) => TOKENS[name]?.(seconds * 1000) ?? found);
}
