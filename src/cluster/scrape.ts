import type { Cluster } from './cluster.ts';
import { collectorsOf, knowsEverywhere, type ScrapeConfig } from './collectors.ts';
import { adminPortOf, type GatewayPart, gatewayPartsOf, sidecarsOf } from './gateway-parts.ts';
import { selects } from './labels.ts';
import {
  endpointsOf,
  followersOf,
  gatewayServicesOf,
  isAdminService,
  isMeantForGateway,
  isUnmanaged,
  knowsServicesOf,
  looksInto,
  type Monitor,
  type MonitorKind,
  monitoredServices,
  monitorKinds,
} from './monitors.ts';
import type {
  AnyObject,
  LabelSelector,
  MonitorEndpoint,
  Pod,
  PodMonitor,
  PodSpec,
  Ref,
  Service,
  ServiceMonitor,
  ServicePort,
} from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { exporterIn, exporterPortOf, portNumberOf, sinkOf, statsdOf } from './statsd.ts';

/** All that `scrapesOf` looks at; it can do without any of them. */
export const scrapeKinds = monitorKinds;
export type ScrapeKind = MonitorKind;

type Strings = Readonly<Record<string, string>>;

/** A way by which the metrics of a gateway Pod may reach somebody. */
export interface ScrapePath {
  readonly through: 'ServiceMonitor' | 'PodMonitor' | 'annotation' | 'static' | 'statsd';
  /** What asks for it. */
  readonly by: AnyObject | Ref;
  readonly service?: Service;
  /** What it brings; absent: it is not known, or the path ends before that. */
  readonly gives?: MetricsAt;
  /** Where it ends; absent: it works, or nobody can know that it does not. */
  readonly broken?: Break;
  /** Nothing was seen that reads it, and nothing that rules it out. */
  readonly isDoubtful?: true;
}

/** The first step of a path that fails, in the order in which Prometheus takes them. */
export type Step =
  /** The monitor does not look into the Pod's namespace. */
  | 'namespace'
  /** The monitor's selector picks no Service, or not the one in front of this Pod. */
  | 'service-labels'
  /** The monitor names a port that the Service or Pod does not have. */
  | 'port'
  /** The Service's selector, or the PodMonitor's, does not pick the Pod. */
  | 'pod-labels'
  /** What the Service hands on to is no port of this Pod, or not one with metrics. */
  | 'target-port'
  | 'path'
  /** No Prometheus follows the monitor. */
  | 'unselected'
  | 'annotation'
  | 'statsd';

export interface Break {
  readonly step: Step;
  readonly difference?: Difference;
}

/** Two fields that have to agree and do not. */
export interface Difference {
  readonly wanted: Field;
  readonly found: Field;
}

interface Field {
  readonly at: AnyObject | Ref;
  readonly path: string;
  /** `profile=main`, a port; absent: there is none. */
  readonly value?: string;
}

/** A gateway Pod and how it is scraped; of a part whose Pods could not be read, or are being replaced, its template. */
export interface Scrape {
  readonly part: GatewayPart;
  readonly of: Pod | GatewayPart['on'];
  readonly labels: Strings;
  readonly annotations: Strings;
  readonly spec: PodSpec;
  readonly paths: readonly ScrapePath[];
  /** Whether somebody surely gets its metrics, as far as configuration goes. */
  readonly isLinked: boolean;
}

/** How each gateway Pod is scraped. Pods that end, have ended or have not started yet do not count. */
export const scrapesOf = perCluster((cluster: Cluster<ScrapeKind>): readonly Scrape[] =>
  gatewayPartsOf(cluster).flatMap((part) =>
    subjectsOf(part).map((subject) => {
      const paths = pathsOf(cluster, subject);
      return { ...subject, paths, isLinked: paths.some(({ broken, isDoubtful }) => !broken && !isDoubtful) };
    }),
  ),
);

/** Whether some gateway Pod in the namespaces a monitor is about gets its metrics to nobody. True when there are none. */
export function leavesUnlinked(cluster: Cluster<ScrapeKind>, namespaces: Iterable<string>): boolean {
  const wanted = new Set(namespaces);
  const near = scrapesOf(cluster).filter(({ part }) => wanted.has(part.namespace));
  return near.length === 0 || near.some(({ isLinked }) => !isLinked);
}

