import type { AnyObject } from './objects.ts';

/** An annotation that begins like this asks for silence; the code or name of a check stands behind it. */
export const SILENCE = 'attache.dev/silence.';

/** An annotation that asks for silence, as it is written. */
export interface SilenceAnnotation {
  readonly on: AnyObject;
  /** Its whole name. */
  readonly name: string;
  readonly text: string;
  /** The code or name of a check, as it is written. */
  readonly check: string;
  /** `''` when there is none. */
  readonly reason: string;
  /** The last day of it, in UTC: `2026-12-01`; absent: it has no end. */
  readonly until?: string;
  /** What stands where a day should, and is none. */
  readonly unreadable?: string;
}

/** Every annotation that asks for silence, in the order of objects. */
export function silenceAnnotations(objects: readonly AnyObject[]): readonly SilenceAnnotation[] {
  return objects.flatMap((on) => {
    const { annotations } = on.metadata;
    if (!annotations) return [];
    return Object.entries(annotations).flatMap(([name, text]) =>
      name.startsWith(SILENCE) ? [{ on, name, text, check: name.slice(SILENCE.length), ...partsOf(text) }] : [],
    );
  });
}

/** Whether the last day of a silence has passed. */
export function hasEnded(until: string | undefined, now: Date): boolean {
  return until !== undefined && now.getTime() >= Date.parse(`${until}T00:00:00Z`) + DAY;
}

const DAY = 86_400_000;

/** `moves next week, until 2026-12-01` as its reason and its last day. */
function partsOf(text: string): Pick<SilenceAnnotation, 'reason' | 'until' | 'unreadable'> {
  const whole = { reason: text.trim() };
  const last = [...text.matchAll(/\buntil\b/gi)].at(-1);
  if (!last) return whole;
  const end = text
    .slice(last.index + last[0].length)
    .trim()
    .replace(/\.$/, '');
  const reason = text
    .slice(0, last.index)
    .replace(/[\s,;.:]+$/, '')
    .trim();
  if (isDay(end)) return { reason, until: end };
  return isMeantAsDay(end) ? { reason, unreadable: end } : whole;
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

// `until Friday` and `until 1.12.2026`; `until the new cluster is up` is a part of the reason.
function isMeantAsDay(text: string): boolean {
  return /^\S+$/.test(text) || /\b20\d\d\b|\b\d{1,2}[./]\d{1,2}[./]/.test(text);
}
