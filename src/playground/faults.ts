/** How the next calls of a method go wrong. */
export interface Fault {
  /** Answers with this status, such as 429 or 503. */
  readonly status?: number;
  /** Answers `ok: false` with this error. */
  readonly error?: string;
  /** Seconds of `Retry-After` when the status is 429. */
  readonly retryAfter?: number;
  /** Cuts the connection: before the call has an effect, or after, so that only the answer is lost. */
  readonly drop?: 'before' | 'after';
  /** Milliseconds to wait first. */
  readonly delay?: number;
  /** How many calls; one when left out. */
  readonly times?: number;
}

/** Faults that wait for their calls. */
export class Faults {
  /** What goes wrong with every call of a method that no other fault waits for. */
  standing: Fault = {};
  readonly #waiting = new Map<string, { fault: Fault; left: number }[]>();

  add(method: string, fault: Fault): void {
    this.#waiting.set(method, [...(this.#waiting.get(method) ?? []), { fault, left: fault.times ?? 1 }]);
  }

  /** The fault of this call: one that waits for it or for any (`*`), or the standing one. */
  take(method: string): Fault {
    for (const name of [method, '*']) {
      const next = this.#waiting.get(name)?.find((one) => one.left > 0);
      if (!next) continue;
      next.left -= 1;
      return next.fault;
    }
    // An answer through a response_url is not counted, so it is never one too many.
    return method === 'response_url' ? { delay: this.standing.delay ?? 0 } : this.standing;
  }

  clear(): void {
    this.#waiting.clear();
  }
}
