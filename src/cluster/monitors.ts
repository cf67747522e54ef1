import type { Cluster } from './cluster.ts';
import { type CollectorKind, collectorsOf } from './collectors.ts';
import { gatewayPartsOf } from './gateway-parts.ts';
import { type InstallationKind, installationKinds, installationsOf } from './installations.ts';
import { hasLabels, selects } from './labels.ts';
import { nearest } from './names.ts';
import { namespaceLabels, selectsNamespace } from './namespaces.ts';
import type {
  Kind,
  LabelSelector,
  MonitorEndpoint,
  PodMonitor,
  Prometheus,
  Service,
  ServiceMonitor,
  ServicePort,
} from './objects.ts';
import { perCluster } from './per-cluster.ts';

/** What the facts about monitors look at. */
export const monitorKinds = [
  ...installationKinds,
  'ConfigMap',
  'Namespace',
  'ServiceMonitor',
  'PodMonitor',
  'Prometheus',
] as const satisfies readonly Kind[];

export type MonitorKind = InstallationKind | CollectorKind | 'ServiceMonitor' | 'PodMonitor';
export type Monitor = ServiceMonitor | PodMonitor;
type Strings = Readonly<Record<string, string>>;

/** Whether a monitor looks for targets in a namespace: in its own alone unless it says otherwise. */
export function looksInto({ metadata, spec: { namespaceSelector } }: Monitor, namespace: string): boolean {
  if (namespaceSelector?.any) return true;
  const names = namespaceSelector?.matchNames ?? [];
  return names.length > 0 ? names.includes(namespace) : namespace === metadata.namespace;
}

/** The namespaces that a monitor names; undefined: all. */
export function namespacesOf({ metadata, spec: { namespaceSelector } }: Monitor): readonly string[] | undefined {
  if (namespaceSelector?.any) return undefined;
  const names = namespaceSelector?.matchNames ?? [];
  return names.length > 0 ? names : [metadata.namespace];
}

/** The Services whose labels a ServiceMonitor picks, in the namespaces it looks into. */
export function monitoredServices(cluster: Cluster<'Service'>, monitor: ServiceMonitor): readonly Service[] {
  return remembered(servicesByMonitor(cluster), monitor, () => pickServices(cluster, monitor));
}

const servicesByMonitor = perCluster((_: Cluster<'Service'>) => new Map<Monitor, readonly Service[]>());

function pickServices(cluster: Cluster<'Service'>, monitor: ServiceMonitor): readonly Service[] {
  const namespaces = namespacesOf(monitor);
  const services = namespaces ? namespaces.flatMap((one) => cluster.in('Service', one)) : cluster.all('Service');
  return services.filter(({ metadata }) => selects(monitor.spec.selector ?? {}, metadata.labels));
}

/** The Services of the gateway that a ServiceMonitor picks. */
export function monitoredGatewayServices(
  cluster: Cluster<InstallationKind>,
  monitor: ServiceMonitor,
): readonly Service[] {
  return [...gatewayServicesOf(cluster)].filter(
    ({ metadata }) => looksInto(monitor, metadata.namespace) && selects(monitor.spec.selector ?? {}, metadata.labels),
  );
}

/** Whether a ServiceMonitor picks Services of the gateway, and no others. */
export function isOnlyForGateway(cluster: Cluster<InstallationKind>, monitor: ServiceMonitor): boolean {
  // Few Services are the gateway's, and a large cluster has thousands of others.
  const own = monitoredGatewayServices(cluster, monitor);
  return own.length > 0 && monitoredServices(cluster, monitor).every((service) => own.includes(service));
}

/** Whether the Services of every namespace that a monitor looks into are known. */
export function knowsServicesOf(cluster: Cluster<'Service' | 'Namespace'>, monitor: Monitor): boolean {
  const namespaces = namespacesOf(monitor);
  return namespaces ? namespaces.every((one) => cluster.knows('Service', one)) : cluster.knows('Service');
}

