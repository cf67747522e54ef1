import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Inspect, Progress } from './commands/tools.ts';
import { type Report, runChecks, wantedKinds } from './engine/run.ts';
import { fileSource } from './sources/file.ts';
import { liveSource } from './sources/live/live-source.ts';
import { type Source, SourceError } from './sources/source.ts';

/** Where to read a cluster from. Plain data, so that it can be handed to a thread. */
export type SourceSettings =
  | { readonly kind: 'file'; readonly paths: readonly string[] }
  | {
      readonly kind: 'live';
      /** A kubeconfig context; absent: the current one, or the account of the Pod. */
      readonly context?: string;
      /** Read these namespaces when reading all is not allowed. */
      readonly namespaces?: readonly string[];
      /** An HTTP proxy on the way, for a kubeconfig that names none. */
      readonly proxyUrl?: string;
    };

/** What the thread is started with, and what it says. */
export interface InspectionOrder {
  readonly source: SourceSettings;
  /** What people call the cluster. */
  readonly clusterName: string;
  readonly codes: readonly string[];
  readonly now: Date;
}
export type InspectionNews =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'unreachable'; readonly message: string; readonly advice: string };

/** Megabytes of JavaScript heap that reading and checking one cluster may take. */
const HEAP_MB = 1536;

/**
 * Opens the source that some settings describe.
 *
 * @throws SourceError when there is no usable kubeconfig
 */
export function openSource(settings: SourceSettings, now: () => Date): Source {
  if (settings.kind === 'file') return fileSource({ paths: settings.paths, now });
  const { kind: _, ...options } = settings;
  return liveSource({ now, ...options });
}

/** Reads a source and checks it, in this thread. */
export function inspectHere(source: Source): Inspect {
  return async (checks, { now, onProgress }) => {
    const snapshot = await source.snapshot(wantedKinds(checks), { ...(onProgress && { onProgress }) });
    return runChecks(snapshot, checks, { now });
  };
}

/**
 * Reads a source and checks it in a thread of its own, so that the event loop that answers Slack stays free. The thread
 * ends after each run, and with it whatever bytes of Secrets it had in memory.
 */
export function inspectInThread(source: SourceSettings, clusterName: string): Inspect {
  return (checks, { now, onProgress }) =>
    new Promise((resolve, reject) => {
      const order: InspectionOrder = { source, clusterName, codes: checks.map(({ code }) => code), now };
      // The build makes JavaScript of this file and of the thread's alike.
      const file = new URL(`./inspect-thread${extname(import.meta.url)}`, import.meta.url);
      const worker = new Worker(file, { workerData: order, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
      worker.on('message', (news: InspectionNews) => {
        if (news.kind === 'progress') onProgress?.(news.progress);
        else if (news.kind === 'report') resolve(news.report);
        else reject(new SourceError(news.message, news.advice));
      });
      worker.on('error', (error) => reject(describeFailure(error)));
      worker.on('exit', (code) => reject(new Error(`the checking thread ended with ${code} and no report`)));
    });
}

function describeFailure(error: unknown): Error {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new SourceError(
      `The cluster is larger than ${HEAP_MB} MB of memory can hold.`,
      'Check one area at a time, or limit the namespaces.',
    );
  }
  return error instanceof Error ? error : new Error(String(error));
}
