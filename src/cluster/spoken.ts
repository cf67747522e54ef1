import type { Cluster } from './cluster.ts';
import type { AnyObject, Container, Service, ServicePort } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { httpProbeOf } from './probes.ts';
import type { TargetKind } from './targets.ts';
import { backendsOf } from './workloads.ts';

/** What objects say of whether a port of a Service takes TLS. */
export interface Spoken {
  readonly tls: boolean;
  /** Whether it is surely so: a probe or appProtocol says it. Else names and numbers let one think so. */
  readonly isSure: boolean;
  readonly at: AnyObject;
  readonly path: string;
  readonly value: string | number;
}

interface Held {
  readonly at: AnyObject;
  readonly home: string;
  readonly container: Container;
}

/**
 * Whether a port of a Service takes TLS, by what stands behind it; undefined where nothing says so, or two things say the
 * opposite.
 */
export function spokenAt(cluster: Cluster<TargetKind>, service: Service, port: ServicePort): Spoken | undefined {
  const known = spokenByPort(cluster);
  if (!known.has(port)) known.set(port, compute(cluster, service, port));
  return known.get(port);
}

// Many Mappings share a port.
const spokenByPort = perCluster((_: Cluster<TargetKind>) => new Map<ServicePort, Spoken | undefined>());

function compute(cluster: Cluster<TargetKind>, service: Service, port: ServicePort): Spoken | undefined {
  const { workloads, pods } = backendsOf(cluster, service);
  const containers = [
    ...workloads.map((at) => ({ at, home: 'spec.template.spec', spec: at.spec.template?.spec })),
    ...pods.map((at) => ({ at, home: 'spec', spec: at.spec })),
  ].flatMap(({ at, home, spec }) => (spec?.containers ?? []).map((container) => ({ at, home, container })));
  const probes = probed(containers, port);
  const declaration = declared(service, port);
  // Some servers take clear requests, of probes too, on the port where they take TLS.
  const sure = [...probes.filter(({ tls }) => tls), ...declaration];
  const [first] = sure.length > 0 ? sure : guessed(service, port, containers, probes);
  // What is declared may be meant for a load balancer in front.
  const isDoubted = declaration.length > 0 && behindOf(port, containers, probes).voices.includes(!first?.tls);
  return first && !isDoubted && sure.every(({ tls }) => tls === first.tls) ? first : undefined;
}

function probed(containers: readonly Held[], port: ServicePort): readonly Spoken[] {
  return containers.flatMap(({ at, home, container }) =>
    (['readinessProbe', 'livenessProbe'] as const).flatMap((name): readonly Spoken[] => {
      const probe = httpProbeOf(container, name);
      if (probe?.number === undefined || probe.number !== numberOf(port, container)) return [];
      const path = `${home}.containers[${container.name}].${name}.httpGet.scheme`;
      return [{ tls: probe.isHttps, isSure: probe.isHttps, at, path, value: probe.isHttps ? 'HTTPS' : 'HTTP' }];
    }),
  );
}

function declared(service: Service, { port, appProtocol = '' }: ServicePort): readonly Spoken[] {
  const tls = APP_PROTOCOLS.get(appProtocol.toLowerCase());
  if (tls === undefined) return [];
  return [{ tls, isSure: true, at: service, path: `spec.ports[${port}].appProtocol`, value: appProtocol }];
}

const APP_PROTOCOLS: ReadonlyMap<string, boolean> = new Map([
  ['https', true],
  ['kubernetes.io/wss', true],
  ['http', false],
  ['kubernetes.io/ws', false],
  ['kubernetes.io/h2c', false],
]);

interface Behind {
  /** What names and numbers behind the port say, and probes. */
  readonly names: readonly (boolean | undefined)[];
  readonly numbers: readonly (boolean | undefined)[];
  readonly voices: readonly (boolean | undefined)[];
}

function behindOf(port: ServicePort, containers: readonly Held[], probes: readonly Spoken[]): Behind {
  const { targetPort = port.port } = port;
  const declaring = containers.flatMap(({ container }) =>
    (container.ports ?? []).filter(({ containerPort }) => containerPort === numberOf(port, container)),
  );
  const names = [byName(String(targetPort)), ...declaring.map((one) => byName(one.name ?? ''))];
  const numbers = [byNumber(targetPort), ...declaring.map(({ containerPort }) => byNumber(containerPort))];
  return { names, numbers, voices: [...names, ...numbers, ...probes.map(({ tls }) => tls)] };
}

/** What names and numbers suggest; nothing when they do not agree. */
function guessed(
  service: Service,
  port: ServicePort,
  containers: readonly Held[],
  probes: readonly Spoken[],
): readonly Spoken[] {
  const { name = '', targetPort = port.port } = port;
  const { names, numbers, voices: behind } = behindOf(port, containers, probes);
  const voices = [...behind, byName(name)];
  const path = `spec.ports[${port.port}]`;
  // The number of the Service's own port alone says nothing: 443 is often a front for 8080.
  if (behind.includes(true) && !voices.includes(false)) {
    return [{ tls: true, isSure: false, at: service, path: `${path}.targetPort`, value: targetPort }];
  }
  // What was named http may have got TLS later (Elasticsearch), and so may have what listens on 8080; not both, and
  // nothing that a probe asks in clear.
  const front = byNumber(port.port);
  const isNamed = [...names, byName(name)].includes(false) || port.port === 80;
  const isPlain = probes.length > 0 || (isNamed && [...numbers, front].includes(false));
  if (!isPlain || front === true || voices.includes(true)) return [];
  return [{ tls: false, isSure: false, at: service, path: `${path}.name`, value: name || port.port }];
}

function byName(name: string): boolean | undefined {
  if (/^(https|tls|ssl)(-|$)|-(https|tls|ssl)$/.test(name)) return true;
  return /^(http|http2|h2c)(-|$)|-(http|http2|h2c)$/.test(name) ? false : undefined;
}

function byNumber(port: number | string): boolean | undefined {
  if (port === 443 || port === 8443) return true;
  return port === 80 || port === 8080 ? false : undefined;
}

/** The number that a Service port leads to in a container. */
function numberOf({ port, targetPort = port }: ServicePort, { ports = [] }: Container): number | undefined {
  return typeof targetPort === 'number' ? targetPort : ports.find(({ name }) => name === targetPort)?.containerPort;
}
