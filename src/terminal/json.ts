import type { RoutesAnswer, TraceAnswer } from '../commands/answer.ts';
import { verdictOf } from '../commands/verdict.ts';
import { toJson } from '../engine/json.ts';
import type { Report } from '../engine/run.ts';

/** The version of both shapes; a field that goes or changes its meaning makes a new one. */
const VERSION = 1;

/** Route tables as plain data, documented in docs/routes-json.md. */
export function routesJson({ seen }: RoutesAnswer) {
  const { clusterName: cluster, takenAt, tables: gateways, unseen, gaps } = seen;
  return { version: VERSION, cluster, takenAt: takenAt.toISOString(), gateways, unseen, gaps };
}

/** A trace as plain data, documented in docs/routes-json.md. */
export function traceJson({ seen, request }: TraceAnswer, docsOf: (name: string) => string) {
  const { clusterName, takenAt, trace, gaps, findings } = seen;
  const report: Report = {
    ...{ clusterName, takenAt, evaluatedAt: takenAt, findings, gaps },
    ...{ ran: [], skipped: [], problems: [], looked: {} },
  };
  const { gateway, hops, end } = trace;
  return {
    ...{ version: VERSION, cluster: clusterName, takenAt: takenAt.toISOString(), request },
    verdict: verdictOf(trace),
    ...{ gateway, hops, end, findings: toJson(report, docsOf).findings, gaps },
  };
}
