/** Something the app did that its users would notice as broken. */
export interface Problem {
  readonly kind: 'late_ack' | 'no_connection' | 'http_status' | 'bad_ack' | 'bad_response' | 'refused';
  /** What it was about, such as `/ambassador check tls` or `chat.update`. */
  readonly what: string;
  readonly detail: string;
}

/** Counts what is under way, to know when nothing is. */
export class Activity {
  #running = 0;
  #lastEnd = 0;

  /** Runs something and counts it meanwhile. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#lastEnd = performance.now();
    }
  }

  /** Waits until nothing was under way for `quiet` milliseconds, at most `timeout`. */
  async idle(quiet: number, timeout: number): Promise<void> {
    const start = performance.now();
    for (;;) {
      const now = performance.now();
      if (now - start > timeout) return;
      if (this.#running === 0 && now - Math.max(this.#lastEnd, start) >= quiet) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
