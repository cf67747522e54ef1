import type { Cluster } from './cluster.ts';
import { podPortOf } from './gateway-entry.ts';
import { gatewayContainer } from './gateway-pods.ts';
import type { Installation } from './installations.ts';
import type { PodSpec, Service, ServicePort } from './objects.ts';
import type { RoutedListener, Routing, RoutingKind } from './routing.ts';

/** A port by which clients outside come to the gateway, and the port of its Pods behind it. */
export interface Exposed {
  readonly service: Service;
  readonly port: ServicePort;
  readonly target: number;
}

/** How traffic gets to the Pods of a gateway. */
export interface Exposure {
  readonly ports: readonly Exposed[];
  /** Whether that is all: no names that could not be resolved, no Services that could not be read, no host network. */
  readonly isComplete: boolean;
  /** Ports that belong to something else in the same Pods, or to the gateway's administration. */
  readonly foreign: ReadonlySet<number>;
}

/** Health and diagnostics, Envoy's own, ambex, diagd, snapshots, readiness. */
const ADMINISTRATION = [8877, 8001, 8002, 8003, 8004, 8005, 8006, 8500];

/** The ports of a gateway's Services that are for traffic; Services for its administration are left out. */
export function exposureOf(cluster: Cluster<RoutingKind>, { installation }: Routing): Exposure {
  const specs = podSpecsOf(installation);
  const traffic = installation.services.filter((service) => !isAdministration(installation, service));
  const resolved = traffic.flatMap((service) =>
    (service.spec.ports ?? []).map((port) => ({ service, port, target: podPortOf(installation, port) })),
  );
  const homes = new Set([...installation.workloads, ...installation.pods].map(({ metadata }) => metadata.namespace));
  return {
    ports: resolved.flatMap(({ service, port, target }) => (target === undefined ? [] : [{ service, port, target }])),
    isComplete:
      !installation.isAssumed &&
      specs.length > 0 &&
      specs.every(({ hostNetwork }) => !hostNetwork) &&
      [...homes].every((namespace) => cluster.knows('Service', namespace)) &&
      resolved.every(({ target }) => target !== undefined),
    foreign: new Set([...ADMINISTRATION, ...specs.flatMap(sidecarPorts)]),
  };
}

/** Whether a Listener listens where a port of a Service leads. */
export function leadsTo({ port, target }: Exposed, listener: RoutedListener): boolean {
  return target === listener.port && (port.protocol === 'UDP') === listener.bind.startsWith('udp-');
}

/** Whether a Listener's port is opened on the nodes themselves. */
export function hasHostPort(installation: Installation, port: number): boolean {
  return podSpecsOf(installation)
    .flatMap(({ containers = [] }) => containers)
    .some(({ ports = [] }) => ports.some(({ containerPort, hostPort }) => containerPort === port && hostPort));
}

function podSpecsOf({ workloads, pods }: Installation): readonly PodSpec[] {
  const templates = workloads.flatMap(({ spec }) => spec.template?.spec ?? []);
  return templates.length > 0 ? templates : pods.map(({ spec }) => spec);
}

function isAdministration(installation: Installation, { metadata, spec }: Service): boolean {
  const targets = (spec.ports ?? []).map((port) => podPortOf(installation, port));
  return (
    metadata.labels?.service === 'ambassador-admin' ||
    /(^|-)(admin|metrics|monitoring|statsd)$/.test(metadata.name) ||
    targets.some((target) => target !== undefined && ADMINISTRATION.includes(target))
  );
}

function sidecarPorts(spec: PodSpec): readonly number[] {
  const own = gatewayContainer(spec);
  return [...(spec.containers ?? []), ...(spec.initContainers ?? [])]
    .filter((container) => container !== own)
    .flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));
}
