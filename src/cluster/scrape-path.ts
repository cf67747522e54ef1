import type { Cluster } from './cluster.ts';
import { adminPortOf, type GatewayPart, sidecarsOf } from './gateway-parts.ts';
import { selects } from './labels.ts';
import type { AnyObject, LabelSelector, MonitorEndpoint, Pod, PodSpec, Ref, Service, ServicePort } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { exporterIn, exporterPortOf } from './statsd.ts';

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

export interface Field {
  readonly at: AnyObject | Ref;
  readonly path: string;
  /** `profile=main`, a port; absent: there is none. */
  readonly value?: string;
}

/** A gateway Pod; of a part whose Pods could not be read, or are being replaced, its template. */
export interface Subject {
  readonly part: GatewayPart;
  readonly of: Pod | GatewayPart['on'];
  readonly labels: Strings;
  readonly annotations: Strings;
  readonly spec: PodSpec;
}

/** What a port of a gateway Pod gives: the gateway's own metrics, a statsd-exporter's, a sidecar's, or traffic. */
export function metricsAt(cluster: Cluster<'Mapping'>, { part, spec }: Subject, port: number): MetricsAt {
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
