import type { AskedRequest } from '../cluster/asked-request.ts';
import type { Kind } from '../cluster/objects.ts';
import type { Check } from '../engine/check.ts';
import type { Report } from '../engine/run.ts';
import type { CheckSettings } from '../engine/settings.ts';
import type { Store } from '../state/store.ts';
import type { Clearing } from './clear.ts';
import type { RoutesSeen, TraceSeen } from './look.ts';
import type { Change, SimulateSeen } from './simulate.ts';

/** How far reading a cluster has come. */
export interface Progress {
  /** The kind that was read last. */
  readonly kind: Kind;
  /** Kinds read so far, and kinds in all. */
  readonly done: number;
  readonly of: number;
  /** Objects read so far, of all kinds. */
  readonly objects: number;
}

export interface InspectOptions {
  readonly now: Date;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Reads the cluster and runs checks over it.
 *
 * @throws SourceError when the cluster cannot be read at all
 */
export type Inspect = (checks: readonly Check[], options: InspectOptions) => Promise<Report>;

/** Reads the cluster and makes its route tables. Throws as `Inspect` does. */
export type ReadRoutes = (options: InspectOptions) => Promise<RoutesSeen>;

/** Reads the cluster, traces a request and runs the checks beside it. Throws as `Inspect` does. */
export type ReadTrace = (
  request: AskedRequest,
  checks: readonly Check[],
  options: InspectOptions,
) => Promise<TraceSeen>;

/** Reads the cluster and tries a change on it. Throws as `Inspect` does. */
export type Simulate = (change: Change, checks: readonly Check[], options: InspectOptions) => Promise<SimulateSeen>;

/** What can be asked of a cluster. All answers are plain data. */
export interface Reader {
  readonly inspect: Inspect;
  readonly routes: ReadRoutes;
  readonly trace: ReadTrace;
  readonly simulate: Simulate;
}

/** What commands work with; the entry files put it together. */
export interface Tools extends Reader {
  readonly clusterName: string;
  /** Every check there is, those included that are turned off. */
  readonly checks: readonly Check[];
  /** What somebody decided about them. Runs know it already. */
  readonly settings: CheckSettings;
  readonly now: () => Date;
}

/** Tools of a surface that remembers. */
export interface RememberingTools extends Tools {
  readonly store: Store;
  /** Absent: nothing in this cluster may be deleted. */
  readonly clearing?: Clearing;
}
