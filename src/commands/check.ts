import { nearest } from '../cluster/names.ts';
import type { Check } from '../engine/check.ts';
import type { Finding } from '../engine/finding.ts';
import type { Report } from '../engine/run.ts';
import { selectChecks } from '../engine/select.ts';
import { turnedOn } from '../engine/settings.ts';
import type { CheckRequest, Refusal, Refused, ReportAnswer } from './answer.ts';
import type { Progress, RememberingTools, Tools } from './tools.ts';

export interface Asked {
  /** A Slack user id; empty for the terminal and the clock. */
  readonly by: string;
  /** The time to judge by; absent: now. */
  readonly at?: Date;
  readonly onProgress?: (progress: Progress) => void;
}

/** Reads the cluster, runs the checks that the request names, and says what they find. */
export async function check(
  request: CheckRequest,
  asked: Asked,
  tools: Tools | RememberingTools,
): Promise<ReportAnswer | Refusal> {
  const selection = selectChecks(tools.checks, request.words);
  if (selection.kind === 'unknown') return { kind: 'unknown-word', word: selection.word, nearest: selection.nearest };

  const off = refusedAsOff(selection.checks, request, tools);
  if (off) return off;

  const started = tools.now();
  const whole = await inspect(selection.checks, asked, tools);
  const missed = missedNamespace(request.namespace, whole);
  if (missed) return { kind: 'refused', reason: missed };
  const report = limitTo(request.namespace, whole);
  const took = tools.now().getTime() - started.getTime();
  // What will have expired by then is no news about now.
  const remembers = 'store' in tools && !asked.at;
  const scope = request.namespace === undefined ? {} : { namespace: request.namespace };
  const changes = remembers ? await tools.store.update(report, scope) : [];
  const known = remembers ? await tools.store.read(report.clusterName) : [];
  const tracked = new Map(known.map((one) => [one.finding.fingerprint, one]));
  return { kind: 'report', request, by: asked.by, report, tracked, changes, took };
}

/** Why nothing of what was chosen can be checked: all of it is turned off. Undefined: not all is. */
export function refusedAsOff(
  chosen: readonly Check[],
  { words }: CheckRequest,
  { settings }: Pick<Tools, 'settings'>,
): Refused | undefined {
  const [first] = chosen;
  if (!first || turnedOn(chosen, settings).length > 0) return undefined;
  const what = chosen.length === 1 ? `${first.code} ${first.name} is` : `${words.join(', ') || 'All checks'} are`;
  return { kind: 'refused', reason: `${what} turned off in the settings (ATTACHE_CHECKS).` };
}

function inspect(checks: readonly Check[], { at, onProgress }: Asked, tools: Tools): Promise<Report> {
  return tools.inspect(checks, { now: at ?? tools.now(), ...(onProgress && { onProgress }) });
}

/** Why a namespace cannot be checked. A mistyped one has no findings: that must not look like health. */
function missedNamespace(namespace: string | undefined, { inhabited, clusterName }: Report): string | undefined {
  if (namespace === undefined || !inhabited || inhabited.includes(namespace)) return undefined;
  const near = nearest(namespace, inhabited);
  return `I see nothing in a namespace ${namespace} of ${clusterName}.${near ? ` Did you mean ${near}?` : ''}`;
}

function limitTo(namespace: string | undefined, report: Report): Report {
  if (namespace === undefined) return report;
  const { certificates } = report;
  const isInside = ({ on, related }: Finding) => [on, ...related].some((object) => object.namespace === namespace);
  return {
    ...report,
    findings: report.findings.filter(isInside),
    silenced: report.silenced.filter(({ finding }) => isInside(finding)),
    ...(certificates && { certificates: certificates.filter(({ secret }) => secret.namespace === namespace) }),
  };
}
