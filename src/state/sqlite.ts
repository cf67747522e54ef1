import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { type SqliteDatabase, SqliteDialect } from 'kysely';
import type { Engine } from './database.ts';
import { StateError, type StateErrorKind } from './errors.ts';

/** How long one statement may block this process while another one holds the file, in milliseconds. */
const BLOCKING_TIMEOUT = 100;

/**
 * Opens a SQLite file, or `:memory:`, after looking whether it is ours and sound.
 *
 * @throws StateError when it cannot be used; nothing in it was changed then.
 */
export function openSqlite(file: string): Engine {
  const explain = (error: unknown) => explainSqlite(file, error);
  if (file !== ':memory:') checkPlace(file);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: BLOCKING_TIMEOUT, enableForeignKeyConstraints: true });
    checkContent(file, database);
    database.exec('pragma journal_mode = wal; pragma synchronous = normal');
  } catch (error) {
    if (database?.isOpen) database.close();
    throw error instanceof StateError ? error : (explain(error) ?? error);
  }
  return { dialect: new SqliteDialect({ database: shim(database) }), path: file, explain };
}

/** node:sqlite in the shape that Kysely knows, which is better-sqlite3's. */
function shim(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare: (sql) => {
      // A transaction that reads first and writes later fails when another process wrote in between: lock at once.
      const statement = database.prepare(sql === 'begin' ? 'begin immediate' : sql);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...toInput(parameters)),
        run: (parameters) => statement.run(...toInput(parameters)),
        iterate: (parameters) => statement.iterate(...toInput(parameters)),
      };
    },
  };
}

function toInput(parameters: readonly unknown[]): SQLInputValue[] {
  // Kysely hands over what our own queries hold: text, numbers and null.
  return parameters as SQLInputValue[];
}

function checkPlace(file: string): void {
  const folder = path.dirname(path.resolve(file));
  const refuse = (problem: string, remedy: string) =>
    new StateError('unwritable', file, `${file} cannot be used to remember findings: ${problem}. ${remedy}.`);

  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw refuse(`the folder ${folder} does not exist`, 'Create it, or name another state file');
  }
  const existing = statSync(file, { throwIfNoEntry: false });
  if (existing && !existing.isFile())
    throw refuse('it is not a file', 'Name a file in a folder that Attaché may write');
  for (const place of existing ? [folder, file] : [folder]) {
    try {
      accessSync(place, constants.R_OK | constants.W_OK);
    } catch {
      // Of the folder too: SQLite keeps two more files beside the database.
      throw refuse(
        `no right to write ${place}`,
        'Let the user that Attaché runs as write there, or name another state file',
      );
    }
  }
}

function checkContent(file: string, database: DatabaseSync): void {
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
  if (tables.length > 0 && !tables.some(({ name }) => name === 'attache_schema')) {
    throw new StateError(
      'foreign',
      file,
      `${file} is the database of another program: it has tables, and none of them is Attaché's. ` +
        'Name another state file. Nothing was changed.',
    );
  }
  const [verdict] = database.prepare('pragma quick_check(1)').all();
  if (verdict?.['quick_check'] !== 'ok') throw corrupt(file, verdict?.['quick_check']);
}

function corrupt(file: string, cause: unknown): StateError {
  return new StateError(
    'corrupt',
    file,
    `${file} is damaged and was left as it is. Put back a copy of it, or move it away and start again: ` +
      'Attaché then reports every finding as new and knows of no acknowledgements.',
    cause,
  );
}

// https://www.sqlite.org/rescode.html; the lowest byte is the primary code.
const EXPLANATIONS: Readonly<Record<number, readonly [StateErrorKind, string]>> = {
  3: ['unwritable', 'may not be opened. Let the user that Attaché runs as read and write it'],
  5: ['locked', 'is held by another process. Stop the other Attaché that uses this file, then try again'],
  6: ['locked', 'is held by another process. Stop the other Attaché that uses this file, then try again'],
  8: ['unwritable', 'may only be read. Let the user that Attaché runs as write it and its folder'],
  10: ['disk', 'cannot be read or written: the disk reports an error. Look at the disk or volume it is on'],
  13: ['disk', 'cannot be written: the disk is full. Make room on the disk or volume it is on'],
  14: ['unwritable', 'cannot be opened. Let the user that Attaché runs as read and write it and its folder'],
  26: ['foreign', 'is not a SQLite database and was left as it is. Name another state file'],
};

function explainSqlite(file: string, error: unknown): StateError | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  const code = error.errcode & 0xff;
  if (code === 11) return corrupt(file, error);
  const explanation = EXPLANATIONS[code];
  return explanation && new StateError(explanation[0], file, `${file} ${explanation[1]}.`, error);
}
