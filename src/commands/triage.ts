import type { Tracked } from '../state/tracking.ts';
import type { Refused, TriageAnswer } from './answer.ts';
import type { Asked } from './check.ts';
import { readIncident } from './incident.ts';
import { nearbySince } from './look.ts';
import type { RememberingTools } from './tools.ts';
import { trace } from './trace.ts';

/**
 * Reads what somebody wrote of an incident, traces the first request in it, and says what came up near it in the last hours:
 * findings and objects.
 */
export async function triage(
  text: string,
  asked: Pick<Asked, 'onProgress'>,
  tools: RememberingTools,
): Promise<TriageAnswer | Refused> {
  const incident = readIncident(text);
  const [first] = incident.requests;
  if (!first) {
    return {
      kind: 'refused',
      reason:
        'I find no address in this message. Name a URL, or a hostname and a path, such as https://shop.example.com/cart/.',
    };
  }
  const traced = await trace(first, asked, tools);
  if (traced.kind !== 'trace') return traced;
  const known = await tools.store.read(tools.clusterName);
  const since = nearbySince(tools.now());
  const onTheWay = new Set(traced.seen.findings.map(({ fingerprint }) => fingerprint));
  const isFresh = ({ finding, firstSeen, returnedAt, resolvedAt }: Tracked) =>
    !resolvedAt && (returnedAt ?? firstSeen) >= since && onTheWay.has(finding.fingerprint);
  return { kind: 'triage', incident, traced, fresh: known.filter(isFresh) };
}
