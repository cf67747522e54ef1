import { LRUCache } from 'lru-cache';

/**
 * Remembers the newest values for a while, by the bot's own clock.
 *
 * @param max how many
 * @param ttl milliseconds
 */
export function cacheFor<V extends object | string | true>(
  max: number,
  ttl: number,
  now: () => Date,
): LRUCache<string, V> {
  return new LRUCache({ max, ttl, ttlResolution: 0, perf: { now: () => now().getTime() } });
}
