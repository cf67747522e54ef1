/**
 * Why memory cannot be used: `unwritable` the file or its folder; `corrupt` a damaged file; `foreign` a file that is not
 * ours; `newer` written by a later version; `locked` by another process; `disk` full or failing; `row` one row does not
 * parse; `closed` the store was closed.
 */
export type StateErrorKind = 'unwritable' | 'corrupt' | 'foreign' | 'newer' | 'locked' | 'disk' | 'row' | 'closed';

/** Memory cannot be used. The message is one line for people: where, what is wrong, what to do. */
export class StateError extends Error {
  readonly kind: StateErrorKind;
  /** The database as its configuration names it. */
  readonly path: string;

  constructor(kind: StateErrorKind, path: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StateError';
    this.kind = kind;
    this.path = path;
  }
}
