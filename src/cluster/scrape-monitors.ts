import type { Cluster } from './cluster.ts';
import { adminPortOf, type GatewayPart, gatewayPartsOf } from './gateway-parts.ts';
import { selects } from './labels.ts';
import {
  endpointsOf,
  followersOf,
  isAdminService,
  isMeantForGateway,
  isOnlyForGateway,
  knowsServicesOf,
  looksInto,
  type Monitor,
  type MonitorKind,
  monitoredGatewayServices,
  monitoredServices,
} from './monitors.ts';
import type { LabelSelector, MonitorEndpoint, PodMonitor, PodSpec, Service, ServiceMonitor } from './objects.ts';
import {
  type Break,
  type Difference,
  type Field,
  METRICS_PATH,
  metricsAt,
  metricsPathOf,
  namedPort,
  type ScrapePath,
  type Step,
  type Subject,
  unfulfilled,
} from './scrape-path.ts';
import { portNumberOf } from './statsd.ts';

/** The ways to a gateway Pod that a ServiceMonitor opens; of those that do not work only what was meant for it. */
export function viaServiceMonitor(
  cluster: Cluster<MonitorKind>,
  monitor: ServiceMonitor,
  subject: Subject,
): readonly ScrapePath[] {
  const path = { through: 'ServiceMonitor', by: monitor } as const;
  const { namespace } = subject.part;
  const own = monitoredGatewayServices(cluster, monitor);
  const near = own.filter(
    (service) => service.metadata.namespace === namespace && isFor(cluster, service, subject.part),
  );
  if (near.length === 0) {
    const isMissed =
      own.length === 0 &&
      isMeantForGateway(cluster, monitor) &&
      knowsServicesOf(cluster, monitor) &&
      monitoredServices(cluster, monitor).length === 0;
    if (!isMissed) return [];
    return [{ ...path, broken: { step: looksInto(monitor, namespace) ? 'service-labels' : 'namespace' } }];
  }

  const attempts = near.flatMap((service) =>
    endpointsOf(monitor).map((endpoint) => ({
      ...path,
      service,
      ...serviceAttempt(cluster, { monitor, endpoint, service, subject }),
    })),
  );
  // Of a monitor for many applications nobody expects that it fits the gateway too.
  const isMine = isMeantForGateway(cluster, monitor) || isOnlyForGateway(cluster, monitor);
  return outcome(attempts, isMine).map((one) =>
    one.broken?.step === 'pod-labels' ? { ...one, broken: otherService(cluster, monitor, subject) ?? one.broken } : one,
  );
}

/** The attempts that work; when none does and it should, the one that got furthest. */
function outcome(attempts: readonly ScrapePath[], shouldWork: boolean): readonly ScrapePath[] {
  const working = attempts.filter(({ broken }) => !broken);
  if (working.length > 0 || !shouldWork) return working;
  const reached = ({ broken }: ScrapePath) => (broken ? STEPS.indexOf(broken.step) : STEPS.length);
  return attempts.toSorted((a, b) => reached(b) - reached(a)).slice(0, 1);
}

/** Whether a Service stands for this gateway, and not only for another in the same namespace. */
function isFor(cluster: Cluster<MonitorKind>, { metadata, spec }: Service, { installation }: GatewayPart): boolean {
  const picked = gatewayPartsOf(cluster).filter(
    ({ namespace, labels }) =>
      namespace === metadata.namespace && unfulfilled({ matchLabels: spec.selector ?? {} }, labels).length === 0,
  );
  return picked.length === 0 || picked.some((part) => part.installation === installation);
}

interface Attempt<M extends Monitor> {
  readonly monitor: M;
  readonly endpoint: MonitorEndpoint;
  readonly service: Service;
  readonly subject: Subject;
}

type Result = Pick<ScrapePath, 'gives' | 'broken'>;

