import type { Snapshot } from '../cluster/cluster.ts';
import type { Kind } from '../cluster/objects.ts';

/** How far a source is, after each page or list that it has read. */
export interface Progress {
  /** The kind that was read last. */
  readonly kind: Kind;
  /** Kinds read to their end, or given up. */
  readonly done: number;
  /** Kinds to read in all. */
  readonly of: number;
  /** Objects read so far, of all kinds. */
  readonly objects: number;
}

export interface SnapshotOptions {
  /** Ends the reading; `snapshot` then throws the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Whether the running gateway may be asked, and its answers in files be read; absent: yes. */
  readonly observe?: boolean;
}

/** Where snapshots of one cluster come from. */
export interface Source {
  readonly clusterName: string;
  /**
   * Reads these kinds. What cannot be read is a gap or a problem of the snapshot.
   *
   * @throws SourceError when nothing at all can be read
   */
  snapshot(kinds: ReadonlySet<Kind>, options?: SnapshotOptions): Promise<Snapshot>;
  /** Frees connections and files; a source is not used after it. */
  close(): Promise<void>;
}

/** A source that gives nothing at all. The message is for people and holds no secret. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  /** What to do, in one sentence. */
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}