/**
 * Whether all that may gather metrics here is known: monitors, and a Prometheus that follows nothing else. Then what no
 * path leads to is gathered by nobody.
 */
export function seesEverySource(cluster: Cluster<ScrapeKind>): boolean {
  const { agents, servers, isComplete } = collectorsOf(cluster);
  const all = cluster.all('Prometheus');
  return (
    all.length > 0 &&
    !all.some((one) => isUnmanaged(one) || 'additionalScrapeConfigs' in one.spec) &&
    agents.length + servers.length === 0 &&
    isComplete &&
    knowsEverywhere<ScrapeKind>(cluster, 'ServiceMonitor') &&
    knowsEverywhere<ScrapeKind>(cluster, 'PodMonitor')
  );
}

/** What a port of a gateway Pod gives: the gateway's own metrics, a statsd-exporter's, a sidecar's, or traffic. */
export function metricsAt(cluster: Cluster<ScrapeKind>, { part, spec }: Subject, port: number): MetricsAt {
  if (port === adminPortOf(part)) return 'gateway';
  const exporter = exporterIn(spec);
  if (exporter && port === exporterPortOf(exporter)) return 'exporter';
  const isSidecars = (spec.containers ?? [])
    .filter(({ name }) => name !== part.container.name)
    .some(({ ports = [] }) => ports.some(({ containerPort }) => containerPort === port));
  if (isSidecars || MESH_PORTS.has(port)) return 'sidecar';
  // Somebody may have routed /metrics through the gateway itself.
  if (isRoutedToItself(cluster)) return 'sidecar';
  const isOwn = (part.container.ports ?? []).some(({ containerPort }) => containerPort === port);
  // A sidecar need not say which ports it listens on.
  const mayBeSidecars = sidecarsOf(part).some(({ ports = [] }) => ports.length === 0);
  const isKnown = part.installation.flavour !== 'edge-stack' && !mayBeSidecars;
  return isOwn || isKnown ? 'traffic' : 'sidecar';
}

export type MetricsAt = 'gateway' | 'exporter' | 'sidecar' | 'traffic';
export type Subject = Omit<Scrape, 'paths' | 'isLinked'>;

/** The pairs of a selector that labels do not fulfil, with the value they have instead. */
export function unfulfilled(
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
  labels: Strings = {},
): readonly { readonly key: string; readonly wanted: string; readonly path: string; readonly found?: string }[] {
  const found = (key: string) => (labels[key] === undefined ? {} : { found: `${key}=${labels[key]}` });
  return [
    ...Object.entries(matchLabels)
      .filter(([key, value]) => labels[key] !== value)
      .map(([key, value]) => ({ key, wanted: `${key}=${value}`, path: `matchLabels.${key}`, ...found(key) })),
    ...matchExpressions
      .filter((expression) => !selects({ matchExpressions: [expression] }, labels))
      .map(({ key, operator, values = [] }) => ({
        key,
        wanted: [key, operator, ...(values.length > 0 ? [`(${values.join(', ')})`] : [])].join(' '),
        path: `matchExpressions[${key}]`,
        ...found(key),
      })),
  ];
}

/** The Service port that an endpoint of a ServiceMonitor names. */
export function namedPort({ spec }: Service, { port }: MonitorEndpoint): ServicePort | undefined {
  return port === undefined ? undefined : spec.ports?.find(({ name }) => name === String(port));
}

/** The path that Prometheus asks for. */
export function metricsPathOf({ path }: MonitorEndpoint): string {
  if (!path) return METRICS_PATH;
  return path.startsWith('/') ? path : `/${path}`;
}

export const METRICS_PATH = '/metrics';

const isRoutedToItself = perCluster((cluster: Cluster<'Mapping'>) =>
  cluster
    .all('Mapping')
    .some(({ spec: { service = '' } }) => /^(http:\/\/)?(localhost|127\.0\.0\.1):\d+/.test(service)),
);

/** Istio's and Linkerd's sidecars, which are put into Pods with annotations of their own. */
const MESH_PORTS: ReadonlySet<number> = new Set([15020, 15090, 4191]);

