import type { CheckRequest, Refusal, ReportAnswer } from '../commands/answer.ts';
import { check } from '../commands/check.ts';
import type { Progress, RememberingTools } from '../commands/tools.ts';

/** The answer to a request, and whether it was made for this asker: then its changes are still to be told. */
export interface Shared {
  readonly answer: ReportAnswer | Refusal;
  readonly isOwn: boolean;
}

export type ShareChecks = (
  request: CheckRequest,
  asked: { readonly by: string; readonly onProgress: (progress: Progress) => void },
) => Promise<Shared>;

/** Runs checks so that people who ask for the same at the same time share one run. */
export function shareChecks(tools: RememberingTools): ShareChecks {
  const running = new Map<
    string,
    { readonly answer: Promise<ReportAnswer | Refusal>; readonly listeners: Set<(progress: Progress) => void> }
  >();

  return async (request, { by, onProgress }) => {
    const key = keyOf(request);
    const present = running.get(key);
    if (present) {
      present.listeners.add(onProgress);
      const answer = await present.answer;
      return { answer: answer.kind === 'report' ? { ...answer, request, by } : answer, isOwn: false };
    }
    const listeners = new Set([onProgress]);
    const tell = (progress: Progress) => {
      for (const listener of listeners) listener(progress);
    };
    const answer = check(request, { by, onProgress: tell }, tools);
    running.set(key, { answer, listeners });
    try {
      return { answer: await answer, isOwn: true };
    } finally {
      running.delete(key);
    }
  };
}

/** The same for requests that mean the same. */
export function keyOf({ words, namespace }: CheckRequest): string {
  return JSON.stringify([words.map((word) => word.toLowerCase()).toSorted(), namespace ?? null]);
}
