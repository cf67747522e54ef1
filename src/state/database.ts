import { setTimeout as sleep } from 'node:timers/promises';
import { type Dialect, Kysely, type Transaction } from 'kysely';
import { StateError } from './errors.ts';
import type { Tables } from './tables.ts';

/** What one kind of database brings. */
export interface Engine {
  readonly dialect: Dialect;
  /** Its name for people: a path, or an address without a password. */
  readonly path: string;
  /** What an error of the driver means; undefined: nothing known, so it is a bug of ours. */
  readonly explain: (error: unknown) => StateError | undefined;
}

/** A database in which every access is either a read or a whole transaction. */
export interface Database {
  readonly path: string;
  readonly read: <T>(work: (db: Kysely<Tables>) => Promise<T>) => Promise<T>;
  /** May run `work` again from the start when another process holds the database. */
  readonly write: <T>(work: (db: Transaction<Tables>) => Promise<T>) => Promise<T>;
  /** Waits for what is under way, then closes. A second time does nothing. */
  readonly close: () => Promise<void>;
}

/** How long to wait for another process, in milliseconds; about six seconds in all. */
const WAITS = [10, 20, 50, 100, 200, 400, 800, 1600, 2800];

/**
 * Tries again while another process holds the database.
 *
 * @throws StateError when `explain` knows what an error means
 */
export async function patiently<T>(
  work: () => T | Promise<T>,
  explain: Engine['explain'],
  waits: readonly number[] = WAITS,
): Promise<T> {
  const [wait, ...later] = waits;
  try {
    return await work();
  } catch (error) {
    const explained = error instanceof StateError ? error : explain(error);
    // The driver waits synchronously, so most of the waiting is done here, where it blocks nobody.
    if (explained?.kind !== 'locked' || wait === undefined) throw explained ?? error;
    await sleep(wait);
  }
  return patiently(work, explain, later);
}

/** Connects; the database is first touched by the first access. */
export function connect({ dialect, path, explain }: Engine, waits: readonly number[] = WAITS): Database {
  const db = new Kysely<Tables>({ dialect });
  const underWay = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  const access = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closing) throw new StateError('closed', path, `${path} is closed: Attaché is stopping.`);
    const result = patiently(work, explain, waits);
    underWay.add(result);
    try {
      return await result;
    } finally {
      underWay.delete(result);
    }
  };

  return {
    path,
    read: (work) => access(() => work(db)),
    write: (work) => access(() => db.transaction().execute(work)),
    close: () => {
      closing ??= Promise.allSettled(underWay).then(() => db.destroy());
      return closing;
    },
  };
}
