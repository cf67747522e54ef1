import type { Cluster } from '../../cluster/cluster.ts';
import { hasLabels, selects } from '../../cluster/labels.ts';
import { endpointsOf, looksInto, type Monitor, monitoredGatewayServices } from '../../cluster/monitors.ts';
import type { MonitorEndpoint } from '../../cluster/objects.ts';
import { type Scrape, type ScrapeKind, scrapeKinds, scrapesOf } from '../../cluster/scrape.ts';
import { METRICS_PATH, metricsAt, metricsPathOf, namedPort } from '../../cluster/scrape-path.ts';
import { portNumberOf } from '../../cluster/statsd.ts';
import { defineCheck } from '../../engine/check.ts';
import { kubectl, quote } from '../../engine/kubectl.ts';

export const metricsPathWrong = defineCheck({
  code: 'MET009',
  name: 'metrics-path-wrong',
  area: 'metrics',
  title: 'A monitor asks the gateway for metrics under a wrong path',
  severity: 'error',
  reads: [],
  alsoReads: scrapeKinds,
  explains: ['metrics-pods-not-linked'],
  message: '{monitor} asks the admin port of {gateway} for {path}, and the gateway has its metrics under {right}.',
  why: 'The gateway answers with 404, Prometheus counts the target as down, and dashboards and alerts know nothing of it.',
  fix: 'Write path: {right}, or leave the path out.',
  silent: ['ports of a sidecar or exporter, which may have another path', 'Ambassador 1.x, which had a second path'],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary } }
    spec: { containers: [{ name: emissary, image: "emissary:4.0.1", ports: [{ name: admin, containerPort: 8877 }] }] }
---
kind: Service
metadata: { name: emissary-ingress-admin, namespace: emissary, labels: { service: ambassador-admin } }
spec: { selector: { app: emissary }, ports: [{ name: ambassador-admin, port: 8877, targetPort: admin }] }
---
kind: ServiceMonitor
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  selector: { matchLabels: { service: ambassador-admin } }
  endpoints: [{ port: ambassador-admin, path: /ambassador/v0/metrics }]
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary } }
    spec: { containers: [{ name: emissary, image: "emissary:4.0.1", ports: [{ name: admin, containerPort: 8877 }] }] }
---
kind: Service
metadata: { name: emissary-ingress-admin, namespace: emissary, labels: { service: ambassador-admin } }
spec: { selector: { app: emissary }, ports: [{ name: ambassador-admin, port: 8877, targetPort: admin }] }
---
kind: ServiceMonitor
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  selector: { matchLabels: { service: ambassador-admin } }
  endpoints: [{ port: ambassador-admin, path: /metrics }]
`,
  },

  run({ cluster, report }) {
    const scrapes = scrapesOf(cluster).filter(({ part }) => part.installation.flavour !== 'ambassador-1');
    for (const monitor of [...cluster.all('ServiceMonitor'), ...cluster.all('PodMonitor')]) {
      const list = monitor.kind === 'ServiceMonitor' ? 'endpoints' : 'podMetricsEndpoints';
      for (const [index, endpoint] of endpointsOf(monitor).entries()) {
        if (metricsPathOf(endpoint) === METRICS_PATH) continue;
        const asked = scrapes.filter((scrape) => asksGateway(cluster, monitor, endpoint, scrape));
        const [first] = asked;
        if (!first) continue;

        const change = [{ op: 'replace', path: `/spec/${list}/${index}/path`, value: METRICS_PATH }];
        report({
          on: monitor,
          key: metricsPathOf(endpoint),
          data: { monitor, gateway: first.part.on, path: metricsPathOf(endpoint), right: METRICS_PATH },
          evidence: [{ at: monitor, path: `spec.${list}[${index}].path`, value: endpoint.path }],
          related: asked.map(({ of }) => of),
          severity: asked.some(({ isLinked }) => !isLinked) ? 'error' : 'warning',
          command: kubectl('patch', monitor, '--type=json', '-p', quote(JSON.stringify(change))),
        });
      }
    }
  },
});

/** Whether an endpoint of a monitor leads to the admin port of a gateway Pod. */
function asksGateway(
  cluster: Cluster<ScrapeKind>,
  monitor: Monitor,
  endpoint: MonitorEndpoint,
  scrape: Scrape,
): boolean {
  const leads = (target: number | string | undefined): boolean => {
    const port = target === undefined ? undefined : portNumberOf(scrape.spec, target);
    return port !== undefined && metricsAt(cluster, scrape, port) === 'gateway';
  };
  const { namespace } = scrape.part;
  if (monitor.kind === 'PodMonitor') {
    const picks = looksInto(monitor, namespace) && selects(monitor.spec.selector ?? {}, scrape.labels);
    return picks && leads(endpoint.port ?? endpoint.targetPort);
  }
  return monitoredGatewayServices(cluster, monitor).some((service) => {
    const picks = service.metadata.namespace === namespace && hasLabels(scrape.labels, service.spec.selector ?? {});
    if (!picks) return false;
    const port = namedPort(service, endpoint);
    return leads(port ? (port.targetPort ?? port.port) : endpoint.port === undefined ? endpoint.targetPort : undefined);
  });
}
