import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openStore } from '../../src/state/open.ts';
import { type TestDatabase, testStore } from './store-contract.ts';

// Every kind of database passes the same tests; PostgreSQL joins here.
const databases: Readonly<Record<string, () => Promise<TestDatabase>>> = {
  'SQLite in a file': async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'attache-state-'));
    return sqlite(path.join(folder, 'state.db'), () => rm(folder, { recursive: true }));
  },
  'SQLite in memory': async () => {
    // A name and a shared cache, so that several stores and the test itself look into one memory.
    const file = `file:${randomUUID()}?mode=memory&cache=shared`;
    const keeper = new DatabaseSync(file);
    return sqlite(file, async () => keeper.close());
  },
};

function sqlite(file: string, drop: () => Promise<void>): TestDatabase {
  return {
    open: (now, warn, options) => openStore({ path: file, now, warn, ...options }),
    sql: async (statement) => {
      const database = new DatabaseSync(file);
      database.exec(statement);
      database.close();
    },
    drop,
  };
}

for (const [name, create] of Object.entries(databases)) testStore(name, create);
