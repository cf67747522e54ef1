import type { Cluster } from './cluster.ts';
import { collectorsOf } from './collectors.ts';
import { adminPortOf } from './gateway-parts.ts';
import { isUnmanaged, type MonitorKind } from './monitors.ts';
import { METRICS_PATH, metricsAt, metricsPathOf, type ScrapePath, type Subject, unfulfilled } from './scrape-path.ts';
import { exporterIn, exporterPortOf } from './statsd.ts';

/** The ways to a gateway Pod that prometheus.io annotations open, its own and those of Services in front of it. */
export function viaAnnotations(cluster: Cluster<MonitorKind>, subject: Subject): readonly ScrapePath[] {
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
  cluster: Cluster<MonitorKind>,
  subject: Subject,
  annotations: Readonly<Record<string, string>>,
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
export function readsAnnotations(cluster: Cluster<MonitorKind>): boolean {
  const { agents, servers, configs } = collectorsOf(cluster);
  if (agents.length + servers.length > 0 || configs.some(({ text }) => text.includes('prometheus_io_scrape')))
    return true;
  const operated = cluster.all('Prometheus');
  return operated.length === 0 || operated.some(isUnmanaged);
}
