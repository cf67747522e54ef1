import type { Cluster } from './cluster.ts';
import { selectsLabels } from './groups.ts';
import { overlap } from './hostnames.ts';
import type { Installation } from './installations.ts';
import type { Host, Mapping, Ref } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { perRouting } from './per-routing.ts';
import { matchesWhole } from './regex.ts';
import { type Group, mappingsOf, type RoutedHost, type Routing, type RoutingKind, routingOf } from './routing.ts';
import { isAtLeast } from './versions.ts';

type Labels = Readonly<Record<string, string>>;

/** Why no Host takes a route. */
export type UnattachedCause =
  /** No Host has a hostname that goes together with it, unless one that an Ingress becomes and that is for it alone. */
  | { readonly kind: 'no-host'; readonly hostname: string; readonly ingress?: Ref }
  /** It names none, and no Host asks for its labels. */
  | { readonly kind: 'no-hostname' }
  /** The Host asks for labels that it lacks. */
  | { readonly kind: 'labels'; readonly host: Host; readonly missing: Labels }
  /** Letter case is all that keeps it from the Host. */
  | { readonly kind: 'letter-case'; readonly hostname: string; readonly host: Host }
  /** A port in one of the two names is. */
  | { readonly kind: 'port'; readonly hostname: string; readonly host: Host }
  /** A star where none counts. */
  | { readonly kind: 'glob'; readonly hostname: string }
  /** A redirect that would be attached if it were none: to Hosts that ask for labels, by regex, or by labels alone. */
  | { readonly kind: 'redirect'; readonly by: 'labels' | 'regex' | 'no-hostname'; readonly host?: Host };

/** Mappings that no request can reach because no Host takes them, and why: one cause once. */
export interface Unattached {
  readonly routing: Routing;
  readonly cause: UnattachedCause;
  /** In the order of their names. */
  readonly mappings: readonly [Mapping, ...Mapping[]];
}

/**
 * The routes without a Host. Left out: what some other installation serves, what a Host would have taken that Emissary
 * dropped, what stands beside Hosts that could not be read, and Mappings that only mirror.
 */
export const unattached = perCluster((cluster: Cluster<RoutingKind>): readonly Unattached[] => {
  const routings = routingOf(cluster);
  const attached = new Set(
    routings.flatMap(({ groups }) => groups.filter(({ hosts }) => hosts.length > 0)).flatMap(mappingsOf),
  );
  return routings
    .filter(({ installation }) => usesHosts(installation) && knowsHosts(cluster, installation))
    .flatMap((routing) => {
      const lost = routing.groups.filter((group) => group.hosts.length === 0).map((group) => ({ group, routing }));
      return bySameCause(lost.filter(({ group }) => !mappingsOf(group).some((mapping) => attached.has(mapping))));
    });
});

/** Whether an installation has Hosts and Listeners at all; Ambassador 1 needs neither. */
export function usesHosts({ flavour, version }: Installation): boolean {
  return flavour !== 'ambassador-1' && isAtLeast(version, '2') !== false;
}

/** The object that somebody wrote: the Mapping, or the Ingress that Emissary made it of. */
export function writtenAs(mapping: Mapping): Mapping | Ref {
  return mapping.madeFrom ?? mapping;
}

/** The field that names a Mapping's hostname. */
export function hostnamePath({ spec, madeFrom }: Mapping): string {
  return madeFrom ? 'spec.rules' : spec.hostname || !spec.host ? 'spec.hostname' : 'spec.host';
}

function knowsHosts(cluster: Cluster<RoutingKind>, { singleNamespace, namespace }: Installation): boolean {
  return singleNamespace ? cluster.knows('Host', namespace) : cluster.knows('Host');
}

function bySameCause(lost: readonly { readonly group: Group; readonly routing: Routing }[]): readonly Unattached[] {
  const found = new Map<string, Unattached>();
  for (const { group, routing } of lost) {
    const mappings = mappingsOf(group);
    const cause = causeOf(group, routing);
    const [first] = mappings;
    if (!cause || !first) continue;
    const key = 'hostname' in cause ? `${cause.kind} ${cause.hostname}` : group.id;
    const [one, ...others] = [...(found.get(key)?.mappings ?? []), ...mappings].toSorted(byName);
    if (one) found.set(key, { routing, cause, mappings: [one, ...others] });
  }
  return [...found.values()];
}

