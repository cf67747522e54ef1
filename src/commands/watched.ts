import { turnedOn } from '../engine/settings.ts';
import { byFinding, isSilent, type Tracked, withoutExplained } from '../state/tracking.ts';
import type { Tools } from './tools.ts';

/**
 * Whether a remembered finding counts: its check is part of this version and not turned off. What it would say now nobody
 * knows, so that it is neither open nor resolved.
 */
export function watchedBy({ checks, settings }: Pick<Tools, 'checks' | 'settings'>): (tracked: Tracked) => boolean {
  const codes = new Set(turnedOn(checks, settings).map(({ code }) => code));
  return ({ finding }) => codes.has(finding.code);
}

/** What is remembered, without what another open finding of it explains; one that does not count explains nothing. */
export function withoutFolded(
  known: readonly Tracked[],
  tools: Pick<Tools, 'checks' | 'settings'>,
): readonly Tracked[] {
  const isWatched = watchedBy(tools);
  return [...withoutExplained(known.filter(isWatched)), ...known.filter((tracked) => !isWatched(tracked))];
}

/** Whether a remembered finding is shown now: it counts, and nobody silenced it. */
export function shownBy(tools: Pick<Tools, 'checks' | 'settings' | 'now'>): (tracked: Tracked) => boolean {
  const [isWatched, now] = [watchedBy(tools), tools.now()];
  return (tracked) => isWatched(tracked) && !isSilent(tracked, now);
}

/** Everything that is open and shown, without what another open finding explains. Worst first. */
export function openAmong(
  known: readonly Tracked[],
  tools: Pick<Tools, 'checks' | 'settings' | 'now'>,
): readonly Tracked[] {
  return withoutFolded(known, tools)
    .filter(({ resolvedAt }) => !resolvedAt)
    .filter(shownBy(tools))
    .toSorted(byFinding);
}

/** When anything of what is remembered was last looked at; undefined: never. */
export function lastLook(known: readonly Tracked[]): Date | undefined {
  const times = known.map(({ lastSeen, resolvedAt }) => Math.max(lastSeen.getTime(), resolvedAt?.getTime() ?? 0));
  return times.length > 0 ? new Date(Math.max(...times)) : undefined;
}
