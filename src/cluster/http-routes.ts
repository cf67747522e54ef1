import type { Cluster } from './cluster.ts';
import type { Post } from './errors.ts';
import { type Candidate, type Dropped, type GroupDraft, group } from './groups.ts';
import { hostFinder, traitsOf } from './host-association.ts';
import type { CompiledHost } from './hosts.ts';
import type { Installation } from './installations.ts';
import { faultsOf } from './mapping-faults.ts';
import { matchOf } from './matchers.ts';
import type { GatewayModule } from './module.ts';
import type { Mapping } from './objects.ts';
import type { Crash } from './remote-services.ts';
import type { Group, Member } from './routing.ts';
import type { RoutingKind } from './routing-kinds.ts';
import type { Named } from './stored-names.ts';
import { destinationOf, type Upstream } from './upstream.ts';
import { postMalformed, postUpstream } from './upstream-errors.ts';
import { cumulate, shares } from './weights.ts';

/** What routes are made with. */
export interface RouteTools {
  readonly cluster: Cluster<RoutingKind>;
  readonly installation: Installation;
  readonly module: GatewayModule;
  readonly post: Post;
  readonly drop: (dropped: Dropped) => void;
}

/** A group with the Hosts it is attached to, before it is known what serves them. */
export interface HttpGroup extends Omit<Group, 'hosts'> {
  readonly compiledHosts: readonly CompiledHost[];
}

/** The groups of an installation's Mappings. */
export interface HttpRoutes {
  readonly groups: readonly HttpGroup[];
  readonly upstreams: readonly Upstream[];
  readonly crash?: Crash;
}

/** Makes groups of Mappings, each with its members' shares and its Hosts. */
export function httpRoutes(mappings: Named<Mapping>, hosts: readonly CompiledHost[], tools: RouteTools): HttpRoutes {
  const { cluster, installation, post, drop } = tools;
  const { strictLabelSelectors: strict } = installation;
  for (const { object, by } of [...mappings.replaced, ...mappings.lost])
    drop({ mapping: object, reason: 'replaced', by });

  const upstreams = new Map<Mapping, Upstream>();
  const candidates: Candidate[] = [];
  let crash: Crash | undefined;
  for (const mapping of mappings.byName.values()) {
    const upstream = destinationOf(cluster, installation, mapping);
    upstreams.set(mapping, upstream);
    postMalformed(upstream, mapping, post);
    crash ??= crashOf(mapping, upstream);
    const candidate = candidateOf(mapping, upstream, tools);
    if (candidate) candidates.push(candidate);
  }

  const attach = hostFinder(hosts, strict);
  const used: Upstream[] = [];
  const memberOf = (mapping: Mapping, cumulative: number, share: number): Member | undefined => {
    const upstream = upstreams.get(mapping);
    if (!upstream) return undefined;
    used.push(upstream);
    postUpstream(upstream, mapping, post);
    postHealthChecks(mapping, post);
    const { weight } = mapping.spec;
    return { mapping, upstream, cumulative, share, ...(weight !== undefined && { weight }) };
  };

  const groups = group(candidates, hosts, installation, post, drop).map((draft): HttpGroup => {
    const traits = traitsOf(draft);
    const { shadow, redirect, first } = draft;
    postRedirectCode(redirect?.mapping, post);
    const { host, method, headers } = conditionsOf(draft);
    return {
      id: draft.id,
      kind: 'HTTP',
      match: matchKind(first.mapping),
      prefix: first.match.prefix,
      caseSensitive: traits.caseSensitive,
      ...(host && { host: host.value }),
      hostRegex: host?.regex ?? false,
      ...(method && { method: method.value }),
      methodRegex: method?.regex ?? false,
      headers,
      query: traits.query,
      precedence: first.match.precedence,
      shadows: [shadow && memberOf(shadow.mapping, 0, shadow.mapping.spec.weight ?? 100)].flatMap((item) => item ?? []),
      members: membersOf(draft, memberOf, post),
      ...(redirect && { redirect: redirect.mapping, redirectTo: upstreams.get(redirect.mapping)?.service ?? '' }),
      ...(traits.regexRewrite && { regexRewrite: traits.regexRewrite }),
      compiledHosts: attach(traits),
    };
  });
  return { groups, upstreams: used, ...(crash && { crash }) };
}