function serviceAttempt(
  cluster: Cluster<MonitorKind>,
  { monitor, endpoint, service, subject }: Attempt<ServiceMonitor>,
): Result {
  const port = namedPort(service, endpoint);
  if (endpoint.port !== undefined && !port) return { broken: { step: 'port' } };
  const selector = service.spec.selector ?? {};
  const [differs] = unfulfilled({ matchLabels: selector }, subject.labels);
  if (differs) {
    const wanted = { at: service, path: `spec.selector.${differs.key}`, value: differs.wanted };
    return { broken: { step: 'pod-labels', difference: { wanted, found: labelOf(subject, differs) } } };
  }

  const target = port ? (port.targetPort ?? port.port) : endpoint.targetPort;
  const wanted = port
    ? { at: service, path: `spec.ports[${port.name}].targetPort`, value: String(target) }
    : { at: monitor, path: 'spec.endpoints.targetPort', value: String(target) };
  return lastSteps(cluster, { monitor, endpoint, subject }, target, wanted);
}

/** The steps that are the same for ServiceMonitors and PodMonitors: the port of the Pod, the path, the Prometheus. */
function lastSteps(
  cluster: Cluster<MonitorKind>,
  { monitor, endpoint, subject }: Omit<Attempt<Monitor>, 'service'>,
  target: number | string | undefined,
  wanted: Field,
): Result {
  // Without a port Prometheus asks all there are.
  const port = portNumberOf(subject.spec, target ?? adminPortOf(subject.part));
  if (port === undefined) return { broken: { step: 'target-port', difference: { wanted, found: portsOf(subject) } } };
  const gives = metricsAt(cluster, subject, port);
  if (gives === 'traffic') {
    return { gives, broken: { step: 'target-port', difference: { wanted, found: adminPort(subject) } } };
  }
  if (gives === 'gateway' && metricsPathOf(endpoint) !== METRICS_PATH) return { gives, broken: { step: 'path' } };
  const isFollowed = followersOf(cluster, monitor).kind !== 'refused';
  return isFollowed ? { gives } : { gives, broken: { step: 'unselected' } };
}

/** A Service in front of the Pod that the monitor would take, had it the labels that the monitor asks for. */
function otherService(cluster: Cluster<MonitorKind>, monitor: ServiceMonitor, subject: Subject): Break | undefined {
  const ports = endpointsOf(monitor);
  const service = cluster
    .in('Service', subject.part.namespace)
    .find(
      (one) =>
        one.spec.selector &&
        Object.keys(one.spec.selector).length > 0 &&
        unfulfilled({ matchLabels: one.spec.selector }, subject.labels).length === 0 &&
        (isAdminService(one) || ports.some((endpoint) => namedPort(one, endpoint))),
    );
  const [differs] = service ? unfulfilled(monitor.spec.selector ?? {}, service.metadata.labels) : [];
  if (!service || !differs) return undefined;
  const wanted = { at: monitor, path: `spec.selector.${differs.path}`, value: differs.wanted };
  const found = { at: service, path: `metadata.labels.${differs.key}`, ...(differs.found && { value: differs.found }) };
  return { step: 'service-labels', difference: { wanted, found } };
}

/** The same of a PodMonitor. */
export function viaPodMonitor(
  cluster: Cluster<MonitorKind>,
  monitor: PodMonitor,
  subject: Subject,
): readonly ScrapePath[] {
  const path = { through: 'PodMonitor', by: monitor } as const;
  const selector = monitor.spec.selector ?? {};
  const isMine = isMeantForGateway(cluster, monitor);
  if (!looksInto(monitor, subject.part.namespace)) {
    const isMissed = isMine && selects(selector, subject.labels) && !picksGateway(cluster, monitor);
    return isMissed ? [{ ...path, broken: { step: 'namespace', difference: namespaceOf(monitor, subject) } }] : [];
  }

  const [differs] = unfulfilled(selector, subject.labels);
  if (differs) {
    if (!isMine && !picksGateway(cluster, monitor, subject)) return [];
    const wanted = { at: monitor, path: `spec.selector.${differs.path}`, value: differs.wanted };
    return [{ ...path, broken: { step: 'pod-labels', difference: { wanted, found: labelOf(subject, differs) } } }];
  }

  const attempts = endpointsOf(monitor).map((endpoint) => ({
    ...path,
    ...podAttempt(cluster, { monitor, endpoint, subject }),
  }));
  // A selector that picks more than the gateway need not fit its ports.
  const fits = isSpecific(selector) && attempts.some(({ broken }) => broken?.step !== 'port');
  return outcome(attempts, isMine || fits);
}

