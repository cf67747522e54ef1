import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AskedRequest } from './cluster/asked-request.ts';
import type { Problem } from './cluster/cluster.ts';
import type { Kind } from './cluster/objects.ts';
import { type RoutesSeen, routesIn, routesKinds, type TraceSeen, traceIn, traceKinds } from './commands/look.ts';
import { type Change, type SimulateSeen, simulateIn } from './commands/simulate.ts';
import type { InspectOptions, Progress, Reader } from './commands/tools.ts';
import type { Check } from './engine/check.ts';
import { kindsToRead, type Report, type RunOptions, runChecks } from './engine/run.ts';
import { type CheckSettings, turnedOn } from './engine/settings.ts';
import { count } from './engine/text.ts';
import type { OwnFolder } from './own/load.ts';
import { fileSource, parseObjects } from './sources/file.ts';
import { liveSource } from './sources/live/live-source.ts';
import { overlay } from './sources/overlay.ts';
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
      /** An HTTP proxy on the way, for a kubeconfig that names none, and what is reached without it. */
      readonly proxyUrl?: string;
      readonly noProxy?: string;
      /** Whether running gateways may be asked; absent: yes. */
      readonly observe?: boolean;
    };

/** What a thread is started with: where to read, and one thing to answer. */
export interface Order {
  readonly source: SourceSettings;
  /** What people call the cluster. */
  readonly clusterName: string;
  readonly now: Date;
  readonly settings: CheckSettings;
  readonly own?: OwnFolder;
  readonly ask: Ask;
}

/** Checks go by their codes: functions cannot be handed to a thread. */
export type Ask =
  | { readonly kind: 'report'; readonly codes: readonly string[] }
  | { readonly kind: 'routes' }
  | { readonly kind: 'trace'; readonly request: AskedRequest; readonly codes: readonly string[] }
  | { readonly kind: 'simulate'; readonly change: Change; readonly codes: readonly string[] };

/** The answer to an order. */
export type Told =
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'routes'; readonly seen: RoutesSeen }
  | { readonly kind: 'trace'; readonly seen: TraceSeen }
  | { readonly kind: 'simulate'; readonly seen: SimulateSeen };

/** What a thread says: progress, then its answer or why there is none. */
export type News =
  | Told
  | { readonly kind: 'progress'; readonly progress: Progress }
  /** The check that runs now, or the file of own checks that is loaded now. */
  | { readonly kind: 'running'; readonly what: string }
  | { readonly kind: 'unreachable'; readonly message: string; readonly advice: string };

/** Milliseconds that reading and answering may take: far more than the largest cluster needs. */
const DEADLINE = 10 * 60_000;
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

/** What every run goes by, whatever is asked. */
export interface Rules extends Omit<RunOptions, 'now' | 'cluster'> {
  /** What of the own checks could not be used: a report that does without says so. */
  readonly problems?: readonly Problem[];
}

/** What the threads of a reader go by. Plain data. */
export interface ThreadRules {
  readonly settings?: CheckSettings;
  readonly own?: OwnFolder;
  /** Milliseconds that reading and answering may take. */
  readonly deadline?: number;
}

/** Reads a source and answers from it, in this thread. */
export function readHere(source: Source, { problems: unusable = [], ...rules }: Rules = {}): Reader {
  // Only a check of what is there asks the running gateway: others are in a hurry, and it does not run what is simulated.
  const read = (kinds: ReadonlySet<Kind>, { onProgress }: InspectOptions, observe = false) =>
    source.snapshot(kinds, { observe, ...(onProgress && { onProgress }) });
  const on = (checks: readonly Check[]) => turnedOn(checks, rules.settings ?? {});
  return {
    async inspect(checks, options) {
      const snapshot = await read(kindsToRead(checks, rules), options, true);
      const report = runChecks(snapshot, checks, { ...rules, now: options.now });
      return { ...report, problems: [...report.problems, ...unusable] };
    },
    async routes(options) {
      return routesIn(await read(routesKinds, options));
    },
    async trace(request, checks, options) {
      return traceIn(await read(traceKinds(on(checks)), options), request, checks, { ...rules, now: options.now });
    },
    async simulate({ text, where }, checks, options) {
      const before = await read(new Set([...routesKinds, ...kindsToRead(checks, rules)]), options);
      const { objects, problems } = parseObjects(text, where);
      const { snapshot: after, laid } = overlay(before, objects);
      return simulateIn({ before, after, laid, problems }, checks, { ...rules, now: options.now });
    },
  };
}

/**
 * Reads a source and answers from it in a thread of its own, so that the event loop that answers Slack stays free. The
 * thread ends with its answer, and with it whatever bytes of Secrets it had in memory.
 */
export function readInThread(source: SourceSettings, clusterName: string, rules: ThreadRules = {}): Reader {
  const { settings = {}, own, deadline = DEADLINE } = rules;
  const tell = (ask: Ask, { now, onProgress }: InspectOptions) =>
    runThread(
      { source, clusterName, now, settings, ask, ...(own && { own }) },
      { deadline, ...(onProgress && { onProgress }) },
    );
  const codesOf = (checks: readonly Check[]) => checks.map(({ code }) => code);
  return {
    async inspect(checks, options) {
      const told = await tell({ kind: 'report', codes: codesOf(checks) }, options);
      return told.kind === 'report' ? told.report : wrongAnswer(told);
    },
    async routes(options) {
      const told = await tell({ kind: 'routes' }, options);
      return told.kind === 'routes' ? told.seen : wrongAnswer(told);
    },
    async trace(request, checks, options) {
      const told = await tell({ kind: 'trace', request, codes: codesOf(checks) }, options);
      return told.kind === 'trace' ? told.seen : wrongAnswer(told);
    },
    async simulate(change, checks, options) {
      const told = await tell({ kind: 'simulate', change, codes: codesOf(checks) }, options);
      return told.kind === 'simulate' ? told.seen : wrongAnswer(told);
    },
  };
}

interface Watch extends Pick<InspectOptions, 'onProgress'> {
  readonly deadline: number;
}

function runThread(order: Order, { onProgress, deadline }: Watch): Promise<Told> {
  return new Promise((resolve, reject) => {
    // The build makes JavaScript of this file and of the thread's alike.
    const file = new URL(`./inspect-thread${extname(import.meta.url)}`, import.meta.url);
    const worker = new Worker(file, { workerData: order, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    let running: string | undefined;
    const alarm = setTimeout(() => {
      reject(lateness(deadline, running));
      void worker.terminate();
    }, deadline);
    worker.on('exit', () => clearTimeout(alarm));
    worker.on('message', (news: News) => {
      if (news.kind === 'progress') onProgress?.(news.progress);
      else if (news.kind === 'running') running = news.what;
      else if (news.kind === 'unreachable') reject(new SourceError(news.message, news.advice));
      else resolve(news);
    });
    worker.on('error', (error) => reject(describeFailure(error)));
    worker.on('exit', (code) => {
      const where = running === undefined ? '' : `, at ${running}`;
      reject(new Error(`the reading thread ended with ${code} and no answer${where}`));
    });
  });
}

function lateness(deadline: number, running: string | undefined): SourceError {
  const minutes = `It did not end within ${count(deadline / 60_000, 'minute')}`;
  return running === undefined
    ? new SourceError(`${minutes}.`, 'Ask for one area at a time, or look at the API server.')
    : new SourceError(
        `${minutes}; at the end it was at ${running}.`,
        'Take that away, or turn it off (ATTACHE_CHECKS).',
      );
}

function wrongAnswer({ kind }: Told): never {
  throw new Error(`the reading thread answered something else: ${kind}`);
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
