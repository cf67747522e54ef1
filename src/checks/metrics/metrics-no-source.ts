import { adminPortOf } from '../../cluster/gateway-parts.ts';
import { gatewayServicesOf, isAdminService } from '../../cluster/monitors.ts';
import type { Service } from '../../cluster/objects.ts';
import { type Scrape, scrapeKinds, scrapesOf, seesEverySource } from '../../cluster/scrape.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { apply } from '../../engine/kubectl.ts';
import { count } from '../../engine/text.ts';
import { createPodMonitor } from './manifests.ts';

export const metricsNoSource = defineCheck({
  code: 'MET001',
  name: 'metrics-no-source',
  area: 'metrics',
  title: 'Nothing gathers the metrics of a gateway',
  // The chart installs no ServiceMonitor unless it is asked to: a default is no mistake.
  severity: 'info',
  reads: ['ServiceMonitor', 'PodMonitor', 'Prometheus'],
  alsoReads: scrapeKinds,
  message:
    '{prometheus} runs here, and no monitor, annotation, scrape configuration or statsd setting covers {gateway}.',
  why: 'Dashboards and alerts know nothing of this gateway ({pods}): errors and slow answers go unseen.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Write a ServiceMonitor for the admin Service, with the labels that Prometheus asks for; in the Helm chart that is metrics.serviceMonitor.enabled. Without such a Service write a PodMonitor for the admin port of the Pods, or switch on adminService.create.',
  },
  silent: [
    'clusters without a Prometheus of the operator',
    'clusters with an agent (Datadog, Dynatrace, OpenTelemetry, Grafana Alloy …) or a Prometheus configured by hand, which find Pods by rules of their own',
    'gateways with a monitor, annotation or statsd setting that does not work: the check for that says so',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary } }
    spec: { containers: [{ name: emissary, image: "emissary:4.0.1" }] }
---
kind: Prometheus
metadata: { name: main, namespace: monitoring }
spec: { serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {}, podMonitorSelector: {}, podMonitorNamespaceSelector: {} }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary } }
    spec: { containers: [{ name: emissary, image: "emissary:4.0.1", ports: [{ name: admin, containerPort: 8877 }] }] }
---
kind: PodMonitor
metadata: { name: emissary, namespace: emissary }
spec: { selector: { matchLabels: { app: emissary } }, podMetricsEndpoints: [{ port: admin }] }
---
kind: Prometheus
metadata: { name: main, namespace: monitoring }
spec: { serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {}, podMonitorSelector: {}, podMonitorNamespaceSelector: {} }
`,
  },

  run({ cluster, report }) {
    const [prometheus] = cluster.all('Prometheus');
    if (!prometheus || !seesEverySource(cluster)) return;

    const byGateway = Map.groupBy(
      scrapesOf(cluster),
      ({ part: { installation, namespace } }) => `${installation.namespace}/${installation.id}/${namespace}`,
    );
    for (const scrapes of byGateway.values()) {
      const [first] = scrapes;
      if (!first || scrapes.some(({ paths }) => paths.length > 0) || scrapes.some(isAnnotated)) continue;

      const service = [...gatewayServicesOf(cluster)].find(
        (one) => isAdminService(one) && one.metadata.namespace === first.part.namespace,
      );
      const labels = Object.entries(prometheus.spec.serviceMonitorSelector?.matchLabels ?? {});
      const asked = labels.map(([key, value]) => `${key}=${value}`).join(', ');
      const how = service
        ? `Write a ServiceMonitor for Service ${service.metadata.namespace}/${service.metadata.name}`
        : 'Write a PodMonitor for its Pods and their admin port, or switch on adminService.create';
      report({
        on: first.part.on,
        data: {
          prometheus,
          gateway: first.part.on,
          pods: words(count(scrapes.length, first.of.kind === 'Pod' ? 'Pod' : 'workload')),
          advice: words(
            `${how}; in the Helm chart that is metrics.serviceMonitor.enabled${asked && `, with the label ${asked}`}.`,
          ),
        },
        evidence: [{ at: prometheus, path: 'spec.serviceMonitorSelector', value: asked || '{}' }],
        related: scrapes.map(({ of }) => of),
        command: service
          ? monitorOf(service, prometheus.spec.serviceMonitorSelector?.matchLabels)
          : createPodMonitor(first.part, adminPortOf(first.part), prometheus.spec.podMonitorSelector?.matchLabels),
      });
    }
  },
});

function monitorOf({ metadata, spec }: Service, labels: Readonly<Record<string, string>> = {}): string {
  const { namespace, name } = metadata;
  const port = spec.ports?.find((one) => one.port === 8877) ?? spec.ports?.[0];
  const endpoint = port?.name ? { port: port.name } : { targetPort: port?.targetPort ?? 8877 };
  return apply({
    kind: 'ServiceMonitor',
    metadata: { name, namespace, labels },
    spec: { selector: { matchLabels: metadata.labels ?? {} }, endpoints: [{ ...endpoint, path: '/metrics' }] },
  });
}

// Agents outside the cluster and injected ones take their orders from annotations too.
function isAnnotated({ annotations, part }: Scrape): boolean {
  const keys = [...Object.keys(annotations), ...Object.keys(part.annotations)];
  return keys.some((key) =>
    /prometheus|metrics|scrape|datadog|opentelemetry|newrelic|dynatrace|signalfx|telegraf/.test(key),
  );
}
