import type { Cluster } from './cluster.ts';
import { type GatewayEntry, gatewayEntry } from './gateway-entry.ts';
import { follow, type Hop, type Journey } from './journey.ts';
import type { Mapping } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { pathsLike } from './regex-text.ts';
import { type Group, type Routing, type RoutingKind, routingOf } from './routing.ts';
import { answeredRequest } from './witness.ts';

/** A Mapping that sends requests back to the gateway, or redirects them, and the way that one such request goes. */
export interface RoundTrip {
  readonly mapping: Mapping;
  readonly journey: Journey;
  /** What shows that its upstream is the gateway; absent for a redirect. */
  readonly by?: GatewayEntry['by'];
}

/** Mappings among which requests go round for ever. */
export interface Loop {
  /** Those that send back (of `kind` redirect: that redirect), first by name first. */
  readonly mappings: readonly [Mapping, ...Mapping[]];
  readonly kind: 'upstream' | 'redirect';
  readonly journey: Journey;
  /** Whether every time round a client is told to come again. */
  readonly isFollowedByClients: boolean;
  /** Whether only a name shows that the upstream is the gateway. */
  readonly isByName: boolean;
}

/** Every Mapping that redirects or whose upstream is the gateway itself, each with one journey. */
export const roundTrips = perCluster((cluster: Cluster<RoutingKind>): readonly RoundTrip[] =>
  routingOf(cluster).flatMap((routing) => routing.groups.flatMap((group) => tripsOf(cluster, routing, group))),
);

/** Every circle once, however many Mappings lead into it. */
export const loops = perCluster((cluster: Cluster<RoutingKind>): readonly Loop[] => {
  const trips = roundTrips(cluster);
  const entries = new Map(trips.map(({ mapping, by }) => [mapping, by]));
  const found = new Map<string, Loop>();
  for (const { journey } of trips) {
    if (journey.end !== 'loop') continue;
    const kind = journey.cycle.some((hop) => hop.kind === 'upstream') ? 'upstream' : 'redirect';
    const turning = journey.cycle.filter((hop) => hop.kind === kind).map(({ mapping }) => mapping);
    const [first, ...others] = [...new Set(turning)].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    if (!first || found.has(keyOf(first))) continue;
    found.set(keyOf(first), {
      mappings: [first, ...others],
      kind,
      // Told from the Mapping itself, where it is the start of some journey.
      journey: trips.find((trip) => trip.mapping === first && trip.journey.end === 'loop')?.journey ?? journey,
      isFollowedByClients: journey.cycle.some((hop) => hop.kind !== 'upstream'),
      isByName: [first, ...others].some((mapping) => entries.get(mapping) === 'name'),
    });
  }
  return [...found.values()];
});

function tripsOf(cluster: Cluster<RoutingKind>, routing: Routing, group: Group): readonly RoundTrip[] {
  const returning = group.members.flatMap(({ mapping, upstream, share }) => {
    const by = share > 0 ? gatewayEntry(cluster, routing, upstream)?.by : undefined;
    return by ? [{ mapping, by }] : [];
  });
  const starts: readonly { mapping: Mapping; by?: GatewayEntry['by'] }[] = group.redirect
    ? [{ mapping: group.redirect }]
    : returning;
  if (starts.length === 0 || group.hosts.length === 0) return [];

  // Without one an earlier route takes all: this one is shadowed, which is another finding.
  const pattern = patternOf(group);
  const witness = answeredRequest(routing, group, pattern === undefined ? undefined : pathsLike(pattern));
  if (!witness) return [];
  return starts.flatMap(({ mapping, by }) => {
    const journey = follow(cluster, routing, witness.request, (taker) =>
      taker.to === 'member' ? taker.member.mapping === mapping : taker.to === 'redirect' && taker.mapping === mapping,
    );
    return journey.hops.length > 0 ? [{ mapping, journey, ...(by && { by }) }] : [];
  });
}

/** The regex that changes paths on their way: those it does not match are none that were meant. */
function patternOf({ redirect, regexRewrite }: Group): string | undefined {
  const { path_redirect, prefix_redirect, regex_redirect } = redirect?.spec ?? {};
  if (path_redirect || prefix_redirect) return undefined;
  return redirect ? regex_redirect?.pattern : regexRewrite?.pattern;
}

/** A journey for people: `https://shop.test/a/ → Mapping shop/a → Mapping shop/b`. */
export function describeJourney({ hops, end, cycle, isGrowing }: Journey): string {
  const [first] = hops;
  if (!first) return '';
  const { host, path } = first.request;
  const repeats = hops.findIndex(({ mapping }, at) => hops.findIndex((other) => other.mapping === mapping) < at);
  // Shown until the first Mapping that comes again, itself included.
  const back = end === 'loop' && repeats < 0 ? cycle.slice(0, 1) : [];
  const round = end === 'loop' && repeats > 0 ? hops.slice(0, repeats + 1) : [...hops, ...back];
  const steps = [...round.slice(0, 6).flatMap(describeHop), ...(isGrowing || round.length > 6 ? ['and so on'] : [])];
  return [`${isHttps(first) ? 'https' : 'http'}://${host}${path}`, ...steps].join(' → ');
}

function describeHop({ kind, mapping: { metadata } }: Hop): readonly string[] {
  const name = `Mapping ${metadata.namespace}/${metadata.name}`;
  return kind === 'https' ? [name, 'redirect to https'] : [name];
}

function isHttps({ request }: Hop): boolean {
  return request.tls || request.headers?.['x-forwarded-proto'] === 'https';
}

function keyOf({ metadata }: Mapping): string {
  return `${metadata.namespace}/${metadata.name}`;
}
