import type { Kind } from '../cluster/objects.ts';
import type { Check } from '../engine/check.ts';
import type { Report } from '../engine/run.ts';
import type { Store } from '../state/store.ts';

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

/** What commands work with; the entry files put it together. */
export interface Tools {
  readonly clusterName: string;
  readonly checks: readonly Check[];
  readonly inspect: Inspect;
  readonly now: () => Date;
}

/** Tools of a surface that remembers. */
export interface RememberingTools extends Tools {
  readonly store: Store;
}