function namespaceOf(monitor: PodMonitor, { of, part }: Subject): Difference {
  const names = monitor.spec.namespaceSelector?.matchNames ?? [];
  const wanted =
    names.length > 0
      ? { at: monitor, path: 'spec.namespaceSelector.matchNames', value: names.join(', ') }
      : { at: monitor, path: 'metadata.namespace', value: monitor.metadata.namespace };
  return { wanted, found: { at: of, path: 'metadata.namespace', value: part.namespace } };
}

function podAttempt(
  cluster: Cluster<MonitorKind>,
  { monitor, endpoint, subject }: Omit<Attempt<PodMonitor>, 'service'>,
): Result {
  const target = endpoint.port ?? endpoint.targetPort;
  const field = endpoint.port === undefined ? 'targetPort' : 'port';
  const wanted = { at: monitor, path: `spec.podMetricsEndpoints.${field}`, value: String(target) };
  if (!hasPortNamed(subject.spec, endpoint)) {
    return { broken: { step: 'port', difference: { wanted, found: portsOf(subject) } } };
  }
  return lastSteps(cluster, { monitor, endpoint, subject }, target, wanted);
}

// A PodMonitor's port is a name, whatever it looks like.
function hasPortNamed({ containers = [], initContainers = [] }: PodSpec, { port }: MonitorEndpoint): boolean {
  const ports = [...containers, ...initContainers].flatMap((container) => container.ports ?? []);
  return port === undefined || ports.some(({ name }) => name === String(port));
}

/** Whether a PodMonitor picks some gateway Pod; given one, another of the same gateway. */
function picksGateway(cluster: Cluster<MonitorKind>, monitor: PodMonitor, beside?: Subject): boolean {
  const selector = monitor.spec.selector ?? {};
  return gatewayPartsOf(cluster).some(
    ({ installation, namespace, labels, spec }) =>
      (!beside || installation === beside.part.installation) &&
      isSpecific(selector) &&
      looksInto(monitor, namespace) &&
      selects(selector, labels) &&
      endpointsOf(monitor).some((endpoint) => hasPortNamed(spec, endpoint)),
  );
}

function isSpecific({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length + matchExpressions.length > 0;
}

const STEPS: readonly Step[] = [
  'namespace',
  'service-labels',
  'port',
  'pod-labels',
  'target-port',
  'path',
  'unselected',
];

function labelOf({ of, part }: Subject, { key, found }: { readonly key: string; readonly found?: string }): Field {
  const path = of.kind === 'Pod' ? `metadata.labels.${key}` : `spec.template.metadata.labels.${key}`;
  return { at: of.kind === 'Pod' ? of : part.on, path, ...(found !== undefined && { value: found }) };
}

function portsOf({ of, spec }: Subject): Field {
  const names = (spec.containers ?? []).flatMap(({ ports = [] }) => ports.flatMap(({ name }) => name ?? []));
  return { at: of, path: 'spec.containers.ports', ...(names.length > 0 && { value: names.join(', ') }) };
}

function adminPort({ of, part }: Subject): Field {
  return { at: of, path: `spec.containers[${part.container.name}].ports`, value: String(adminPortOf(part)) };
}
