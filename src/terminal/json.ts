import type { RoutesAnswer, TraceAnswer } from '../commands/answer.ts';
import type { SimulateSeen } from '../commands/simulate.ts';
import { verdictOf } from '../commands/verdict.ts';
import type { Finding } from '../engine/finding.ts';
import { type DocsOf, findingToJson } from '../engine/json.ts';

/** The version of both shapes; a field that goes or changes its meaning makes a new one. */
const VERSION = 1;

/** Route tables as plain data, documented in docs/routes-json.md. */
export function routesJson({ seen }: RoutesAnswer) {
  const { clusterName: cluster, takenAt, tables: gateways, unseen, gaps } = seen;
  return { version: VERSION, cluster, takenAt: takenAt.toISOString(), gateways, unseen, gaps };
}

/** What a change would do, as plain data, documented in docs/routes-json.md. */
export function simulateJson(seen: SimulateSeen, docsOf: DocsOf) {
  const { clusterName, takenAt, laid, introduced, fixed, left, moves, moved, gaps, problems } = seen;
  const facts = (findings: readonly Finding[]) => findings.map((finding) => findingToJson(finding, docsOf));
  return {
    ...{ version: VERSION, cluster: clusterName, takenAt: takenAt.toISOString(), laid },
    ...{ introduced: facts(introduced), fixed: facts(fixed), left: facts(left) },
    ...{ moves, moved, gaps },
    problems: problems.map(({ where, message }) => ({ where, message })),
  };
}

/** A trace as plain data, documented in docs/routes-json.md. */
export function traceJson({ seen, request }: TraceAnswer, docsOf: DocsOf) {
  const { clusterName, takenAt, trace, gaps, findings } = seen;
  const { gateway, hops, end } = trace;
  return {
    ...{ version: VERSION, cluster: clusterName, takenAt: takenAt.toISOString(), request },
    verdict: verdictOf(trace),
    ...{ gateway, hops, end, findings: findings.map((finding) => findingToJson(finding, docsOf)), gaps },
  };
}
