import type { Installation } from './installations.ts';
import type { Endpoints, Service, ServicePort } from './objects.ts';
import { isAtLeast } from './versions.ts';

/**
 * Whether the endpoint resolver of an installation reads EndpointSlices: Emissary 3.10 does, all versions before and
 * after read Endpoints (cmd/entrypoint/interesting_types.go). Undefined: the version is not known, or it is a newer Edge
 * Stack, which counts in its own way.
 */
export function readsSlices({ version, flavour }: Installation): boolean | undefined {
  const isNewer = isAtLeast(version, '3.10');
  if (isNewer === undefined || (isNewer && flavour === 'edge-stack')) return undefined;
  return isNewer && isAtLeast(version, '4') === false;
}

/** A port of Endpoints or of an EndpointSlice. */
type EndpointPort = NonNullable<NonNullable<Endpoints['subsets']>[number]['ports']>[number];

/**
 * Whether an endpoint's port is one that the endpoint resolver puts under a port of the Service: by its number, by its
 * name, or because the Service has no other (cmd/entrypoint/endpoint_routing.go).
 */
export function standsUnder(service: Service, wanted: number, { port, name = '', protocol = 'TCP' }: EndpointPort) {
  if (protocol !== 'TCP' && protocol !== 'UDP') return false;
  const ports = service.spec.ports ?? [];
  const keys = [String(port), name, ''];
  return ports.some((own) => own.port === wanted && keysOf(own, ports.length === 1).some((key) => keys.includes(key)));
}

function keysOf({ port, targetPort = port, name }: ServicePort, isOnly: boolean): readonly string[] {
  return [String(targetPort), ...(name ? [name] : []), ...(isOnly ? [''] : [])];
}
