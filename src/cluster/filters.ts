import { skipsAuth } from './asked-auth.ts';
import type { Cluster } from './cluster.ts';
import { matchesGlob } from './globs.ts';
import type { Installation } from './installations.ts';
import type { FilterPolicy, FilterReference, HeaderCondition, Kind, Ref } from './objects.ts';
import { refOf } from './objects.ts';
import type { Routed } from './outcome.ts';
import { matchesWhole } from './regex.ts';
import { sentValue } from './route-match.ts';
import type { RemoteServices, Routing } from './routing.ts';

/** What Edge Stack decides by, beside AuthServices. */
export const filterKinds = ['Filter', 'FilterPolicy'] as const satisfies readonly Kind[];
export type FilterKind = (typeof filterKinds)[number];

/** What Edge Stack's FilterPolicies say of a request. Plain data. */
export interface AppliedFilters {
  /**
   * `rule`: the rules below decide; `no-rule`: none is for it, so it passes; `unknown`: none that could be read is;
   * `bypassed`: its routes are not authenticated; `other-auth`: an AuthService is asked in place of Edge Stack's own.
   */
  readonly answer: 'rule' | 'no-rule' | 'unknown' | 'bypassed' | 'other-auth';
  /** Mostly one: of several policies with one precedence it is not certain which comes first. */
  readonly rules: readonly AppliedRule[];
  /** Whether all who take the request are behind the Filters. */
  readonly isForAll: boolean;
}

/** A rule that matches. */
export interface AppliedRule {
  readonly policy: Ref;
  /** Its place in the policy, from 1. */
  readonly number: number;
  readonly host: string;
  readonly path: string;
  readonly precedence: number;
  /** In the order in which they are applied; none: the request passes. */
  readonly filters: readonly AppliedFilter[];
}

export interface AppliedFilter {
  readonly filter: Ref;
  /** `JWT`, `OAuth2` … */
  readonly type?: string;
  /** Absent: not known. */
  readonly exists?: boolean;
  /** A header that decides whether it is applied; `isMet`: as far as the client's own headers show. */
  readonly onlyIf?: { readonly header: string; readonly isMet: boolean };
}

/**
 * The Filters that a request meets; undefined where there is no Edge Stack. Rules with a higher precedence come first,
 * then those of one policy in their order, and the first that matches decides (Edge Stack 2.3; the order of policies is
 * none, see emissary-ingress/emissary#3190).
 */
export function appliedFilters(
  cluster: Cluster<FilterKind>,
  { installation, remote }: Routing,
  { takers, seen }: Routed,
): AppliedFilters | undefined {
  if (takers.length === 0 || !hasFilters(cluster, installation)) return undefined;
  const passing = takers.filter((taker) => taker.to === 'member' && !skipsAuth(taker.group, taker.member));
  const isForAll = passing.length === takers.length;
  if (passing.length === 0) return { answer: 'bypassed', rules: [], isForAll };
  if (!asksEdgeStack(remote)) return { answer: 'other-auth', rules: [], isForAll };

  const matching = cluster
    .all('FilterPolicy')
    .filter((policy) => installation.sees(policy))
    .flatMap((policy) => rulesFor(cluster, policy, seen));
  const highest = Math.max(...matching.map(({ precedence }) => precedence));
  const first = Map.groupBy(
    matching.filter(({ precedence }) => precedence === highest),
    ({ policy }) => `${policy.namespace}/${policy.name}`,
  );
  const rules = [...first.values()].flatMap(([rule]) => rule ?? []);
  if (rules.length > 0) return { answer: 'rule', rules, isForAll };
  return { answer: cluster.knows('FilterPolicy') ? 'no-rule' : 'unknown', rules, isForAll };
}

/** Where no gateway was found, FilterPolicies show which one there is. */
function hasFilters(cluster: Cluster<FilterKind>, { flavour, isAssumed }: Installation): boolean {
  return flavour === 'edge-stack' || (isAssumed && cluster.all('FilterPolicy').length > 0);
}

/** Edge Stack makes itself an AuthService where there is no other (cmd/entrypoint/syntheticauth.go). */
function asksEdgeStack({ auth }: RemoteServices): boolean {
  return auth.length === 0 || auth.some(({ service }) => EDGE_STACK.test(service.spec.auth_service ?? ''));
}

const EDGE_STACK = /^(?:\w+:\/\/)?(?:127\.\d+\.\d+\.\d+|localhost|\[::1\]):8500\b/;

function rulesFor(cluster: Cluster<FilterKind>, policy: FilterPolicy, seen: Routed['seen']): readonly AppliedRule[] {
  return (policy.spec.rules ?? []).flatMap((rule, index) => {
    const host = rule.host ?? '*';
    const path = rule.path ?? '*';
    if (!matchesGlob(host, seen.host) || !matchesGlob(path, seen.path)) return [];
    return [
      {
        ...{ policy: refOf(policy), number: index + 1, host, path, precedence: rule.precedence ?? 0 },
        filters: (rule.filters ?? []).map((reference) => filterFor(cluster, policy, reference, seen)),
      },
    ];
  });
}

function filterFor(
  cluster: Cluster<FilterKind>,
  { metadata }: FilterPolicy,
  { name = '', namespace, ifRequestHeader: condition }: FilterReference,
  seen: Routed['seen'],
): AppliedFilter {
  const ref: Ref = { kind: 'Filter', namespace: namespace || metadata.namespace, name };
  const filter = cluster.find('Filter', ref.namespace, name);
  const type = filter && TYPES.find((one) => one in filter.spec);
  const exists = filter ? true : cluster.lacks('Filter', ref.namespace, name) ? false : undefined;
  return {
    filter: ref,
    ...(type !== undefined && { type }),
    ...(exists !== undefined && { exists }),
    ...(condition?.name && { onlyIf: { header: condition.name, isMet: isMet(condition, seen) } }),
  };
}

const TYPES = ['JWT', 'OAuth2', 'External', 'Plugin', 'APIKey'];

function isMet({ name = '', value, valueRegex, negate }: HeaderCondition, seen: Routed['seen']): boolean {
  const sent = sentValue(seen, name.toLowerCase()) ?? '';
  const fits = value ? sent === value : valueRegex ? matchesWhole(`(?s).*(?:${valueRegex}).*`, sent) : sent !== '';
  return fits !== (negate === true);
}
