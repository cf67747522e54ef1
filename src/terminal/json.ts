import type { RoutesAnswer, TraceAnswer } from '../commands/answer.ts';
import type { SimulateSeen } from '../commands/simulate.ts';
import { verdictOf } from '../commands/verdict.ts';
import type { Finding } from '../engine/finding.ts';
import { toJson } from '../engine/json.ts';
import type { Report } from '../engine/run.ts';

/** The version of both shapes; a field that goes or changes its meaning makes a new one. */
const VERSION = 1;

/** Route tables as plain data, documented in docs/routes-json.md. */
export function routesJson({ seen }: RoutesAnswer) {
  const { clusterName: cluster, takenAt, tables: gateways, unseen, gaps } = seen;
  return { version: VERSION, cluster, takenAt: takenAt.toISOString(), gateways, unseen, gaps };
}

/** What a change would do, as plain data, documented in docs/routes-json.md. */
export function simulateJson(seen: SimulateSeen, docsOf: (name: string) => string) {
  const { clusterName, takenAt, laid, introduced, fixed, left, moves, moved, gaps, problems } = seen;
  const facts = (findings: readonly Finding[]) =>
    toJson(reportOf({ clusterName, takenAt, gaps, findings }), docsOf).findings;
  return {
    ...{ version: VERSION, cluster: clusterName, takenAt: takenAt.toISOString(), laid },
    ...{ introduced: facts(introduced), fixed: facts(fixed), left: facts(left) },
    ...{ moves, moved, gaps },
    problems: problems.map(({ where, message }) => ({ where, message })),
  };
}

/** A trace as plain data, documented in docs/routes-json.md. */
export function traceJson({ seen, request }: TraceAnswer, docsOf: (name: string) => string) {
  const { clusterName, takenAt, trace, gaps, findings } = seen;
  const report = reportOf({ clusterName, takenAt, findings, gaps });
  const { gateway, hops, end } = trace;
  return {
    ...{ version: VERSION, cluster: clusterName, takenAt: takenAt.toISOString(), request },
    verdict: verdictOf(trace),
    ...{ gateway, hops, end, findings: toJson(report, docsOf).findings, gaps },
  };
}

type Some = Pick<Report, 'clusterName' | 'takenAt' | 'findings' | 'gaps'>;

function reportOf(some: Some): Report {
  return { ...some, evaluatedAt: some.takenAt, unobserved: [], ran: [], skipped: [], problems: [], looked: {} };
}
