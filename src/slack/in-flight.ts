/** Counts what is under way, so that stopping can wait for it. */
export interface InFlight {
  readonly count: number;
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing is under way, at the latest after so many milliseconds; says whether nothing is. */
  drain(timeout: number): Promise<boolean>;
}

/** A count that starts at nothing. */
export function countInFlight(): InFlight {
  let running = 0;
  let waiting: (() => void)[] = [];

  return {
    get count() {
      return running;
    },
    async during(work) {
      running += 1;
      try {
        return await work();
      } finally {
        running -= 1;
        if (running === 0) {
          for (const resolve of waiting) resolve();
          waiting = [];
        }
      }
    },
    async drain(timeout) {
      if (running === 0) return true;
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([
        new Promise<void>((resolve) => waiting.push(resolve)),
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, timeout);
        }),
      ]);
      clearTimeout(timer);
      return running === 0;
    },
  };
}
