import type { Cluster } from './cluster.ts';
import { contextsByName } from './hosts.ts';
import type { Installation } from './installations.ts';
import { moduleOf } from './module.ts';
import type { Mapping, TCPMapping } from './objects.ts';
import { resolversOf } from './resolvers.ts';
import { type RoutingKind, routingAlsoReads, routingKinds } from './routing-kinds.ts';
import { normalizedService, parseServiceAddress, portOf, type ServiceAddress } from './service-address.ts';
import { isIPv4, isIPv6, splitUrl } from './url.ts';

/** Where traffic goes. */
export interface Upstream {
  /** The service as its object writes it. */
  readonly address: ServiceAddress;
  /** A Service of this cluster, something outside, or the gateway's own Pod. */
  readonly kind: 'service' | 'external' | 'local';
  readonly tls: boolean;
  /** The TLSContext that is asked for and not known, so that traffic goes in clear. */
  readonly unknownContext?: string;
  /** The host Emissary looks up, with a namespace behind a bare name where it adds one: `cart.shop`. */
  readonly qualified: string;
  /** The whole service text after that: `https://cart.shop:8443`. */
  readonly service: string;
  /** Of a Service its name and namespace; else the host, and `''`. */
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  readonly isDefaultPort: boolean;
  readonly resolver: 'service' | 'endpoint' | 'consul' | 'unknown';
  readonly resolverName: string;
  /** Emissary's compiler throws at this text, and nothing is updated any more. */
  readonly isFatal: boolean;
}

/** Where a Mapping or TCPMapping sends traffic; undefined for a redirect. */
export function upstreamOf(
  cluster: Cluster<RoutingKind>,
  installation: Installation,
  mapping: Mapping | TCPMapping,
): Upstream | undefined {
  const { spec } = mapping;
  const isRedirect = mapping.kind === 'Mapping' && spec['host_redirect'] === true && spec['shadow'] !== true;
  return isRedirect ? undefined : destinationOf(cluster, installation, mapping);
}

/** What Emissary makes of the service of a Mapping or TCPMapping, which for a redirect is where clients are sent. */
export function destinationOf(
  cluster: Cluster<RoutingKind>,
  installation: Installation,
  mapping: Mapping | TCPMapping,
): Upstream {
  const { spec } = mapping;
  const { resolver: standard, useAmbassadorNamespace } = moduleOf(cluster, installation);
  const resolverName = spec.resolver || standard;
  const resolver = resolversOf(cluster, installation).get(resolverName)?.type ?? 'unknown';
  const { namespace: own } = mapping.metadata;
  const address = parseServiceAddress(textOf(spec.service));
  const qualifies = own !== installation.namespace && resolver !== 'consul' && !useAmbassadorNamespace;
  const context = typeof spec.tls === 'string' && spec.tls !== '' ? spec.tls : undefined;
  return resolve(cluster, installation, {
    address,
    service: normalizedService(address, qualifies ? own : undefined),
    // Where a name that stays bare is looked up: by DNS beside the gateway, by endpoints beside the Mapping.
    home: resolver === 'endpoint' && !useAmbassadorNamespace ? own : installation.namespace,
    ...(context && { context }),
    resolver,
    resolverName,
  });
}

/**
 * Where an AuthService, RateLimitService, LogService or TracingService is asked. Its name never gets a namespace: a
 * bare one is looked up beside the gateway.
 */
export function remoteUpstreamOf(
  cluster: Cluster<RoutingKind>,
  installation: Installation,
  service: string,
  { tls, namespace }: { readonly tls?: string | boolean | undefined; readonly namespace?: string } = {},
): Upstream {
  const { resolver: resolverName, useAmbassadorNamespace } = moduleOf(cluster, installation);
  const resolver = resolversOf(cluster, installation).get(resolverName)?.type ?? 'unknown';
  const usesOwn = resolver === 'endpoint' && !useAmbassadorNamespace && namespace !== undefined;
  return resolve(cluster, installation, {
    address: parseServiceAddress(service),
    service,
    home: usesOwn ? namespace : installation.namespace,
    ...(tls && { context: tls }),
    resolver,
    resolverName,
  });
}

interface Wanted {
  readonly address: ServiceAddress;
  readonly service: string;
  readonly home: string;
  readonly context?: string | true;
  readonly resolver: Upstream['resolver'];
  readonly resolverName: string;
}

/** What ir/ircluster.py makes of a service text. */
function resolve(cluster: Cluster<RoutingKind>, installation: Installation, wanted: Wanted): Upstream {
  const { address, service, context, resolver, resolverName, home } = wanted;
  const hasContext = context === true || (context !== undefined && contextsByName(cluster, installation).has(context));
  const [, scheme, rest = service] = /^(.*?):\/\/(.*)$/s.exec(service) ?? [];
  const tls = hasContext || scheme?.toLowerCase() === 'https';

  const url = splitUrl(`random://${rest}`);
  const qualified = url?.host || 'unknown';
  const written = url ? portOf(url.port) : undefined;
  const port = typeof written === 'number' ? written : undefined;
  return {
    address,
    ...placeOf(cluster, qualified, resolver, home),
    tls,
    ...(!hasContext && typeof context === 'string' && { unknownContext: context }),
    qualified,
    service,
    port: port ?? (tls ? 443 : 80),
    isDefaultPort: port === undefined,
    resolver,
    resolverName,
    isFatal: url === undefined,
  };
}

type Place = Pick<Upstream, 'kind' | 'name' | 'namespace'>;

function placeOf(cluster: Cluster<RoutingKind>, host: string, resolver: Upstream['resolver'], home: string): Place {
  if (host === 'localhost' || host.startsWith('127.') || host === '::1') {
    return { kind: 'local', name: host, namespace: '' };
  }
  const outside: Place = { kind: 'external', name: host, namespace: '' };
  if (isIPv4(host) || isIPv6(host) || resolver === 'consul' || host === 'unknown') return outside;

  const [name = '', namespace, third, ...more] = host.split('.');
  if (name === '' || namespace === '') return outside;
  if (namespace === undefined) return { kind: 'service', name, namespace: home };
  const inCluster: Place = { kind: 'service', name, namespace };
  // Endpoints are looked up by the first two labels, whatever follows.
  if (resolver === 'endpoint' || third === 'svc') return inCluster;
  if (third !== undefined && !(third === '' && more.length === 0)) return outside;
  return knowsNamespace(cluster, name, namespace) ? inCluster : outside;
}

function knowsNamespace(cluster: Cluster<RoutingKind>, name: string, namespace: string): boolean {
  const exists = cluster.hasNamespace(namespace);
  if (exists !== undefined) return exists;
  return (
    cluster.find('Service', namespace, name) !== undefined ||
    [...routingKinds, ...routingAlsoReads].some((kind) => cluster.in(kind, namespace).length > 0)
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
