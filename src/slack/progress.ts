import type { Progress } from '../commands/tools.ts';
import { PROGRESS_EVERY } from './limits.ts';

/** Shows progress now and then. */
export interface ProgressReporter {
  readonly onProgress: (progress: Progress) => void;
  /** Shows nothing more, and waits for what is being shown, so that it cannot overwrite the result. */
  finish(): Promise<void>;
}

/** Shows progress at most every three seconds, the first time three seconds after the start. */
export function reportProgress(now: () => Date, show: (progress: Progress) => Promise<unknown>): ProgressReporter {
  let shown = now().getTime();
  let showing: Promise<unknown> | undefined;
  let isFinished = false;

  return {
    onProgress(progress) {
      const time = now().getTime();
      if (isFinished || showing || time - shown < PROGRESS_EVERY) return;
      shown = time;
      // Progress that cannot be shown is no reason to stop; the result will say what is wrong.
      showing = show(progress)
        .catch(() => {})
        .finally(() => {
          showing = undefined;
        });
    },
    async finish() {
      isFinished = true;
      await showing;
    },
  };
}
