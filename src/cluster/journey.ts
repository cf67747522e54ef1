import type { Cluster } from './cluster.ts';
import type { Installation } from './installations.ts';
import { matchRequest, type Request, type Taker } from './match.ts';
import type { Mapping, Service } from './objects.ts';
import type { Routing, RoutingKind } from './routing.ts';
import type { Upstream } from './upstream.ts';

/** One pass of a request through the gateway. */
export interface Hop {
  readonly request: Request;
  readonly mapping: Mapping;
  /** The upstream it was sent to, or the address it was redirected to. */
  readonly to: string;
  readonly kind: 'upstream' | 'redirect';
}

/** The way of a request that comes back to the gateway, and where it ends. */
export interface Journey {
  readonly hops: readonly Hop[];
  /**
   * `loop`: it comes round to a hop it was at before; `served`: an upstream that is not the gateway; `elsewhere`: a
   * redirect to another place; `nowhere`: nothing matches; `too-long`: more hops than browsers and people follow.
   */
  readonly end: 'loop' | 'served' | 'elsewhere' | 'nowhere' | 'too-long';
}

const LONGEST = 12;

/** Follows a request from taker to taker. `first` picks who takes it at the start; afterwards it is the greatest share. */
export function follow(
  cluster: Cluster<RoutingKind>,
  routing: Routing,
  request: Request,
  first: (taker: Taker) => boolean,
): Journey {
  const hops: Hop[] = [];
  const seen = new Set<string>();
  let current: Request | undefined = request;
  while (current && hops.length < LONGEST) {
    const outcome = matchRequest(routing, current);
    const takers = outcome.kind === 'routed' ? outcome.takers : [];
    const chosen = hops.length === 0 ? takers.filter(first) : takers;
    const [taker] = chosen.toSorted((a, b) => b.share - a.share);
    if (!taker) return { hops, end: 'nowhere' };

    const mapping = taker.to === 'member' ? taker.member.mapping : taker.mapping;
    const to = taker.to === 'member' ? taker.member.upstream.service : taker.location;
    hops.push({ request: current, mapping, to, kind: taker.to === 'member' ? 'upstream' : 'redirect' });
    const step = `${keyOf(mapping)} ${to}`;
    const isSame = seen.has(`${step} ${current.path}`);
    if (isSame) return { hops, end: 'loop' };
    seen.add(`${step} ${current.path}`);

    const next = nextRequest(cluster, routing, current, taker);
    if (typeof next === 'string') return { hops, end: next };
    current = next;
  }
  return { hops, end: 'too-long' };
}

function nextRequest(
  cluster: Cluster<RoutingKind>,
  routing: Routing,
  request: Request,
  taker: Taker,
): Request | 'served' | 'elsewhere' {
  if (taker.to === 'member') {
    const port = gatewayPortOf(cluster, routing, taker.member.upstream);
    if (port === undefined) return 'served';
    const [path = '/', query = ''] = splitOnce(taker.path, '?');
    return { ...request, tls: taker.member.upstream.tls, listenerPort: port, host: taker.host, path, query };
  }
  const url = URL.parse(taker.location);
  if (!url || !['http:', 'https:'].includes(url.protocol)) return 'elsewhere';
  const isHere = routing.hosts.some(
    ({ hostname, active }) => active && hostname !== '*' && sameHost(hostname, url.host),
  );
  if (!isHere && url.host !== request.host) return 'elsewhere';
  const tls = url.protocol === 'https:';
  const port = listenerBehind(routing, Number(url.port) || (tls ? 443 : 80));
  const { listenerPort: _, ...rest } = request;
  return {
    ...rest,
    tls,
    host: url.host,
    path: url.pathname,
    query: url.search.slice(1),
    ...(port !== undefined && { listenerPort: port }),
  };
}

/**
 * The Listener's port that an upstream leads back to, when it is the gateway itself: its Service by name or address, its
 * own Pod, or a hostname that one of its Hosts serves. Undefined for everything else.
 */
export function gatewayPortOf(cluster: Cluster<RoutingKind>, routing: Routing, upstream: Upstream): number | undefined {
  const { installation, hosts, listeners } = routing;
  const isListener = (port: number) => listeners.some((listener) => listener.emitted && listener.port === port);
  if (upstream.kind === 'local') return isListener(upstream.port) ? upstream.port : undefined;

  if (upstream.kind === 'service') {
    const own = installation.services.find(
      ({ metadata }) => metadata.name === upstream.name && metadata.namespace === upstream.namespace,
    );
    if (own) return targetOf(own, upstream.port, installation, isListener);
    const service = cluster.find('Service', upstream.namespace, upstream.name);
    const { externalName } = service?.spec ?? {};
    if (service?.spec.type !== 'ExternalName' || !externalName) return undefined;
    const named = installation.services.find(
      ({ metadata }) =>
        externalName.split('.')[0] === metadata.name && externalName.split('.')[1] === metadata.namespace,
    );
    if (named) return targetOf(named, upstream.port, installation, isListener);
    return hosts.some(({ hostname }) => hostname === externalName) ? listenerBehind(routing, upstream.port) : undefined;
  }

  const byAddress = installation.services.find(
    ({ spec, status }) =>
      spec.clusterIP === upstream.qualified ||
      status?.loadBalancer?.ingress?.some(({ ip, hostname }) => [ip, hostname].includes(upstream.qualified)),
  );
  if (byAddress) return targetOf(byAddress, upstream.port, installation, isListener);
  const isHost = hosts.some(({ hostname, active }) => active && hostname === upstream.qualified);
  return isHost ? listenerBehind(routing, upstream.port) : undefined;
}

/** The Listener behind a port of the gateway's Services, as clients outside see it. */
function listenerBehind({ installation, listeners }: Routing, port: number): number | undefined {
  const isListener = (candidate: number) => listeners.some(({ emitted, port: own }) => emitted && own === candidate);
  for (const service of installation.services) {
    const target = targetOf(service, port, installation, isListener);
    if (target !== undefined) return target;
  }
  return undefined;
}

function targetOf(
  service: Service,
  port: number,
  { workloads }: Installation,
  isListener: (port: number) => boolean,
): number | undefined {
  const { targetPort = port } = service.spec.ports?.find((candidate) => candidate.port === port) ?? { targetPort: 0 };
  const containers = workloads.flatMap(({ spec }) => spec.template?.spec?.containers ?? []);
  const number =
    typeof targetPort === 'number'
      ? targetPort
      : containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === targetPort)?.containerPort;
  return number !== undefined && isListener(number) ? number : undefined;
}

function sameHost(hostname: string, host: string): boolean {
  const name = host.replace(/:\d+$/, '');
  return hostname === name || (hostname.startsWith('*') && name.endsWith(hostname.slice(1)));
}

function keyOf({ metadata }: Mapping): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
