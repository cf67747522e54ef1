import type { Cluster } from './cluster.ts';
import { podPortOf } from './gateway-entry.ts';
import type { Ingress, Service, ServicePort } from './objects.ts';
import type { RoutedListener, Routing, RoutingKind } from './routing.ts';

/** Something in front of the gateway that terminates TLS and goes on in clear. */
export interface TlsFront {
  /** The Service of the load balancer, or the Ingress. */
  readonly object: Service | Ingress;
  /** The annotation or field that says so. */
  readonly path: string;
  readonly value: string;
  /** Whether it tells the gateway in X-Forwarded-Proto that the client used TLS. */
  readonly isTold: boolean;
  /** The Listeners that it goes on to. */
  readonly listeners: readonly RoutedListener[];
}

/** The load balancers and Ingresses that surely terminate TLS in front of a gateway and talk to it in clear. */
export function tlsFronts(cluster: Cluster<RoutingKind>, routing: Routing): readonly TlsFront[] {
  const { services } = routing.installation;
  return [
    ...services.flatMap((service) => balancerOf(service, routing) ?? []),
    ...cluster.all('Ingress').flatMap((ingress) => ingressFront(ingress, routing) ?? []),
  ];
}

const AWS = 'service.beta.kubernetes.io/aws-load-balancer-';
const DIGITALOCEAN = 'service.beta.kubernetes.io/do-loadbalancer-';
const HETZNER = 'load-balancer.hetzner.cloud/';

function balancerOf(service: Service, routing: Routing): TlsFront | undefined {
  const { annotations = {} } = service.metadata;
  const found = (key: string, isTold: boolean, terminates: (port: ServicePort) => boolean): TlsFront | undefined => {
    const value = annotations[key];
    const listeners = (service.spec.ports ?? []).filter(terminates).flatMap((port) => listenersAt(routing, port));
    if (!value || listeners.length === 0) return undefined;
    return { object: service, path: `metadata.annotations[${key}]`, value, isTold, listeners };
  };
  if (annotations[`${AWS}ssl-cert`]) {
    const protocol = annotations[`${AWS}backend-protocol`] ?? 'tcp';
    if (protocol !== 'http' && protocol !== 'tcp') return undefined;
    const ports = annotations[`${AWS}ssl-ports`]?.split(',').map((port) => port.trim());
    return found(
      `${AWS}ssl-cert`,
      protocol === 'http',
      ({ port, name = '' }) => !ports || ports.includes('*') || ports.includes(String(port)) || ports.includes(name),
    );
  }
  if (annotations[`${DIGITALOCEAN}certificate-id`]) {
    const ports = annotations[`${DIGITALOCEAN}tls-ports`]?.split(',') ?? ['443'];
    return found(`${DIGITALOCEAN}certificate-id`, true, ({ port }) => ports.includes(String(port)));
  }
  if (annotations[`${HETZNER}protocol`] === 'https') return found(`${HETZNER}protocol`, true, () => true);
  return undefined;
}

function ingressFront(ingress: Ingress, routing: Routing): TlsFront | undefined {
  const { metadata, spec } = ingress;
  const { annotations = {} } = metadata;
  const settings = Object.entries(annotations).map(([key, value]) => `${key}=${value}`);
  if (settings.some((text) => /passthrough|backend-protocol.*=.*(https|grpcs|ssl)/i.test(text))) return undefined;
  const certificate = Object.keys(annotations).find((key) => key === 'alb.ingress.kubernetes.io/certificate-arn');
  if (!certificate && !spec.tls?.length) return undefined;

  const backends = [
    spec.defaultBackend,
    ...(spec.rules ?? []).flatMap(({ http }) => http?.paths ?? []).map(({ backend }) => backend),
  ];
  const listeners = backends.flatMap((backend) => {
    const { name, port } = backend?.service ?? {};
    const service = routing.installation.services.find(
      (own) => own.metadata.name === name && own.metadata.namespace === metadata.namespace,
    );
    const wanted = service?.spec.ports?.find(
      (own) => own.port === port?.number || (port?.name && own.name === port.name),
    );
    return wanted ? listenersAt(routing, wanted) : [];
  });
  if (listeners.length === 0) return undefined;
  return {
    object: ingress,
    path: certificate ? `metadata.annotations[${certificate}]` : 'spec.tls',
    value: certificate
      ? (annotations[certificate] ?? '')
      : (spec.tls ?? []).flatMap(({ hosts = [] }) => hosts).join(', '),
    isTold: true,
    listeners: [...new Set(listeners)],
  };
}

function listenersAt({ listeners, installation }: Routing, port: ServicePort): readonly RoutedListener[] {
  const target = podPortOf(installation, port);
  return listeners.filter(
    (listener) => listener.emitted && listener.port === target && listener.bind.startsWith('tcp-'),
  );
}
