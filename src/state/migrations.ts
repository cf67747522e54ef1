import { sql, type Transaction } from 'kysely';
import { StateError } from './errors.ts';
import type { Tables } from './tables.ts';

// Plain SQL that SQLite and PostgreSQL both understand.
const TABLES = [
  `create table clusters (
    name text primary key,
    updated_at text not null
  )`,
  `create table findings (
    cluster text not null,
    fingerprint text not null,
    finding text not null,
    worst text not null,
    first_seen text not null,
    last_seen text not null,
    returned_at text,
    resolved_at text,
    acknowledgement text,
    primary key (cluster, fingerprint)
  )`,
  `create table places (
    cluster text not null,
    fingerprint text not null,
    channel text not null,
    ts text not null,
    thread_ts text,
    primary key (cluster, fingerprint, channel, ts),
    foreign key (cluster, fingerprint) references findings (cluster, fingerprint) on delete cascade
  )`,
  `create table runs (
    id text primary key,
    cluster text not null,
    request text not null,
    channel text not null,
    ts text not null,
    "by" text not null,
    at text not null,
    facts text not null,
    unique (channel, ts)
  )`,
  'create index runs_at on runs (at)',
  `create table unfinished (
    channel text not null,
    ts text not null,
    thread_ts text,
    again text not null,
    primary key (channel, ts)
  )`,
  `create table actions (
    id text primary key,
    hash text not null unique,
    action text not null,
    at text not null
  )`,
  `create table digests (
    name text not null,
    cluster text not null,
    slot text not null,
    snapshot text not null,
    primary key (name, cluster, slot)
  )`,
  `create table claims (
    name text not null,
    slot text not null,
    claimed_at text not null,
    finished_at text,
    primary key (name, slot)
  )`,
];

type Migration = (db: Transaction<Tables>) => Promise<void>;

/** In order; the first makes version 1. One that was released never changes: what comes later is a new one. */
export const MIGRATIONS: readonly Migration[] = [
  createTables,
  createOutbox,
  addSilences,
  addChannels,
  createHistory,
  createAudit,
];

/**
 * Brings a database to the newest version, inside one transaction.
 *
 * @throws StateError `newer` when a later version of the program wrote it; nothing is changed then.
 */
export async function migrate(
  db: Transaction<Tables>,
  path: string,
  now: Date,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  await db.schema
    .createTable('attache_schema')
    .ifNotExists()
    .addColumn('version', 'integer', (column) => column.primaryKey())
    .addColumn('applied_at', 'text', (column) => column.notNull())
    .execute();
  const { version } = await db
    .selectFrom('attache_schema')
    .select(({ fn }) => fn.max('version').as('version'))
    .executeTakeFirstOrThrow();
  const current = Number(version ?? 0);
  if (current > migrations.length) {
    throw new StateError(
      'newer',
      path,
      `${path} was written by a newer Attaché (state version ${current}; this one knows ${migrations.length}). ` +
        'Start that version again, or name another state file. Nothing was changed.',
    );
  }
  for (const [index, step] of migrations.entries()) {
    if (index < current) continue;
    await step(db);
    await db
      .insertInto('attache_schema')
      .values({ version: index + 1, applied_at: now.toISOString() })
      .execute();
  }
}

async function createTables(db: Transaction<Tables>): Promise<void> {
  await execute(db, TABLES);
}

async function createOutbox(db: Transaction<Tables>): Promise<void> {
  await execute(db, [
    `create table outbox (
      id text primary key,
      batch text not null,
      position integer not null,
      channel text not null,
      thread_ts text,
      under text,
      post text not null,
      places text not null,
      queued_at text not null,
      tried_at text,
      ended_at text,
      ts text,
      refusal text
    )`,
    'create index outbox_batch on outbox (batch)',
    'create index outbox_ended on outbox (ended_at)',
  ]);
}

async function addSilences(db: Transaction<Tables>): Promise<void> {
  await execute(db, ['alter table findings add column silenced text']);
}

async function addChannels(db: Transaction<Tables>): Promise<void> {
  await execute(db, ['create table channels (channel text primary key, cluster text not null)']);
}

async function createHistory(db: Transaction<Tables>): Promise<void> {
  await execute(db, [
    `create table events (
      cluster text not null,
      fingerprint text not null,
      number integer not null,
      at text not null,
      event text not null,
      primary key (cluster, fingerprint, number),
      foreign key (cluster, fingerprint) references findings (cluster, fingerprint) on delete cascade
    )`,
    'create index events_at on events (at)',
    `create table endings (
      id text primary key,
      cluster text not null,
      fingerprint text not null,
      at text not null,
      event text not null,
      foreign key (cluster, fingerprint) references findings (cluster, fingerprint) on delete cascade
    )`,
    'create index endings_cluster on endings (cluster, at)',
  ]);
}

async function createAudit(db: Transaction<Tables>): Promise<void> {
  await execute(db, [
    `create table audit (
      id text primary key,
      at text not null,
      "by" text not null,
      channel text not null,
      kind text not null,
      what text not null,
      action text,
      cluster text,
      namespace text,
      finding text,
      outcome text not null,
      detail text
    )`,
    'create index audit_by on audit ("by", id)',
  ]);
}

async function execute(db: Transaction<Tables>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
