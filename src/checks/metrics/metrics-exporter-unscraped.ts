import type { Cluster } from '../../cluster/cluster.ts';
import { type GatewayPart, gatewayPartsOf, podPath } from '../../cluster/gateway-parts.ts';
import { hasLabels } from '../../cluster/labels.ts';
import { type Scrape, type ScrapeKind, scrapeKinds, scrapesOf, seesEverySource } from '../../cluster/scrape.ts';
import { exporterIn, exporterPortOf, portNumberOf, statsdOf } from '../../cluster/statsd.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { createPodMonitor } from './manifests.ts';

export const metricsExporterUnscraped = defineCheck({
  code: 'MET022',
  name: 'metrics-exporter-unscraped',
  area: 'metrics',
  title: 'Nothing asks the metrics sidecar of a gateway',
  severity: 'warning',
  reads: ['ServiceMonitor', 'PodMonitor', 'Prometheus', 'Service'],
  alsoReads: scrapeKinds,
  message:
    'The statsd-exporter {exporter} of {gateways} gives metrics on port {port}, and no Service, monitor or annotation leads there.',
  why: '{effect}',
  fix: 'Write a PodMonitor for port {port} of these Pods, or annotate them with prometheus.io/scrape and prometheus.io/port.',
  inGeneral: {
    why: 'Nobody gathers what the exporter makes of the metrics. Where nothing asks the admin port of the gateway either, dashboards and alerts know nothing of it.',
  },
  silent: [
    'clusters without a Prometheus of the operator, with an agent, or with a Prometheus configured by hand',
    'an exporter that a Service exposes: something may follow it',
    'a monitor of the gateway that does not work: the check for that says so',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary } }
    spec:
      containers:
        - name: emissary
          image: emissary:4.0.1
          env: [{ name: STATSD_ENABLED, value: "true" }, { name: STATSD_HOST, value: localhost }]
        - { name: exporter, image: "prom/statsd-exporter:v0.26.0", args: ["--statsd.listen-udp=:8125"] }
---
kind: Prometheus
metadata: { name: main, namespace: monitoring }
spec: { podMonitorSelector: {}, podMonitorNamespaceSelector: {} }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary } }
    spec:
      containers:
        - name: emissary
          image: emissary:4.0.1
          env: [{ name: STATSD_ENABLED, value: "true" }, { name: STATSD_HOST, value: localhost }]
        - name: exporter
          image: prom/statsd-exporter:v0.26.0
          args: ["--statsd.listen-udp=:8125"]
          ports: [{ name: metrics, containerPort: 9102 }]
---
kind: PodMonitor
metadata: { name: emissary, namespace: emissary }
spec: { selector: { matchLabels: { app: emissary } }, podMetricsEndpoints: [{ port: metrics }] }
---
kind: Prometheus
metadata: { name: main, namespace: monitoring }
spec: { podMonitorSelector: {}, podMonitorNamespaceSelector: {} }
`,
  },

  run({ cluster, report }) {
    if (!seesEverySource(cluster)) return;
    const silent = gatewayPartsOf(cluster).filter((part) => isUnasked(cluster, part));
    for (const parts of Map.groupBy(silent, ({ installation }) => installation).values()) {
      const [part] = parts;
      const exporter = part && exporterIn(part.spec);
      if (!part || !exporter) continue;

      const scrapes = scrapesOf(cluster).filter((scrape) => parts.includes(scrape.part));
      const isLinked = scrapes.every((scrape) => scrape.isLinked);
      report({
        on: part.on,
        data: {
          gateways: parts.map(({ on }) => on),
          exporter: exporter.name,
          port: exporterPortOf(exporter),
          effect: words(
            isLinked
              ? "The gateway's own metrics are gathered on its admin port; what the exporter makes of them is not."
              : 'Nobody gathers these metrics, so dashboards and alerts know nothing of this gateway.',
          ),
        },
        evidence: parts.map((one) => ({
          at: one.on,
          path: podPath(one, `spec.containers[${exporter.name}].image`),
          value: exporterIn(one.spec)?.image,
        })),
        related: [
          ...parts.slice(1).map(({ on }) => on),
          ...scrapes.map(({ of }) => of).filter((one) => one !== part.on),
        ],
        command: createPodMonitor(part, exporterPortOf(exporter)),
        severity: isLinked ? 'info' : 'warning',
      });
    }
  },
});

/** Whether a part sends statsd to a sidecar of its own that nothing leads to. */
function isUnasked(cluster: Cluster<ScrapeKind>, part: GatewayPart): boolean {
  const exporter = exporterIn(part.spec);
  const { isOn, target } = statsdOf(cluster, part);
  if (!exporter || isOn !== true || target.kind !== 'own-pod') return false;
  const scrapes = scrapesOf(cluster).filter((scrape) => scrape.part === part);
  return scrapes.length > 0 && !scrapes.some(isMonitored) && !isExposed(cluster, scrapes, exporterPortOf(exporter));
}

/** Whether something leads to the exporter, or would if it were not broken. */
function isMonitored({ paths, annotations }: Scrape): boolean {
  return (
    annotations['prometheus.io/scrape'] !== undefined ||
    paths.some(({ gives, broken, through }) => gives === 'exporter' || (broken && through !== 'statsd'))
  );
}

function isExposed(cluster: Cluster<ScrapeKind>, scrapes: readonly Scrape[], port: number): boolean {
  return scrapes.some(({ part, labels, spec }) =>
    cluster
      .in('Service', part.namespace)
      .some(
        ({ spec: { selector = {}, ports = [] } }) =>
          Object.keys(selector).length > 0 &&
          hasLabels(labels, selector) &&
          ports.some((one) => portNumberOf(spec, one.targetPort ?? one.port) === port),
      ),
  );
}
