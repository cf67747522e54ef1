import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Problem } from '../cluster/cluster.ts';
import type { OwnFacts } from './guard.ts';
import { type OwnChecks, OwnChecksError, type OwnFolder } from './load.ts';

/** What the thread says: each file before it is loaded, then what came of them. */
export type Listed =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'checks'; readonly facts: readonly OwnFacts[]; readonly problems: readonly Problem[] }
  | { readonly kind: 'unreadable'; readonly message: string };

/** The checks of a folder, to be chosen and explained but not run, and the folder as threads can load it. */
export interface ListedChecks extends OwnChecks {
  readonly folder: OwnFolder;
}

/** Milliseconds that one file may take to load, with all that it does meanwhile. */
const LOADING = 20_000;

/**
 * Lists the checks of a folder without letting its files into this thread: one that never ends, or ends the thread, is
 * left out from then on, and the others count.
 *
 * @throws OwnChecksError when the folder cannot be read
 */
export async function listOwnChecks(path: string, patience = LOADING): Promise<ListedChecks> {
  const except: Problem[] = [];
  for (;;) {
    const folder = { path, except: [...except] };
    const listed = await attempt(folder, patience);
    if ('where' in listed) except.push(listed);
    else return { ...listed, folder };
  }
}

/** What one attempt gives, or the file that kept it from its end. */
function attempt(folder: OwnFolder, patience: number): Promise<OwnChecks | Problem> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(`./thread${extname(import.meta.url)}`, import.meta.url), { workerData: folder });
    let file: string | undefined;
    const blame = (message: string) => {
      if (file === undefined) reject(new Error(`own checks were not loaded: ${message}`));
      else resolve({ where: file, message });
    };
    let alarm: NodeJS.Timeout | undefined;
    worker.on('message', (said: Listed) => {
      clearTimeout(alarm);
      if (said.kind === 'file') {
        file = said.file;
        alarm = setTimeout(() => {
          blame(`was not loaded within ${patience / 1000} seconds`);
          void worker.terminate();
        }, patience);
      } else if (said.kind === 'unreadable') reject(new OwnChecksError(said.message));
      else {
        resolve({ checks: said.facts.map((facts) => ({ ...facts, run: runsElsewhere })), problems: said.problems });
        void worker.terminate();
      }
    });
    worker.on('error', (error) => blame(`ended its thread: ${error instanceof Error ? error.message : error}`));
    worker.on('exit', () => {
      clearTimeout(alarm);
      blame('ended its thread');
    });
  });
}

function runsElsewhere(): never {
  throw new Error('own checks run in the thread that reads the cluster');
}
