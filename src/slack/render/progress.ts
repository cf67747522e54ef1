import type { CheckRequest } from '../../commands/answer.ts';
import type { Progress } from '../../commands/tools.ts';
import { count } from '../../engine/text.ts';
import { type Post, say } from '../blocks.ts';
import { subjectOf } from './words.ts';

/** A check that runs: how far reading has come. */
export function renderProgress(request: CheckRequest, clusterName: string, progress?: Progress): Post {
  return say(`⏳ Checking ${subjectOf(request, clusterName)}${progress ? ` · ${progressWords(progress)}` : '…'}`);
}

/** `read 4 of 7 kinds · 312 objects so far` */
export function progressWords({ done, of, objects }: Progress): string {
  return `read ${done} of ${count(of, 'kind')} · ${count(objects, 'object')} so far`;
}