export function endpointsOf(monitor: Monitor): readonly MonitorEndpoint[] {
  return (monitor.kind === 'ServiceMonitor' ? monitor.spec.endpoints : monitor.spec.podMetricsEndpoints) ?? [];
}

/** The Services that select gateway Pods, and the admin Services that were meant to. */
export const gatewayServicesOf = perCluster((cluster: Cluster<InstallationKind>): ReadonlySet<Service> => {
  const services = cluster.all('Service');
  const parts = gatewayPartsOf(cluster);
  return new Set([
    ...services.filter(
      ({ metadata, spec: { selector = {} } }) =>
        Object.keys(selector).length > 0 &&
        parts.some(({ namespace, labels }) => namespace === metadata.namespace && hasLabels(labels, selector)),
    ),
    ...services.filter(isAdminService),
  ]);
});

/** Whether a Service was made for the gateway's admin port, as charts and manifests mark it. */
export function isAdminService({ metadata, spec }: Service): boolean {
  const hasPort = (wanted: (port: ServicePort) => boolean) => (spec.ports ?? []).some(wanted);
  return (
    !HELPERS.test(metadata.name) &&
    (metadata.labels?.['service'] === 'ambassador-admin' ||
      hasPort(({ name }) => name === 'ambassador-admin') ||
      (hasPort(({ port }) => port === 8877) && GATEWAY_NAMES.includes(metadata.name.replace(/-admin$/, ''))))
  );
}

/**
 * Whether a monitor was written for the gateway, also when it misses it: by its name, its labels, its port, or a
 * selector that differs by a typing mistake.
 */
export function isMeantForGateway(cluster: Cluster<InstallationKind>, monitor: Monitor): boolean {
  const { metadata, spec } = monitor;
  const { matchLabels = {}, matchExpressions = [] } = spec.selector ?? {};
  const values = [...Object.values(matchLabels), ...matchExpressions.flatMap((one) => one.values ?? [])];
  if ([metadata.name, ...values].some((text) => HELPERS.test(text))) return false;

  const names = gatewayNamesOf(cluster);
  return (
    names.has(metadata.name.replace(MONITOR_SUFFIX, '')) ||
    values.some((value) => names.has(value)) ||
    endpointsOf(monitor).some(({ port }) => port === 'ambassador-admin') ||
    Object.entries(matchLabels).some(([key, value]) => isNearLabel(cluster, key, value))
  );
}

/** What a Prometheus asks of a monitor, or of its namespace, before it follows it. */
export interface Refusal {
  readonly prometheus: Prometheus;
  readonly field:
    | 'serviceMonitorSelector'
    | 'serviceMonitorNamespaceSelector'
    | 'podMonitorSelector'
    | 'podMonitorNamespaceSelector';
  /** `own-namespace`: it takes monitors of its own namespace alone; `none`: it has no selector, and so takes none. */
  readonly asks: 'labels' | 'namespace-labels' | 'own-namespace' | 'none';
  readonly selector?: LabelSelector;
  /** The labels that are missing or differ, where the selector names them. */
  readonly labels: Strings;
}

/** Who follows a monitor. */
export type Following =
  | { readonly kind: 'followed'; readonly by: readonly Prometheus[] }
  /** No Prometheus does. The refusal of the one that asks for the fewest changes comes first. */
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }
  /** Nobody knows: something else may read it, or a configuration cannot be seen. */
  | { readonly kind: 'unknown' };

/** Which Prometheus follows a monitor (prometheus-operator: no selector takes nothing, an empty one takes all). */
export function followersOf(cluster: Cluster<MonitorKind>, monitor: Monitor): Following {
  return remembered(followingByMonitor(cluster), monitor, () => findFollowers(cluster, monitor));
}

const followingByMonitor = perCluster((_: Cluster<MonitorKind>) => new Map<Monitor, Following>());

