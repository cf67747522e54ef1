import type { Cluster } from './cluster.ts';
import type { Post } from './errors.ts';
import type { Installation } from './installations.ts';
import type { AnyObject, Endpoints, Service } from './objects.ts';
import type { Malformed } from './service-address.ts';
import type { Upstream } from './upstream.ts';

/** What Emissary says of a service text when it reads the object (ir/irbasemapping.py, normalize_service_name). */
export function postMalformed({ address }: Upstream, object: AnyObject, post: Post): void {
  const { malformed, written } = address;
  if (malformed && malformed !== 'unknown-scheme') {
    post('-global-', 'malformed-service', { about: object, detail: written });
  }
}

const REASONS: Readonly<Partial<Record<Malformed, Parameters<Post>[1]>>> = {
  'no-host': 'service-without-host',
  'port-not-a-number': 'service-port-invalid',
  'port-out-of-range': 'service-port-invalid',
  'unknown-scheme': 'service-scheme-unknown',
};

/** What it says when it sets up the upstream (ir/ircluster.py). */
export function postUpstream(upstream: Upstream, object: AnyObject, post: Post): void {
  const { address, unknownContext, tls } = upstream;
  const reason = address.malformed && REASONS[address.malformed];
  if (reason) post(object, reason, { detail: address.written });
  if (unknownContext !== undefined) post(object, 'context-unknown', { detail: unknownContext });
  if (tls && address.scheme === 'http') post(object, 'context-despite-http', { detail: address.written });
}

/** A remote service's text is not tidied up first, so what is too much in it is an error. */
export function postExtra({ address }: Upstream, object: AnyObject, post: Post): void {
  if (address.extra !== undefined) post(object, 'service-extra-parts', { detail: address.extra });
}

/**
 * The endpoint resolver finds a Service, but not the port that is asked for (ir/irserviceresolver.py, get_endpoints).
 * Emissary says so of the Service, once a port.
 */
export function endpointPortErrors(
  cluster: Cluster<'Service' | 'Endpoints'>,
  installation: Installation,
  upstreams: Iterable<Upstream>,
  post: Post,
): void {
  const said = new Set<string>();
  for (const { kind, resolver, name, namespace, port } of upstreams) {
    const key = `${namespace}/${name}:${port}`;
    if (kind !== 'service' || resolver !== 'endpoint' || said.has(key)) continue;
    said.add(key);
    const service = cluster.find('Service', namespace, name);
    if (service && installation.sees(service) && lacksPort(cluster, service, port)) {
      post(service, 'port-without-endpoints', { detail: String(port) });
    }
  }
}

function lacksPort(cluster: Cluster<'Endpoints'>, { metadata, spec }: Service, port: number): boolean {
  const endpoints = cluster.find('Endpoints', metadata.namespace, metadata.name);
  const ports = spec.ports ?? [];
  const isReady = (subset: NonNullable<Endpoints['subsets']>[number]) =>
    (subset.addresses ?? []).length > 0 && (subset.ports ?? []).some(({ protocol = 'TCP' }) => protocol === 'TCP');
  // Without a ready address it says nothing at all.
  if (ports.length === 0 || !endpoints?.subsets?.some(isReady)) return false;
  return ports.every((candidate) => candidate.port !== port);
}
