import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/state/database.ts';
import { MIGRATIONS, migrate } from '../../src/state/migrations.ts';
import { openStore } from '../../src/state/open.ts';
import { toFindingRow } from '../../src/state/rows.ts';
import { openSqlite } from '../../src/state/sqlite.ts';
import type { FindingRow } from '../../src/state/tables.ts';
import { day, finding, report, tracked } from './given.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'attache-sqlite-'));
});
afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

const now = () => day(1);
const open = (file: string) => openStore({ path: file, now });
const inside = (name: string) => path.join(folder, name);

async function filled(name = 'state.db'): Promise<string> {
  const file = inside(name);
  const store = await open(file);
  await store.update(report(Array.from({ length: 500 }, (_, index) => finding(`f${index}`))));
  await store.close();
  return file;
}

/** The error of opening a file, which must be one line that names it. */
async function refusal(file: string) {
  const error: unknown = await open(file).then(
    (store) => store.close(),
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'StateError', path: file });
  const { kind, message } = error as { kind: string; message: string };
  expect(message).not.toContain('\n');
  expect(message).toContain(file);
  return { kind, message };
}

describe('a file', () => {
  it('is made when missing, and keeps what it holds', async () => {
    const file = await filled();
    const store = await open(file);
    expect(await store.read('prod-eu')).toHaveLength(500);
    await store.close();
  });

  it('survives a crash because it has a write-ahead log', async () => {
    const file = await filled();
    const database = new DatabaseSync(file);
    expect(database.prepare('pragma journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
    database.close();
  });

  it('may be empty: that is a new one', async () => {
    await writeFile(inside('empty.db'), '');
    const store = await open(inside('empty.db'));
    expect(await store.read('prod-eu')).toEqual([]);
    await store.close();
  });

  it('in a folder that does not exist is refused, and the folder is not made', async () => {
    const { kind, message } = await refusal(inside('no/state.db'));
    expect(kind).toBe('unwritable');
    expect(message).toContain(`the folder ${inside('no')} does not exist`);
  });

  it('that is a folder is refused', async () => {
    await mkdir(inside('state.db'));
    expect((await refusal(inside('state.db'))).kind).toBe('unwritable');
  });

  it.skipIf(process.getuid?.() === 0)('in a folder that may not be written is refused', async () => {
    await chmod(folder, 0o500);
    expect((await refusal(inside('state.db'))).kind).toBe('unwritable');
  });

  it('that is no database is refused and stays as it is', async () => {
    const text = 'These are my notes, and nobody else may write here. '.repeat(40);
    await writeFile(inside('notes.txt'), text);
    expect((await refusal(inside('notes.txt'))).kind).toBe('foreign');
    expect(await readFile(inside('notes.txt'), 'utf8')).toBe(text);
  });

  it('that is the database of another program is refused and stays as it is', async () => {
    const database = new DatabaseSync(inside('other.db'));
    database.exec('create table songs (title text)');
    database.close();
    const before = await readFile(inside('other.db'));
    expect((await refusal(inside('other.db'))).kind).toBe('foreign');
    expect(await readFile(inside('other.db'))).toEqual(before);
  });

  it('that is damaged is refused and stays as it is', async () => {
    const file = await filled();
    const bytes = await readFile(file);
    bytes.fill(0x55, 4096 * 3, 4096 * 12);
    await writeFile(file, bytes);
    const { kind, message } = await refusal(file);
    expect(kind).toBe('corrupt');
    expect(message).toContain('move it away');
    expect(await readFile(file)).toEqual(bytes);
  });

  it('that is cut short is refused', async () => {
    const file = await filled();
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length / 2));
    expect((await refusal(file)).kind).toBe('corrupt');
  });

  it('that a newer version wrote is refused', async () => {
    const file = await filled();
    const database = new DatabaseSync(file);
    database.exec(`insert into attache_schema values (99, '2030-01-01T00:00:00.000Z')`);
    database.close();
    const { kind, message } = await refusal(file);
    expect(kind).toBe('newer');
    expect(message).toContain('state version 99');
  });
});

describe('a file that another process holds', () => {
  it('is waited for', async () => {
    const file = await filled();
    const store = await open(file);
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    const update = store.update(report([], { at: day(2) }));
    await sleep(300);
    other.exec('commit');
    other.close();
    expect(await update).toHaveLength(500);
    await store.close();
  });

  it('can be read meanwhile', async () => {
    const file = await filled();
    const store = await open(file);
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    expect(await store.read('prod-eu')).toHaveLength(500);
    other.close();
    await store.close();
  });

  it('is given up with a clear message, and nothing is half written', async () => {
    const file = await filled();
    const impatient = connect(openSqlite(file), [1]);
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    const write = impatient.write((db) => db.deleteFrom('findings').execute());
    await expect(write).rejects.toMatchObject({ kind: 'locked', message: expect.stringContaining('another process') });
    other.close();
    expect(await impatient.read((db) => db.selectFrom('findings').selectAll().execute())).toHaveLength(500);
    await impatient.close();
  });
});

describe('migrations', () => {
  it('run once, in order, and not at all when one fails', async () => {
    const database = connect(openSqlite(inside('state.db')));
    const ran: number[] = [];
    const step = (number: number) => async () => {
      ran.push(number);
    };
    const apply = (...steps: (() => Promise<void>)[]) =>
      database.write((db) => migrate(db, inside('state.db'), day(1), steps));
    const fail = () => Promise.reject(new Error('out of luck'));
    await apply(step(1));
    await expect(apply(step(1), step(2), fail)).rejects.toThrow('out of luck');
    await apply(step(1), step(2), step(3));
    expect(ran).toEqual([1, 2, 2, 3]);
    await database.close();
  });

  it('bring what an older version remembered along', async () => {
    const old = connect(openSqlite(inside('state.db')));
    await old.write((db) => migrate(db, inside('state.db'), day(1), MIGRATIONS.slice(0, 1)));
    const { silenced: _, ...row } = toFindingRow('prod-eu', tracked('a'));
    await old.write(async (db) => {
      await db
        .insertInto('findings')
        .values(row as FindingRow)
        .execute();
    });
    await old.close();
    const store = await open(inside('state.db'));
    expect(await store.read('prod-eu')).toStrictEqual([tracked('a')]);
    await store.close();
  });

  it('of two processes that start at once happen once', async () => {
    const stores = await Promise.all([open(inside('state.db')), open(inside('state.db')), open(inside('state.db'))]);
    await Promise.all(stores.map((store) => store.close()));
    const database = new DatabaseSync(inside('state.db'));
    expect(database.prepare('select version from attache_schema').all()).toHaveLength(MIGRATIONS.length);
    database.close();
  });
});

it('a killed process leaves whole updates behind', { timeout: 60_000 }, async () => {
  const file = inside('state.db');
  for (const delay of [0, 3, 7, 12, 20]) {
    const child = fork(new URL('updater.ts', import.meta.url), [file], { execArgv: [] });
    await once(child, 'message');
    await sleep(delay);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const store = await open(file);
    const known = await store.read('prod-eu');
    expect(known).toHaveLength(200);
    expect(new Set(known.map((one) => one.finding.data['n'])).size).toBe(1);
    expect(new Set(known.map((one) => one.lastSeen.getTime())).size).toBe(1);
    await store.close();
  }
});

it('memory that is no file is forgotten when it closes', async () => {
  const store = await open(':memory:');
  await store.update(report([finding('a')]));
  expect(await store.read('prod-eu')).toHaveLength(1);
  await store.close();
  const other = await open(':memory:');
  expect(await other.read('prod-eu')).toEqual([]);
  await other.close();
});