function findFollowers(cluster: Cluster<MonitorKind>, monitor: Monitor): Following {
  const all = cluster.all('Prometheus');
  const refusals = all.map((prometheus) => refusalOf(cluster, prometheus, monitor));
  const by = all.filter((_, index) => refusals[index] === undefined);
  if (by.length > 0) return { kind: 'followed', by };

  const isHidden =
    !cluster.knows('Prometheus') || collectorsOf(cluster).monitorReaders.length > 0 || all.some(isUnmanaged);
  if (all.length === 0 || isHidden) return { kind: 'unknown' };
  const changes = ({ asks, labels }: Refusal) =>
    asks === 'none' ? 99 : asks === 'own-namespace' ? 50 : Object.keys(labels).length;
  return {
    kind: 'refused',
    refusals: refusals.flatMap((refusal) => refusal ?? []).toSorted((a, b) => changes(a) - changes(b)),
  };
}

/** Whether a Prometheus has no selector at all: then its configuration is written by hand. */
export function isUnmanaged({ spec }: Prometheus): boolean {
  return spec.serviceMonitorSelector === undefined && spec.podMonitorSelector === undefined;
}

const HELPERS = /(^|-)(apiext|agent|redis)(-|$)/;
const GATEWAY_NAMES = ['emissary-ingress', 'emissary', 'ambassador', 'edge-stack', 'aes', 'ambassador-admin'];
const MONITOR_SUFFIX =
  /(-(admin|metrics|monitor|monitoring|servicemonitor|service-monitor|podmonitor|pod-monitor|exporter|statsd|statsd-exporter|pods))+$/;

const gatewayNamesOf = perCluster((cluster: Cluster<InstallationKind>): ReadonlySet<string> => {
  const own = installationsOf(cluster)
    .filter(({ isAssumed }) => !isAssumed)
    .flatMap(({ name, workloads }) => [name, ...workloads.map(({ metadata }) => metadata.name)]);
  return new Set([...GATEWAY_NAMES, ...own, ...own.map((name) => `${name}-admin`)]);
});

// `service: ambassador-admn` beside a Service with `service: ambassador-admin`.
function isNearLabel(cluster: Cluster<InstallationKind>, key: string, value: string): boolean {
  const labels = [
    ...[...gatewayServicesOf(cluster)].filter(isAdminService).map(({ metadata }) => metadata.labels),
    ...gatewayPartsOf(cluster).map((part) => part.labels),
  ];
  return labels.some((one) => {
    const label = one?.[key] ?? '';
    return label.length > 4 && Math.abs(label.length - value.length) <= 2 && nearest(value, [label]) !== undefined;
  });
}

function refusalOf(
  cluster: Cluster<'Namespace' | 'Prometheus'>,
  prometheus: Prometheus,
  monitor: Monitor,
): Refusal | undefined {
  const prefix = monitor.kind === 'ServiceMonitor' ? 'serviceMonitor' : 'podMonitor';
  const field = `${prefix}Selector` as const;
  const selector = prometheus.spec[field];
  const { namespace, labels = {} } = monitor.metadata;
  if (!selector) return { prometheus, field, asks: 'none', labels: {} };
  if (!selects(selector, labels)) {
    return { prometheus, field, asks: 'labels', selector, labels: missing(selector, labels) };
  }

  const namespaceField = `${prefix}NamespaceSelector` as const;
  const where = prometheus.spec[namespaceField];
  if (!where) {
    const isOwn = prometheus.metadata.namespace === namespace;
    return isOwn ? undefined : { prometheus, field: namespaceField, asks: 'own-namespace', labels: {} };
  }
  if (selectsNamespace(cluster, where, namespace) !== false) return undefined;
  return {
    prometheus,
    field: namespaceField,
    asks: 'namespace-labels',
    selector: where,
    labels: missing(where, namespaceLabels(cluster, namespace)),
  };
}

function missing({ matchLabels = {} }: LabelSelector, labels: Strings): Strings {
  return Object.fromEntries(Object.entries(matchLabels).filter(([key, value]) => labels[key] !== value));
}

function remembered<K, T>(known: Map<K, T>, key: K, compute: () => T): T {
  const value = known.get(key) ?? compute();
  known.set(key, value);
  return value;
}
