import type { Inspect } from './commands/tools.ts';
import { runChecks, wantedKinds } from './engine/run.ts';
import type { Source } from './sources/source.ts';

/** Reads a source and checks it, in this thread. */
export function inspectHere(source: Source): Inspect {
  return async (checks, { now, onProgress }) => {
    const snapshot = await source.snapshot(wantedKinds(checks), { ...(onProgress && { onProgress }) });
    return runChecks(snapshot, checks, { now });
  };
}
