import type { Cluster } from './cluster.ts';
import { collectorsOf, serviceAt, targetsOf } from './collectors.ts';
import { type GatewayPart, gatewayPartsOf } from './gateway-parts.ts';
import { isUnmanaged, type MonitorKind, monitorKinds } from './monitors.ts';
import type { PodSpec, Ref } from './objects.ts';
import { perCluster } from './per-cluster.ts';
import { viaAnnotations } from './scrape-annotations.ts';
import { viaPodMonitor, viaServiceMonitor } from './scrape-monitors.ts';
import { metricsAt, type ScrapePath, type Subject, unfulfilled } from './scrape-path.ts';
import { exporterIn, isSwitchedOff, portNumberOf, statsdOf } from './statsd.ts';

/** All that `scrapesOf` looks at; it can do without any of them. */
export const scrapeKinds = monitorKinds;
export type ScrapeKind = MonitorKind;

/** A gateway Pod and how it is scraped. */
export interface Scrape extends Subject {
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
    cluster.knows('ServiceMonitor') &&
    cluster.knows('PodMonitor') &&
    // Which Pods a ServiceMonitor reaches its Services say.
    (cluster.all('ServiceMonitor').length === 0 || cluster.knows('Service'))
  );
}

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

/** Fixed targets of a scrape configuration that are gateway Pods, by address or behind a Service. */
function viaConfig(cluster: Cluster<ScrapeKind>, subject: Subject): readonly ScrapePath[] {
  return collectorsOf(cluster).configs.flatMap((config) => {
    const by: Ref = { kind: 'ConfigMap', namespace: config.namespace, name: config.configMap };
    const ip = subject.of.kind === 'Pod' && 'status' in subject.of ? subject.of.status?.podIP : undefined;
    return targetsOf(config).flatMap(({ host, port }): readonly ScrapePath[] => {
      const isMetrics = (number: number | undefined) =>
        number !== undefined && metricsAt(cluster, subject, number) !== 'traffic';
      if (host === ip) return isMetrics(port) ? [{ through: 'static', by }] : [];
      const service = serviceAt(cluster, config, host);
      const { selector = {} } = service?.spec ?? {};
      const isBehind =
        service?.metadata.namespace === subject.part.namespace &&
        Object.keys(selector).length > 0 &&
        unfulfilled({ matchLabels: selector }, subject.labels).length === 0;
      if (!service || !isBehind) return [];
      const target = service.spec.ports?.find((one) => one.port === port)?.targetPort ?? port;
      return isMetrics(portNumberOf(subject.spec, target)) ? [{ through: 'static', by, service }] : [];
    });
  });
}

function viaStatsd(cluster: Cluster<ScrapeKind>, { part, spec }: Subject): readonly ScrapePath[] {
  const statsd = statsdOf(cluster, part);
  const path = { through: 'statsd', by: part.on } as const;
  const doubtful = [{ ...path, isDoubtful: true as const }];
  if (statsd.isOn === false) return isHalfSet(part, spec) && !isSwitchedOff(statsd) ? doubtful : [];
  const { target } = statsd;
  switch (target.kind) {
    case 'elsewhere':
      return [path];
    case 'service':
      return cluster.lacks('Service', target.namespace, target.name)
        ? [{ ...path, broken: { step: 'statsd' } }]
        : [path];
    case 'malformed':
      return [{ ...path, broken: { step: 'statsd' } }];
    // What is sent within the Pod still has to be asked for there.
    default:
      return doubtful;
  }
}

/** Whether somebody meant to send metrics: over statsd that is not switched on, or over gRPC. */
function isHalfSet({ container }: GatewayPart, spec: PodSpec): boolean {
  const names = ['STATSD_ENABLED', 'STATSD_HOST', 'DOGSTATSD', 'AMBASSADOR_GRPC_METRICS_SINK'];
  return exporterIn(spec) !== undefined || (container.env ?? []).some(({ name }) => names.includes(name));
}
