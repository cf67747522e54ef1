import type { Mapping, Ref, TCPMapping } from '../../src/cluster/objects.ts';
import type { Matcher, Routing } from '../../src/cluster/routing.ts';
import type { Expected, ExpectedGroup, ExpectedMatcher, ExpectedMember } from './expected.ts';

/** The parts that are compared, each in one shape for both sides. */
export type Part = 'groups' | 'dropped' | 'hosts' | 'contexts' | 'listeners' | 'tcpChains' | 'errors' | 'crash';
export type Compared = Readonly<Record<Part, unknown>>;

/** Emissary's answer in that shape. */
export function comparedExpected(expected: Expected): Compared {
  const crashes = Boolean(expected.crash);
  const groups = expected.groups ?? [];
  return withoutRest(crashes, {
    groups: [...groups.filter(({ kind }) => !kind), ...groups.filter(({ kind }) => kind)].map(groupExpected),
    dropped: (expected.dropped ?? []).toSorted(),
    hosts: (expected.hosts ?? [])
      .map(({ name, namespace, active, tls, tls_valid = true, insecure_action, served_by }) =>
        line(name, namespace, active, tls ?? '-', tls ? tls_valid : false, insecure_action, served_by.toSorted()),
      )
      .toSorted(),
    contexts: (expected.tlscontexts ?? [])
      .map(({ name, namespace, active, cert_name = '-' }) => line(name, namespace, active, cert_name))
      .toSorted(),
    listeners: (expected.listeners ?? [])
      .map(({ name, namespace, emitted }) => line(name, namespace, emitted))
      .toSorted(),
    tcpChains: (expected.tcp_chains ?? [])
      .map(({ listener, port, tls, server_names = [], clusters }) =>
        line(listener, port, tls, server_names, ...clusters.map(({ to, weight }) => `${to}=${weight}`)),
      )
      .toSorted(),
    errors: Object.keys(expected.errors ?? {}).toSorted(),
    crash: crashes,
  });
}

/**
 * Our answer in that shape.
 *
 * @param leftOut what the source named and left out, where Emissary posts an error
 */
export function comparedOurs(routing: Routing, leftOut: readonly Ref[] = []): Compared {
  const crashes = routing.crash !== undefined;
  const { groups, tcpGroups, dropped, hosts, contexts, listeners, errors } = routing;
  return withoutRest(crashes, {
    groups: [
      ...groups.map((group) => ({
        kind: 'HTTP',
        match: group.match,
        prefix: group.prefix,
        host: group.host ?? null,
        hostRegex: group.hostRegex,
        method: group.method ?? null,
        methodRegex: group.methodRegex,
        headers: group.headers.map(matcher),
        query: group.query.map(matcher),
        precedence: group.precedence,
        hosts: group.hosts.map(({ name, namespace }) => `Host/${name}.${namespace}`).toSorted(),
        members: group.members.map(({ mapping, upstream, weight, cumulative, share }) =>
          member(mapping, upstream.service, weight, group.members.length > 1 ? cumulative : undefined, share),
        ),
        shadows: group.shadows.map(({ mapping }) => nameOf(mapping)),
        redirect: group.redirect ? nameOf(group.redirect) : null,
      })),
      ...tcpGroups.map((group) => ({
        kind: 'TCP',
        host: group.host ?? null,
        port: group.port,
        address: group.address ?? null,
        members: group.members.map(({ mapping, upstream, weight, cumulative, share }) =>
          member(mapping, upstream.service, weight, group.members.length > 1 ? cumulative : undefined, share),
        ),
      })),
    ],
    dropped: dropped
      // A replaced twin has the name of the one in its place.
      .filter(({ reason }) => reason !== 'replaced')
      .map(({ mapping }) => `${mapping.kind}/${nameOf(mapping)}`)
      .toSorted(),
    hosts: hosts
      .map(({ name, namespace, active, context, tlsValid, insecureAction, servedBy }) =>
        line(
          name,
          namespace,
          active,
          context?.name ?? '-',
          tlsValid,
          insecureAction,
          servedBy.map(({ listener, tls }) => `${listener.name}:${tls ? 'tls' : 'clear'}`).toSorted(),
        ),
      )
      .toSorted(),
    contexts: contexts
      .map(({ name, namespace, from, isActive, certificate }) =>
        line(
          from?.kind === 'TLSContext' ? from.metadata.name : name,
          namespace,
          isActive,
          certificate?.commonName ?? '-',
        ),
      )
      .toSorted(),
    listeners: listeners
      .filter(({ fault }) => !fault)
      .map(({ name, namespace, emitted }) => line(name, namespace, emitted))
      .toSorted(),
    tcpChains: tcpGroups
      .flatMap(({ host, members, servedBy }) =>
        servedBy.map(({ listener, tls }) =>
          line(
            listener.name,
            listener.port,
            tls,
            tls && host && host !== '*' ? [host] : [],
            ...members.map(({ upstream, cumulative }) => `${upstream.service}=${cumulative}`),
          ),
        ),
      )
      .toSorted(),
    errors: [
      ...new Set([...errors.map(({ on }) => (typeof on === 'string' ? on : refName(on))), ...leftOut.map(refName)]),
    ].toSorted(),
    crash: crashes,
  });
}