function candidateOf(mapping: Mapping, upstream: Upstream, { module, installation, post, drop }: RouteTools) {
  const match = matchOf(mapping);
  const breakers = mapping.spec.circuit_breakers ?? module.config['circuit_breakers'];
  const [fault, ...more] = faultsOf(mapping, match, upstream, breakers, installation);
  if (fault) {
    for (const { reason, detail } of [fault, ...more]) post(mapping, reason, detail === undefined ? {} : { detail });
    drop({ mapping, ...fault });
    return undefined;
  }
  const { path_redirect, prefix_redirect, regex_redirect } = mapping.spec;
  if ([path_redirect, prefix_redirect, regex_redirect].filter(Boolean).length > 1) {
    post(mapping, 'redirects-exclude-each-other');
  }
  if (mapping.spec.shadow && mapping.spec.host_redirect) post(mapping, 'redirect-and-shadow');
  return { mapping, match, breakers } satisfies Candidate;
}

function membersOf(
  { members, redirect, first }: GroupDraft,
  memberOf: (mapping: Mapping, cumulative: number, share: number) => Member | undefined,
  post: Post,
): readonly Member[] {
  if (redirect) return [];
  const weighted = cumulate(members, first.mapping, post);
  const percent = shares(weighted.map(({ cumulative }) => cumulative));
  return weighted.flatMap(
    ({ member, cumulative }, index) => memberOf(member.mapping, cumulative, percent[index] ?? 0) ?? [],
  );
}

/** Hostname and method stand apart from the other headers; a regex on `:authority` alone is shown as a hostname. */
function conditionsOf({ first: { match } }: GroupDraft) {
  const host = match.headers.findLast(({ name }) => name === ':authority');
  const method = match.headers.findLast(({ name }) => name === ':method');
  return {
    host,
    method,
    headers: match.headers.filter((header) => header !== host && header !== method),
  };
}

/** Exact and regex together is regex (envoy/common.py). */
function matchKind({ spec }: Mapping): Group['match'] {
  if (spec.prefix_regex) return 'regex';
  return spec.prefix_exact ? 'exact' : 'prefix';
}

function crashOf(mapping: Mapping, { isFatal }: Upstream): Crash | undefined {
  if (!mapping.spec.service) return { reason: 'mapping-without-service', on: mapping };
  if (!mapping.spec.prefix) return { reason: 'mapping-without-prefix', on: mapping };
  return isFatal ? { reason: 'service-unparsable', on: mapping } : undefined;
}

function postRedirectCode(redirect: Mapping | undefined, post: Post): void {
  const code = redirect?.spec.redirect_response_code;
  if (redirect && code && ![301, 302, 303, 307, 308].includes(code)) {
    post('-global-', 'redirect-code-unknown', { about: redirect, detail: String(code) });
  }
}

function postHealthChecks(mapping: Mapping, post: Post): void {
  for (const check of mapping.spec.health_checks ?? []) {
    const statuses = expectedStatuses(check);
    // Emissary adds one to the end first.
    if (statuses.some(({ min, max }) => Number(min) > Number(max) + 1)) {
      post('-internal-', 'health-check-invalid', { about: mapping, detail: 'expected_statuses' });
    }
  }
}

interface StatusRange {
  readonly min?: unknown;
  readonly max?: unknown;
}

function expectedStatuses(check: unknown): readonly StatusRange[] {
  const found = ['health_check', 'http', 'expected_statuses'].reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    check,
  );
  return Array.isArray(found) ? found.filter((item) => typeof item === 'object' && item !== null) : [];
}
