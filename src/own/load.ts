import { readdir, stat } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { extname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Problem } from '../cluster/cluster.ts';
import { isRecord } from '../cluster/records.ts';
import type { Check } from '../engine/check.ts';
import { guarded } from './guard.ts';
import { mistakesIn } from './validate.ts';

/** The folder of own checks cannot be read. */
export class OwnChecksError extends Error {
  override readonly name = 'OwnChecksError';
}

/** A folder of own checks. Plain data, so that it can be handed to a thread. */
export interface OwnFolder {
  readonly path: string;
  /** Files that ended or held up whoever loaded them: they are left out, and these problems stand in every report. */
  readonly except: readonly Problem[];
}

/** The checks of a folder, and what of it could not be used. */
export interface OwnChecks {
  readonly checks: readonly Check[];
  readonly problems: readonly Problem[];
}

/** Milliseconds that one file may take to load. */
const LOADING = 10_000;
const SCRIPTS: ReadonlySet<string> = new Set(['.ts', '.mts', '.js', '.mjs']);

/**
 * Loads the checks of a folder into this thread: every file of it, and nothing below. What is wrong with one file or check
 * is a problem, and the others count.
 *
 * @param ours the checks whose codes and names are taken
 * @param onFile told of each file before it is loaded
 * @throws OwnChecksError when the folder cannot be read
 */
export async function loadOwnChecks(
  { path, except }: OwnFolder,
  ours: readonly Check[],
  onFile: (file: string) => void = () => {},
): Promise<OwnChecks> {
  answerForAttache();
  const checks: Check[] = [];
  const problems: Problem[] = [...except];
  for (const file of await filesIn(path)) {
    if (except.some(({ where }) => where === file)) continue;
    onFile(file);
    try {
      const found = exportsThatAreChecks(await loaded(file));
      if (found.length === 0)
        throw new Error('it exports no check (the name of a file that others only import starts with _)');
      for (const one of found) {
        const mistakes = mistakesIn(one, [...ours, ...checks]);
        if (mistakes.length === 0) checks.push(guarded(one as unknown as Check));
        else problems.push({ where: file, message: `${nameOf(one)}: ${mistakes.join('; ')}` });
      }
    } catch (error) {
      problems.push({ where: file, message: `cannot be used: ${firstLine(error)}` });
    }
  }
  return { checks, problems };
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new OwnChecksError(
      `Own checks cannot be read from ${folder} (${error.code}). Give a folder of .ts or .js files.`,
    );
  });
  const names = entries.filter((name) => SCRIPTS.has(extname(name)) && !/^[._]|\.(d|test|spec)\.m?[jt]s$/.test(name));
  const files = names.toSorted().map((name) => resolve(join(folder, name)));
  // A ConfigMap in a Pod is a folder of links.
  const isFile = await Promise.all(files.map(async (file) => (await stat(file)).isFile()));
  return files.filter((_, index) => isFile[index]);
}

async function loaded(file: string): Promise<unknown> {
  const late = new AbortController();
  const timeout = sleep(LOADING, undefined, { signal: late.signal }).then(() => {
    throw new Error(`it was not loaded within ${LOADING / 1000} seconds`);
  });
  timeout.catch(() => {});
  try {
    return await Promise.race([import(pathToFileURL(file).href), timeout]);
  } finally {
    late.abort();
  }
}

/** What looks like a check: something with a code, or something to run. Exported twice it counts once. */
function exportsThatAreChecks(module: unknown): readonly Readonly<Record<string, unknown>>[] {
  const exported = Object.values(module as Readonly<Record<string, unknown>>).flat();
  return [...new Set(exported)].filter(isRecord).filter((one) => 'code' in one || 'run' in one);
}

let isAnswering = false;

/** Lets `import 'attache'` work from anywhere, also where no package is installed. */
function answerForAttache(): void {
  if (isAnswering) return;
  isAnswering = true;
  // The build makes JavaScript of this file and of the API alike.
  const { href: url } = new URL(`../api${extname(import.meta.url)}`, import.meta.url);
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'attache' ? { url, shortCircuit: true } : next(specifier, context),
  });
}

function nameOf({ code, name }: Readonly<Record<string, unknown>>): string {
  const named = [code, name].find((one) => typeof one === 'string');
  return typeof named === 'string' ? named : 'a check';
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] || 'it says nothing';
}
