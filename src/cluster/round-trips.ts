import type { Cluster } from './cluster.ts';
import { follow, gatewayPortOf, type Journey } from './journey.ts';
import type { Mapping } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { type Group, type RoutedHost, type Routing, type RoutingKind, routingOf } from './routing.ts';
import { witnessOf } from './witness.ts';

/** A Mapping that sends requests back to the gateway, or redirects them, and the way that one such request goes. */
export interface RoundTrip {
  readonly mapping: Mapping;
  readonly group: Group;
  readonly host: RoutedHost;
  readonly journey: Journey;
}

/** Every Mapping that redirects or whose upstream is the gateway itself, each with one journey. */
export const roundTrips = perCluster((cluster: Cluster<RoutingKind>): readonly RoundTrip[] =>
  routingOf(cluster).flatMap((routing) =>
    routing.groups.flatMap((group) => {
      const host = group.hosts.find(({ active, servedBy }) => active && servedBy.length > 0);
      return host ? tripsOf(cluster, routing, group, host) : [];
    }),
  ),
);

function tripsOf(
  cluster: Cluster<RoutingKind>,
  routing: Routing,
  group: Group,
  host: RoutedHost,
): readonly RoundTrip[] {
  const returning = group.members
    .filter(({ upstream, share }) => share > 0 && gatewayPortOf(cluster, routing, upstream) !== undefined)
    .map(({ mapping }) => mapping);
  const mappings = group.redirect ? [group.redirect] : returning;
  if (mappings.length === 0) return [];

  const request = witnessOf(
    group,
    host,
    host.servedBy.some(({ tls }) => tls),
  );
  if (!request) return [];
  return mappings.flatMap((mapping) => {
    const journey = follow(cluster, routing, request, (taker) =>
      taker.to === 'member' ? taker.member.mapping === mapping : taker.to === 'redirect' && taker.mapping === mapping,
    );
    // An earlier route takes the request: this one is shadowed, which is another finding.
    return journey.hops.length > 0 ? [{ mapping, group, host, journey }] : [];
  });
}

/** A journey for people: `https://shop.test/a/ → Mapping shop/a → Mapping shop/b`. */
export function describeJourney({ hops, end }: Journey): string {
  const [first] = hops;
  if (!first) return '';
  const { tls, host, path } = first.request;
  const steps = hops.map(({ mapping: { metadata } }) => `Mapping ${metadata.namespace}/${metadata.name}`);
  const rest = end === 'too-long' ? [...steps.slice(0, 4), 'and so on'] : steps;
  return [`${tls ? 'https' : 'http'}://${host}${path}`, ...rest].join(' → ');
}
