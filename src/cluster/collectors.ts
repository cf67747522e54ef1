import type { Cluster } from './cluster.ts';
import type { Container, Kind, Pod, Service } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import type { Workload } from './workloads.ts';

/** All that `collectorsOf` looks at. */
const collectorKinds = [
  'Deployment',
  'DaemonSet',
  'StatefulSet',
  'Pod',
  'ConfigMap',
  'Namespace',
  'Prometheus',
] as const satisfies readonly Kind[];

export type CollectorKind = (typeof collectorKinds)[number];

/** What gathers metrics in this cluster, beside the Prometheus objects of the operator. */
export interface Collectors {
  /** Agents that find Pods by rules of their own (Datadog, Grafana Alloy, OpenTelemetry …). */
  readonly agents: readonly (Workload | Pod)[];
  /** Of these the ones that can also read ServiceMonitors and PodMonitors. */
  readonly monitorReaders: readonly (Workload | Pod)[];
  /** Prometheus servers with a configuration of their own, which no operator made. */
  readonly servers: readonly (Workload | Pod)[];
  /** Whether any Prometheus server was seen, the operator's included. */
  readonly hasPrometheus: boolean;
  /** Scrape configurations whose text could be read. */
  readonly configs: readonly ScrapeConfig[];
  /** Whether nothing more can be there: everything that runs could be read, in every namespace. */
  readonly isComplete: boolean;
}

/** One job of a Prometheus' configuration. */
export interface ScrapeConfig {
  readonly namespace: string;
  /** The ConfigMap that holds it. */
  readonly configMap: string;
  readonly job: string;
  readonly text: string;
}

/** What gathers metrics, recognised by images and names. */
export const collectorsOf = perCluster((cluster: Cluster<CollectorKind>): Collectors => {
  const workloads: readonly Workload[] = [
    ...cluster.all('Deployment'),
    ...cluster.all('DaemonSet'),
    ...cluster.all('StatefulSet'),
  ];
  const runners = [
    ...workloads
      .filter((workload) => workload.kind === 'DaemonSet' || workload.spec.replicas !== 0)
      .map((object) => ({ object, containers: object.spec.template?.spec?.containers ?? [] })),
    ...cluster.all('Pod').map((object) => ({ object, containers: object.spec.containers ?? [] })),
  ];
  const matching = (...patterns: readonly RegExp[]) =>
    runners.filter(({ object, containers }) =>
      wordsOf(object, containers).some((word) => patterns.some((pattern) => pattern.test(word))),
    );
  return {
    agents: matching(AGENTS, MONITOR_READERS).map(({ object }) => object),
    monitorReaders: matching(MONITOR_READERS).map(({ object }) => object),
    servers: runners
      .filter((runner) => isPrometheus(runner) && !isOperated(cluster, runner.object))
      .map(({ object }) => object),
    hasPrometheus: runners.some(isPrometheus),
    configs: configsOf(cluster),
    isComplete:
      cluster.knows('Pod') ||
      (cluster.knows('Deployment') && cluster.knows('DaemonSet') && cluster.knows('StatefulSet')),
  };
});

// A word may stand after a separator only: a hotel is no collector.
const MONITOR_READERS =
  /(?<![a-z])(alloy(?![a-z])|grafana[-/]agent|opentelemetry|otel(col)?(?![a-z])|otc-|target-?allocator|vmagent|victoria-?metrics|prom(etheus)?-agent)/;
const AGENTS =
  /(?<![a-z])(datadog|dogstatsd|dynatrace|oneagent|activegate|newrelic|nri-|telegraf|metricbeat|elastic-agent|splunk|signalfx|instana|appdynamics|sysdig|timberio\/vector|cloudwatch|adot|ama-(metrics|logs)|omsagent|azuremonitor|gmp-|prometheus-engine|gke-metrics|coroot|netdata|zabbix|checkmk|groundcover|logzio|lightstep|wavefront|collectd|site24x7|logicmonitor)/;

interface Runner {
  readonly object: Workload | Pod;
  readonly containers: readonly Container[];
}

// The gateway's own containers can have telling images too: a Datadog agent as a sidecar.
function wordsOf({ metadata }: Workload | Pod, containers: readonly Container[]): readonly string[] {
  return [metadata.name, ...containers.map(({ image = '' }) => image)];
}

function isPrometheus({ containers }: Runner): boolean {
  return containers.some(({ image = '' }) => /(^|\/)prometheus([:@]|$)/.test(image));
}

function isOperated(cluster: Cluster<'Prometheus'>, { metadata }: Workload | Pod): boolean {
  const { name, namespace, labels = {}, ownerReferences = [] } = metadata;
  return (
    labels['app.kubernetes.io/managed-by'] === 'prometheus-operator' ||
    labels['operator.prometheus.io/name'] !== undefined ||
    ownerReferences.some(({ kind }) => kind === 'Prometheus') ||
    cluster.in('Prometheus', namespace).some((one) => isStatefulSetOf(name, one.metadata.name))
  );
}

/** Whether a name is that of a StatefulSet, or of its Pod, that the operator makes for a Prometheus. */
export function isStatefulSetOf(name: string, prometheus: string): boolean {
  const prefix = `prometheus-${prometheus}`;
  return name.startsWith(prefix) && /^(-shard-\d+)?(-\d+)?$/.test(name.slice(prefix.length));
}

function configsOf(cluster: Cluster<'ConfigMap'>): readonly ScrapeConfig[] {
  return cluster.all('ConfigMap').flatMap(({ metadata: { namespace, name: configMap }, data }) =>
    Object.values(data ?? {})
      .filter((text) => /^\s*scrape_configs:/m.test(text))
      .flatMap((text) => text.split(/^[ \t]*-[ \t]*(?=job_name:)/m).slice(1))
      .map((text) => ({
        namespace,
        configMap,
        job: /^job_name:\s*["']?([^"'\n]*)/.exec(text)?.[1]?.trim() ?? '',
        text,
      })),
  );
}

/** Whether a job only asks whether its targets answer, through a blackbox exporter. */
export function isProbing({ text }: ScrapeConfig): boolean {
  return /metrics_path:\s*["']?\/probe|__param_target/.test(text);
}

/** The hosts and ports of a job's fixed targets; none of a job that probes something else through them. */
export function targetsOf(config: ScrapeConfig): readonly { readonly host: string; readonly port: number }[] {
  const { text } = config;
  if (!/static_configs:/.test(text) || isProbing(config)) return [];
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
