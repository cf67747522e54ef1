import { parentPort, workerData } from 'node:worker_threads';
import { checks as ours } from '../checks/index.ts';
import { factsOf } from './guard.ts';
import type { Listed } from './list.ts';
import { loadOwnChecks, type OwnFolder } from './load.ts';

// The thread that listOwnChecks starts: what somebody's files do while they are loaded, they do here.
const say = (listed: Listed) => parentPort?.postMessage(listed);
try {
  const { checks, problems } = await loadOwnChecks(workerData as OwnFolder, ours, (file) =>
    say({ kind: 'file', file }),
  );
  say({ kind: 'checks', facts: checks.map(factsOf), problems });
} catch (error) {
  say({ kind: 'unreadable', message: error instanceof Error ? error.message : String(error) });
}
