import type { AskedRequest } from '../cluster/asked-request.ts';
import type { Refused, TraceAnswer } from './answer.ts';
import type { Asked } from './check.ts';
import type { Tools } from './tools.ts';

/** Reads the cluster and says what serves a request, and what does not. */
export async function trace(
  request: AskedRequest,
  { onProgress }: Pick<Asked, 'onProgress'>,
  tools: Tools,
): Promise<TraceAnswer | Refused> {
  const started = tools.now();
  const seen = await tools.trace(request, tools.checks, { now: started, ...(onProgress && { onProgress }) });
  const took = tools.now().getTime() - started.getTime();
  if (!seen.trace) return { kind: 'refused', reason: seen.blind ?? 'Nothing was traced.' };
  return { kind: 'trace', request, seen: { ...seen, trace: seen.trace }, took };
}