function causeOf(group: Group, routing: Routing): UnattachedCause | undefined {
  const { hosts, installation } = routing;
  const strict = installation.strictLabelSelectors;
  const labels: Labels = group.redirect ? {} : Object.assign({}, ...mappingsOf(group).map(labelsOf));
  const hostname = hostnameOf(group);
  // What an Ingress made takes that Ingress's Mappings alone.
  const active = hosts.filter((host) => host.active && !host.host?.madeFrom);
  const wanted = selectorsOf(routing);
  const fits = (host: RoutedHost) => !wanted.get(host) || selectsLabels(wanted.get(host), labels, strict);
  const isNamed = (host: RoutedHost) => hostname === undefined || overlap(host.hostname, hostname);

  const asksLabels = (host: RoutedHost) => wanted.get(host) !== undefined;
  const regex = isRegex(group) ? group.host : undefined;
  const wouldBeTaken = hosts.some(
    (host) => !host.active && isNamed(host) && fits(host) && (hostname !== undefined || regex || asksLabels(host)),
  );
  if (wouldBeTaken) return undefined;

  if (group.redirect && hostname === undefined) return { kind: 'redirect', by: regex ? 'regex' : 'no-hostname' };
  if (hostname === undefined && !regex) return { kind: 'no-hostname' };

  const named = active.filter((host) =>
    regex ? !host.hostname.includes('*') && matchesWhole(regex, host.hostname) : isNamed(host),
  );
  const [refusing] = named;
  if (refusing?.host) {
    if (group.redirect) return { kind: 'redirect', by: 'labels', host: refusing.host };
    return { kind: 'labels', host: refusing.host, missing: missingOf(wanted.get(refusing), labels) };
  }
  if (hostname === undefined) return undefined;
  if (/\*./.test(hostname) && hostname.lastIndexOf('*') > 0) return { kind: 'glob', hostname };

  const small = active.find((host) => overlap(host.hostname.toLowerCase(), hostname.toLowerCase()));
  if (small?.host) return { kind: 'letter-case', hostname, host: small.host };
  const bare = active.find((host) => overlap(withoutPort(host.hostname), withoutPort(hostname)));
  if (bare?.host) return { kind: 'port', hostname, host: bare.host };
  const ingress = hosts.find((host) => host.active && host.hostname === hostname && host.host?.madeFrom)?.host
    ?.madeFrom;
  return { kind: 'no-host', hostname, ...(ingress && { ingress }) };
}

/** The hostname that Hosts are compared with; a regex is none. */
function hostnameOf(group: Group): string | undefined {
  return group.host && !group.hostRegex ? group.host : undefined;
}

/** Whether the regex stands in `host`: one on `:authority` alone is no hostname at all. */
function isRegex(group: Group): boolean {
  return group.hostRegex && mappingsOf(group).some(({ spec }) => spec.host_regex);
}

const selectorsOf = perRouting(
  ({ hosts }): ReadonlyMap<RoutedHost, Labels | undefined> => new Map(hosts.map((host) => [host, selectorOf(host)])),
);

function selectorOf({ host }: RoutedHost): Labels | undefined {
  const { mappingSelector, selector } = host?.spec ?? {};
  const chosen = mappingSelector && Object.keys(mappingSelector).length > 0 ? mappingSelector : selector;
  return chosen && Object.keys(chosen).length > 0 ? (chosen.matchLabels ?? {}) : undefined;
}

function missingOf(wanted: Labels = {}, labels: Labels): Labels {
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => labels[key] !== value));
}

function labelsOf({ metadata }: Mapping): Labels {
  return metadata.labels ?? {};
}

function withoutPort(hostname: string): string {
  return hostname.replace(/:\d+$/, '');
}

function byName({ metadata: a }: Mapping, { metadata: b }: Mapping): number {
  return `${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1;
}
