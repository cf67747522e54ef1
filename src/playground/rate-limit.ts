import type { Clock } from './clock.ts';

/** How many messages a second one channel takes, and how many at once. */
export interface RateLimitOption {
  readonly perSecond: number;
  readonly burst: number;
}

/** A bucket of allowed messages for each channel. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #option: RateLimitOption;
  readonly #buckets = new Map<string, { left: number; at: number }>();

  constructor(clock: Clock, option: RateLimitOption) {
    this.#clock = clock;
    this.#option = option;
  }

  /** Takes one; gives the seconds to wait when there is none left. */
  take(key: string): number | undefined {
    const { perSecond, burst } = this.#option;
    const now = this.#clock.now().getTime() / 1000;
    const bucket = this.#buckets.get(key) ?? { left: burst, at: now };
    const left = Math.min(burst, bucket.left + (now - bucket.at) * perSecond);

    this.#buckets.set(key, { left: left >= 1 ? left - 1 : left, at: now });
    return left >= 1 ? undefined : Math.max(1, Math.ceil((1 - left) / perSecond));
  }
}
