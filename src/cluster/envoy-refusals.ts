import type { AnyObject } from './objects.ts';
import { perRouting } from './per-routing.ts';
import { isRegex } from './regex.ts';
import type { Group, RoutedContext, RoutedHost, RoutedListener, Routing } from './routing.ts';
import { refusedValuesOf } from './tls-parameters.ts';

/** Why Envoy refuses what Emissary's compiler is content with. */
export type RefusalReason =
  | 'certificate-unreadable'
  | 'private-key-unreadable'
  | 'key-of-another-certificate'
  | 'key-too-short'
  | 'cipher-or-curve-unknown'
  | 'hostnames-differ-in-case-only'
  | 'tcp-weight-below-1'
  | 'tcp-beside-http'
  | 'weight-below-0'
  | 'regex-invalid';

/**
 * Something Envoy refuses. Emissary then holds the whole update back: a running gateway keeps what it has, and one that
 * starts has nothing on that Listener, or (`routes`) only 404.
 */
export interface Refusal {
  readonly what: 'listener' | 'routes';
  readonly listener: RoutedListener;
  readonly reason: RefusalReason;
  /** The object to change. */
  readonly on: AnyObject;
  /** The field or value that is refused. */
  readonly detail?: string;
}

/** What of an installation's configuration Envoy would refuse. */
export const refusalsOf = perRouting((routing: Routing): readonly Refusal[] =>
  routing.listeners
    .filter(({ emitted }) => emitted)
    .flatMap((listener) => [
      ...certificateRefusals(routing, listener),
      ...tcpRefusals(routing, listener),
      ...hostnameRefusals(routing, listener),
      ...routeRefusals(routing, listener),
    ]),
);

function certificateRefusals({ hosts }: Routing, listener: RoutedListener): readonly Refusal[] {
  return servedOn(hosts, listener, true).flatMap(({ host, context }): readonly Refusal[] => {
    if (!context) return [];
    const reason = certificateFault(context);
    const on = context.secret?.secret ?? host;
    if (reason && on) return [{ what: 'listener', listener, reason, on }];
    const [refused] = refusedValuesOf(context.settings);
    const [detail] = refused?.values ?? [];
    if (!context.from || detail === undefined) return [];
    return [{ what: 'listener', listener, reason: 'cipher-or-curve-unknown', on: context.from, detail }];
  });
}

const SHORTEST_RSA_KEY = 2048;

/** What is wrong with the certificate or key of a context, so that Envoy cannot load it. Where they are unknown: nothing. */
export function certificateFault({ secret }: RoutedContext): RefusalReason | undefined {
  const data = secret?.secret?.data;
  if (!data) return undefined;
  const chain = data['tls.crt'] ?? data['cert-chain.pem'];
  const key = data['tls.key'] ?? data['key.pem'];
  const [certificate] = chain?.certificates ?? [];
  if (chain && (chain.problem !== undefined || !certificate)) return 'certificate-unreadable';
  if (key && (key.problem !== undefined || !key.privateKey)) return 'private-key-unreadable';
  const [one, other] = [certificate?.publicKey, key?.privateKey?.publicKey];
  if (one !== undefined && other !== undefined && one !== other) return 'key-of-another-certificate';
  return certificate?.keyType === 'rsa' && (certificate.keyBits ?? SHORTEST_RSA_KEY) < SHORTEST_RSA_KEY
    ? 'key-too-short'
    : undefined;
}

function tcpRefusals({ hosts, tcpGroups }: Routing, listener: RoutedListener): readonly Refusal[] {
  const hasHttp = servedOn(hosts, listener, false).length > 0;
  return tcpGroups.flatMap(({ members, servedBy }): readonly Refusal[] => {
    const chain = servedBy.find((place) => place.listener === listener);
    const [first] = members;
    if (!chain || !first) return [];
    const zero = members.find(({ cumulative }) => cumulative < 1);
    return [
      ...(zero ? [{ what: 'listener', listener, reason: 'tcp-weight-below-1', on: zero.mapping } as const] : []),
      ...(hasHttp && !chain.tls
        ? [{ what: 'listener', listener, reason: 'tcp-beside-http', on: first.mapping } as const]
        : []),
    ];
  });
}

function hostnameRefusals({ hosts }: Routing, listener: RoutedListener): readonly Refusal[] {
  const byName = Map.groupBy(servedOn(hosts, listener, false), ({ hostname }) => hostname.toLowerCase());
  return [...byName.values()].flatMap(([, second]): readonly Refusal[] =>
    second?.host
      ? [
          {
            what: 'routes',
            listener,
            reason: 'hostnames-differ-in-case-only',
            on: second.host,
            detail: second.hostname,
          },
        ]
      : [],
  );
}

function routeRefusals({ groups }: Routing, listener: RoutedListener): readonly Refusal[] {
  return groups.flatMap((group): readonly Refusal[] => {
    if (!group.hosts.some(({ servedBy }) => servedBy.some((place) => place.listener === listener))) return [];
    const refusals: Refusal[] = [];
    const on = group.redirect ?? group.members[0]?.mapping;
    const regex = regexesOf(group).find((pattern) => !isRegex(pattern));
    const negative = group.members.find(({ cumulative }) => cumulative < 0);
    if (on && regex !== undefined)
      refusals.push({ what: 'routes', listener, reason: 'regex-invalid', on, detail: regex });
    if (negative) refusals.push({ what: 'routes', listener, reason: 'weight-below-0', on: negative.mapping });
    return refusals;
  });
}

/** Every regex that Envoy gets for a group. */
function regexesOf(group: Group): readonly string[] {
  const { match, prefix, host, hostRegex, method, methodRegex, headers, query, regexRewrite, redirect } = group;
  return [
    ...(match === 'regex' ? [prefix] : []),
    ...(hostRegex && host !== undefined ? [host] : []),
    ...(methodRegex && method !== undefined ? [method] : []),
    ...[...headers, ...query].filter(({ regex }) => regex).map(({ value }) => value),
    ...[regexRewrite?.pattern, redirect?.spec.regex_redirect?.pattern].filter((pattern) => pattern !== undefined),
  ];
}

function servedOn(hosts: readonly RoutedHost[], listener: RoutedListener, tls: boolean): readonly RoutedHost[] {
  return hosts.filter(({ servedBy }) => servedBy.some((place) => place.listener === listener && place.tls === tls));
}
