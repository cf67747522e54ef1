const DAY = 24 * 60 * 60 * 1000;

/** Whole days from now until then; negative once it has passed. */
export function daysUntil(then: Date, now: Date): number {
  return Math.floor((then.getTime() - now.getTime()) / DAY);
}

/** The time an ISO 8601 text says; undefined for none or for nonsense. */
export function timeOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** Milliseconds from one time to another. */
export function between(from: Date, to: Date): number {
  return to.getTime() - from.getTime();
}
