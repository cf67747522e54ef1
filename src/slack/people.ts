import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import { isZone } from '../commands/until.ts';
import { cacheFor } from './cache.ts';
import { reasonOf } from './errors.ts';
import type { Log } from './log.ts';

/** What Slack knows of the people who use the bot. */
export interface People {
  /** The time zone of a person's profile, as an IANA name; undefined: Slack does not say, or not in time. */
  zoneOf(id: string, patience?: number): Promise<string | undefined>;
}

const KEPT = 1_000;
/** People travel. */
const KEPT_FOR = 60 * 60_000;
/** Milliseconds that a zone is waited for. */
const PATIENCE = 5_000;

/** Asks Slack (`users.info`, scope `users:read`), and remembers its answers for an hour. */
export function askPeople(client: WebClient, now: () => Date, log: Log): People {
  const zones = cacheFor<string>(KEPT, KEPT_FOR, now);

  async function ask(id: string): Promise<string | undefined> {
    try {
      const { user } = await client.users.info({ user: id });
      const zone = user?.tz;
      if (zone === undefined || !isZone(zone)) return undefined;
      zones.set(id, zone);
      return zone;
    } catch (error) {
      // Without the scope everything still works, in UTC, and people are told so.
      log.warn({ reason: reasonOf(error) }, 'cannot ask for a time zone');
      return undefined;
    }
  }

  return {
    async zoneOf(id, patience = PATIENCE) {
      const known = zones.get(id);
      if (known !== undefined) return known;
      const waiting = new AbortController();
      const late = sleep(patience, undefined, { signal: waiting.signal }).catch(() => undefined);
      const zone = await Promise.race([ask(id), late]);
      waiting.abort();
      return zone;
    },
  };
}