/** The parts in which two answers differ. */
export function differences(ours: Compared, expected: Compared): readonly Part[] {
  const parts: readonly Part[] = [
    'groups',
    'dropped',
    'hosts',
    'contexts',
    'listeners',
    'tcpChains',
    'errors',
    'crash',
  ];
  return parts.filter((part) => JSON.stringify(ours[part]) !== JSON.stringify(expected[part]));
}

// When the compiler throws, the set leaves out all the rest.
function withoutRest(crashes: boolean, compared: Compared): Compared {
  if (!crashes) return compared;
  return { groups: [], dropped: [], hosts: [], contexts: [], listeners: [], tcpChains: [], errors: [], crash: true };
}

function groupExpected(group: ExpectedGroup): unknown {
  const members = (group.members ?? []).map(({ name, namespace, service, weight, cumulative, share }) =>
    line(`${name}.${namespace}`, service, weight ?? '-', cumulative ?? '-', percent(share, group.kind)),
  );
  const { host = null, port, address = null } = group;
  if (group.kind === 'TCP') return { kind: 'TCP', host, port, address, members };
  return {
    kind: 'HTTP',
    match: group.match,
    prefix: group.prefix,
    host,
    hostRegex: group.host_regex ?? false,
    method: group.method ?? null,
    methodRegex: group.method_regex ?? false,
    headers: (group.headers ?? []).map(matcher),
    query: (group.query ?? []).map(matcher),
    precedence: group.precedence ?? 0,
    hosts: (group.hosts ?? []).toSorted(),
    members,
    shadows: (group.shadows ?? []).map(({ name, namespace }) => `${name}.${namespace}`),
    redirect: group.host_redirect ? `${group.host_redirect.name}.${group.host_redirect.namespace}` : null,
  };
}

function member(
  mapping: Mapping | TCPMapping,
  service: string,
  weight: number | undefined,
  cumulative: number | undefined,
  share: number,
): string {
  const kind = mapping.kind === 'TCPMapping' ? 'TCP' : undefined;
  return line(nameOf(mapping), service, weight ?? '-', cumulative ?? '-', percent(share, kind));
}

// The set rounds the shares of TCP groups.
function percent(share: ExpectedMember['share'], kind: string | undefined): string {
  return kind === 'TCP' ? share.toFixed(0) : String(share);
}

function matcher({ name, value, regex = false }: Matcher | ExpectedMatcher): string {
  return `${name}${regex ? '~' : '='}${value}`;
}

function nameOf({ metadata }: Mapping | TCPMapping): string {
  return `${metadata.name}.${metadata.namespace}`;
}

function refName({ kind, name, namespace }: Ref): string {
  return `${kind}/${name}.${namespace}`;
}

function line(...parts: readonly unknown[]): string {
  return parts.map(String).join(' ');
}