function subjectsOf(part: GatewayPart): readonly Subject[] {
  // Pods that are being replaced may be of either template: the new one tells how it will be.
  if (part.pods.length === 0 || part.isRollingOut) {
    const { on, labels, annotations, spec } = part;
    return [{ part, of: on, labels, annotations, spec }];
  }
  return part.pods
    .filter(({ status }) => status?.phase !== 'Pending')
    .map((pod) => ({
      part,
      of: pod,
      labels: pod.metadata.labels ?? {},
      annotations: pod.metadata.annotations ?? {},
      spec: pod.spec,
    }));
}

function pathsOf(cluster: Cluster<ScrapeKind>, subject: Subject): readonly ScrapePath[] {
  return [
    ...cluster.all('ServiceMonitor').flatMap((monitor) => viaServiceMonitor(cluster, monitor, subject)),
    ...cluster.all('PodMonitor').flatMap((monitor) => viaPodMonitor(cluster, monitor, subject)),
    ...viaAnnotations(cluster, subject),
    ...viaConfig(cluster, subject),
    ...viaStatsd(cluster, subject),
  ];
}

function viaServiceMonitor(
  cluster: Cluster<ScrapeKind>,
  monitor: ServiceMonitor,
  subject: Subject,
): readonly ScrapePath[] {
  const path = { through: 'ServiceMonitor', by: monitor } as const;
  const gatewayServices = gatewayServicesOf(cluster);
  const services = monitoredServices(cluster, monitor);
  const { namespace } = subject.part;
  const near = services.filter(
    (service) =>
      service.metadata.namespace === namespace && gatewayServices.has(service) && isFor(cluster, service, subject.part),
  );
  if (near.length === 0) {
    const isMine = services.length === 0 && knowsServicesOf(cluster, monitor) && isMeantForGateway(cluster, monitor);
    return isMine
      ? [{ ...path, broken: { step: looksInto(monitor, namespace) ? 'service-labels' : 'namespace' } }]
      : [];
  }

  const attempts = near.flatMap((service) =>
    endpointsOf(monitor).map((endpoint) => ({
      ...path,
      service,
      ...serviceAttempt(cluster, { monitor, endpoint, service, subject }),
    })),
  );
  // Of a monitor for many applications nobody expects that it fits the gateway too.
  const isMine = services.every((service) => gatewayServices.has(service)) || isMeantForGateway(cluster, monitor);
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
function isFor(cluster: Cluster<ScrapeKind>, { metadata, spec }: Service, { installation }: GatewayPart): boolean {
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
  cluster: Cluster<ScrapeKind>,
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
  cluster: Cluster<ScrapeKind>,
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
function otherService(cluster: Cluster<ScrapeKind>, monitor: ServiceMonitor, subject: Subject): Break | undefined {
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

function viaPodMonitor(cluster: Cluster<ScrapeKind>, monitor: PodMonitor, subject: Subject): readonly ScrapePath[] {
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
  cluster: Cluster<ScrapeKind>,
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
function picksGateway(cluster: Cluster<ScrapeKind>, monitor: PodMonitor, beside?: Subject): boolean {
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

function viaAnnotations(cluster: Cluster<ScrapeKind>, subject: Subject): readonly ScrapePath[] {
  const { part, annotations, labels } = subject;
  const services = cluster
    .in('Service', part.namespace)
    .filter(
      ({ spec: { selector = {} } }) =>
        Object.keys(selector).length > 0 && unfulfilled({ matchLabels: selector }, labels).length === 0,
    );
  const written = [
    { by: subject.of, annotations },
    ...services.map((service) => ({ by: service, annotations: service.metadata.annotations ?? {}, service })),
  ];
  const isDoubtful = !readsAnnotations(cluster);
  return written
    .filter((one) => one.annotations['prometheus.io/scrape'] === 'true')
    .map(({ by, annotations: said, ...rest }) => ({
      through: 'annotation' as const,
      by,
      ...rest,
      ...(annotationProblem(cluster, subject, said) && { broken: { step: 'annotation' as const } }),
      ...(isDoubtful && { isDoubtful: true as const }),
    }));
}

/** What is wrong with prometheus.io annotations, for a Pod; undefined: nothing. */
export function annotationProblem(
  cluster: Cluster<ScrapeKind>,
  subject: Subject,
  annotations: Strings,
): { readonly key: string; readonly value: string; readonly right: string } | undefined {
  const { part, spec } = subject;
  const exporter = exporterIn(spec);
  const port = annotations['prometheus.io/port'];
  // Without a port every port that the containers declare is asked.
  const metrics = port === undefined ? undefined : metricsAt(cluster, subject, Number(port));
  if (port !== undefined && metrics === 'traffic') {
    const right = String(exporter ? exporterPortOf(exporter) : adminPortOf(part));
    return { key: 'prometheus.io/port', value: port, right };
  }
  const path = annotations['prometheus.io/path'];
  const isWrong =
    path !== undefined && path !== '' && metrics === 'gateway' && metricsPathOf({ path }) !== METRICS_PATH;
  return isWrong ? { key: 'prometheus.io/path', value: path, right: METRICS_PATH } : undefined;
}

/** Whether something that follows prometheus.io annotations was seen, or may be where nothing was seen at all. */
export function readsAnnotations(cluster: Cluster<ScrapeKind>): boolean {
  const { agents, servers, configs } = collectorsOf(cluster);
  if (agents.length + servers.length > 0 || configs.some(({ text }) => text.includes('prometheus_io_scrape')))
    return true;
  const operated = cluster.all('Prometheus');
  return operated.length === 0 || operated.some(isUnmanaged);
}

/** Fixed targets of a scrape configuration that are gateway Pods, by address or behind a Service. */
function viaConfig(cluster: Cluster<ScrapeKind>, subject: Subject): readonly ScrapePath[] {
  return collectorsOf(cluster).configs.flatMap((config) => {
    const by: Ref = { kind: 'ConfigMap', namespace: config.namespace, name: config.configMap };
    const ip = subject.of.kind === 'Pod' && 'status' in subject.of ? subject.of.status?.podIP : undefined;
    return targetsOf(config).flatMap(({ host }): readonly ScrapePath[] => {
      if (host === ip) return [{ through: 'static', by }];
      const service = serviceAt(cluster, config, host);
      const { selector = {} } = service?.spec ?? {};
      const isBehind =
        service?.metadata.namespace === subject.part.namespace &&
        Object.keys(selector).length > 0 &&
        unfulfilled({ matchLabels: selector }, subject.labels).length === 0;
      return service && isBehind ? [{ through: 'static', by, service }] : [];
    });
  });
}

/** The hosts and ports of a job's fixed targets; none of a job that probes something else through them. */
export function targetsOf({ text }: ScrapeConfig): readonly { readonly host: string; readonly port: number }[] {
  if (!/static_configs:/.test(text) || /metrics_path:\s*["']?\/probe|__param_target/.test(text)) return [];
  const lines = text.slice(text.indexOf('static_configs:'));
  return [...lines.matchAll(/(?<![\w.:/-])([a-z0-9][\w.-]*):(\d{2,5})(?![\w.])/gi)].map(([, host = '', port]) => ({
    host,
    port: Number(port),
  }));
}

/** The Service that a host name in a scrape configuration stands for. */
export function serviceAt(
  cluster: Cluster<'Service'>,
  { namespace: home }: ScrapeConfig,
  host: string,
): Service | undefined {
  const [name = '', namespace = home, third] = host.split('.');
  return third === undefined || third === 'svc' ? cluster.find('Service', namespace, name) : undefined;
}

function viaStatsd(cluster: Cluster<ScrapeKind>, { part, spec }: Subject): readonly ScrapePath[] {
  const statsd = statsdOf(cluster, part);
  const path = { through: 'statsd', by: part.on } as const;
  // Metrics can also be sent over gRPC, to something that nobody else describes.
  const sends = (part.container.env ?? []).some(({ name }) => name === 'AMBASSADOR_GRPC_METRICS_SINK');
  const doubtful = [{ ...path, isDoubtful: true as const }];
  if (statsd.isOn === false) return sends || exporterIn(spec) ? doubtful : [];
  const { target } = statsd;
  switch (target.kind) {
    case 'elsewhere':
      return [path];
    case 'service':
      return sinkOf(cluster, statsd) || !cluster.lacks('Service', target.namespace, target.name)
        ? [path]
        : [{ ...path, broken: { step: 'statsd' } }];
    case 'malformed':
      return [{ ...path, broken: { step: 'statsd' } }];
    // What is sent within the Pod still has to be asked for there.
    default:
      return doubtful;
  }
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
