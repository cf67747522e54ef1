import { type Cluster, type Gap, indexSnapshot, type Problem, type Snapshot } from '../cluster/cluster.ts';
import { type Move, movesBetween } from '../cluster/moves.ts';
import type { Ref } from '../cluster/objects.ts';
import { type Routing, routingOf } from '../cluster/routing.ts';
import type { Check } from '../engine/check.ts';
import { isWorse } from '../engine/compare.ts';
import type { Finding } from '../engine/finding.ts';
import { rootsOf } from '../engine/fold.ts';
import { type Report, type RunOptions, runChecks } from '../engine/run.ts';

/** A change and the cluster it is tried on. */
export interface Trial {
  readonly before: Snapshot;
  /** `before` with the change laid over it. */
  readonly after: Snapshot;
  /** The objects of the change. */
  readonly laid: readonly { readonly object: Ref; readonly kind: 'added' | 'replaced' }[];
  /** What of the change could not be understood, and was left out. */
  readonly problems: readonly Problem[];
}

/** A change to try: YAML or JSON as `kubectl apply` takes it. */
export interface Change {
  readonly text: string;
  /** Names it in problems: a file, `standard input`. */
  readonly where: string;
}

/** What a change would do. Plain data. */
export interface SimulateSeen {
  readonly clusterName: string;
  readonly takenAt: Date;
  readonly gaps: readonly Gap[];
  readonly laid: Trial['laid'];
  readonly problems: readonly Problem[];
  /** Findings that are only there with the change, or worse with it; here and below without what others of the list explain. */
  readonly introduced: readonly Finding[];
  /** Findings that the change does away with. */
  readonly fixed: readonly Finding[];
  /** Findings that stay as they are. */
  readonly left: readonly Finding[];
  /** Requests that go elsewhere, at most `MOST_MOVES`, each shown by one. */
  readonly moves: readonly Move[];
  /** How many moves there are in all. */
  readonly moved: number;
}

/** Moves that are worth reading; more of them say that everything moves. */
export const MOST_MOVES = 50;

/** Compares a cluster with and without a change: findings by their fingerprints, requests by who serves them. */
export function simulateIn(
  { before, after, laid, problems }: Trial,
  checks: readonly Check[],
  options: Omit<RunOptions, 'cluster'>,
): SimulateSeen {
  const [clusterBefore, clusterAfter] = [indexSnapshot(before), indexSnapshot(after)];
  const then = runChecks(before, checks, { ...options, cluster: clusterBefore });
  const next = runChecks(after, checks, { ...options, cluster: clusterAfter });
  // To silence a finding is not to mend it, and to end a silence does not bring it.
  const known = new Map(everythingIn(then).map((finding) => [finding.fingerprint, finding]));
  const staying = new Set(everythingIn(next).map(({ fingerprint }) => fingerprint));
  const isNews = ({ fingerprint, severity }: Finding) => {
    const old = known.get(fingerprint);
    return !old || isWorse(severity, old.severity);
  };
  const moves = movesOf(clusterBefore, clusterAfter);
  return {
    clusterName: before.clusterName,
    takenAt: before.takenAt,
    gaps: next.gaps,
    laid,
    problems,
    introduced: rootsOf(next.findings.filter(isNews)).roots,
    fixed: rootsOf(then.findings.filter(({ fingerprint }) => !staying.has(fingerprint))).roots,
    left: rootsOf(next.findings.filter((finding) => !isNews(finding))).roots,
    moves: moves.slice(0, MOST_MOVES),
    moved: moves.length,
  };
}

function everythingIn({ findings, silenced }: Report): readonly Finding[] {
  return [...findings, ...silenced.map(({ finding }) => finding)];
}

function movesOf(before: Cluster, after: Cluster): readonly Move[] {
  const then = new Map(routingOf(before).map((routing) => [gatewayOf(routing), routing]));
  return routingOf(after).flatMap((routing) => {
    const old = then.get(gatewayOf(routing));
    return old ? movesBetween(old, routing) : [];
  });
}

function gatewayOf({ installation }: Routing): string {
  return `${installation.namespace}/${installation.id}`;
}
