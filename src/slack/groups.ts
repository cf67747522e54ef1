import type { WebClient } from '@slack/web-api';
import { cacheFor } from './cache.ts';
import { reasonOf } from './errors.ts';

/** Who is in which user group, as far as it was looked up. */
export interface Groups {
  /** Looks up those that are not known. Gives why one could not be; undefined: all are known. */
  know(groups: readonly string[]): Promise<string | undefined>;
  /** Undefined: not known. */
  isIn(group: string, user: string): boolean | undefined;
}

const KEPT = 200;
/** Milliseconds for which an answer counts: somebody who was put into a group should not wait long. */
const FOR = 2 * 60_000;

/** Asks Slack (`usergroups.users.list`, scope `usergroups:read`), and remembers its answers for two minutes. */
export function groupsFrom(client: WebClient, now: () => Date): Groups {
  const known = cacheFor<ReadonlySet<string>>(KEPT, FOR, now);
  const lookUp = async (group: string): Promise<string | undefined> => {
    try {
      const { users = [] } = await client.usergroups.users.list({ usergroup: group });
      known.set(group, new Set(users));
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  };
  return {
    async know(groups) {
      const missing = groups.filter((group) => !known.has(group));
      const reasons = await Promise.all(missing.map(lookUp));
      return reasons.find((reason) => reason !== undefined);
    },
    isIn: (group, user) => known.get(group)?.has(user),
  };
}
