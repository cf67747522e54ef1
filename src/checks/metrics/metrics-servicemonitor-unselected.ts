import type { Cluster } from '../../cluster/cluster.ts';
import { collectorsOf } from '../../cluster/collectors.ts';
import {
  followersOf,
  isMeantForGateway,
  isOnlyForGateway,
  type Monitor,
  type Refusal,
} from '../../cluster/monitors.ts';
import type { Ref } from '../../cluster/objects.ts';
import { type Scrape, type ScrapeKind, scrapeKinds, scrapesOf } from '../../cluster/scrape.ts';
import { defineCheck, type Evidence, words } from '../../engine/check.ts';
import { edit, label, patch } from '../../engine/kubectl.ts';

export const metricsServiceMonitorUnselected = defineCheck({
  code: 'MET008',
  name: 'metrics-servicemonitor-unselected',
  area: 'metrics',
  title: 'No Prometheus follows the monitor of a gateway',
  severity: 'error',
  reads: ['Prometheus'],
  alsoReads: scrapeKinds,
  explains: ['metrics-pods-not-linked'],
  message: '{monitor} is followed by no Prometheus: {prometheus} {asks}.',
  why: 'Nobody gathers what this monitor describes, so it is in no dashboard and no alert.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Give the monitor, or its namespace, the labels that the Prometheus asks for; in the Helm chart of the gateway that is metrics.serviceMonitor.selector. Or set the selectors of the Prometheus so that they take it.',
  },
  silent: [
    'clusters where an agent or VictoriaMetrics may read monitors too',
    'a Prometheus without any selector: its configuration is written by hand',
    'namespaces whose labels could not be read',
  ],
  example: {
    bad: `
kind: Service
metadata: { name: emissary-ingress-admin, namespace: emissary, labels: { service: ambassador-admin } }
spec: { ports: [{ name: ambassador-admin, port: 8877, targetPort: admin }] }
---
kind: ServiceMonitor
metadata: { name: emissary-ingress, namespace: emissary, labels: { app: emissary-ingress } }
spec: { selector: { matchLabels: { service: ambassador-admin } }, endpoints: [{ port: ambassador-admin }] }
---
kind: Prometheus
metadata: { name: main, namespace: monitoring }
spec: { serviceMonitorSelector: { matchLabels: { release: prometheus } }, serviceMonitorNamespaceSelector: {} }
`,
    good: `
kind: Service
metadata: { name: emissary-ingress-admin, namespace: emissary, labels: { service: ambassador-admin } }
spec: { ports: [{ name: ambassador-admin, port: 8877, targetPort: admin }] }
---
kind: ServiceMonitor
metadata: { name: emissary-ingress, namespace: emissary, labels: { release: prometheus } }
spec: { selector: { matchLabels: { service: ambassador-admin } }, endpoints: [{ port: ambassador-admin }] }
---
kind: Prometheus
metadata: { name: main, namespace: monitoring }
spec: { serviceMonitorSelector: { matchLabels: { release: prometheus } }, serviceMonitorNamespaceSelector: {} }
`,
  },

  run({ cluster, report }) {
    for (const monitor of [...cluster.all('ServiceMonitor'), ...cluster.all('PodMonitor')]) {
      if (!isForGateway(cluster, monitor)) continue;
      const following = followersOf(cluster, monitor);
      if (following.kind !== 'refused') continue;
      const [refusal] = following.refusals;
      if (!refusal) continue;

      const scrapes = scrapesOf(cluster).filter(({ paths }) => paths.some(({ by }) => by === monitor));
      const needed = scrapes.length === 0 || scrapes.some(({ isLinked }) => !isLinked);
      // Something unseen may read it where not everything that runs could be read.
      const isSure = needed && collectorsOf(cluster).isComplete;
      report({
        on: monitor,
        data: {
          monitor,
          prometheus: refusal.prometheus,
          asks: words(inWords(refusal)),
          advice: words(advise(refusal)),
        },
        evidence: [
          {
            at: refusal.prometheus,
            path: `spec.${refusal.field}`,
            value: refusal.selector && JSON.stringify(refusal.selector),
          },
          evidenceOf(monitor, refusal),
        ],
        related: [...following.refusals.map(({ prometheus }) => prometheus), ...scrapes.map(({ of }: Scrape) => of)],
        severity: isSure ? 'error' : 'warning',
        command: commandFor(monitor, refusal),
      });
    }
  },
});

function isForGateway(cluster: Cluster<ScrapeKind>, monitor: Monitor): boolean {
  if (isMeantForGateway(cluster, monitor)) return true;
  return monitor.kind === 'ServiceMonitor' && isOnlyForGateway(cluster, monitor);
}

function inWords({ asks, labels, selector }: Refusal): string {
  const wanted = wantedLabels({ labels, selector });
  switch (asks) {
    case 'labels':
      return `asks for monitors with ${wanted}`;
    case 'namespace-labels':
      return `asks for monitors in namespaces with ${wanted}`;
    case 'own-namespace':
      return 'takes monitors of its own namespace only';
    default:
      return 'has no selector for such monitors, and so takes none';
  }
}

function advise({ asks, field, labels, selector }: Refusal): string {
  const wanted = wantedLabels({ labels, selector });
  switch (asks) {
    case 'labels':
      return `Give the monitor ${wanted}; in the Helm chart of the gateway that is metrics.serviceMonitor.selector.`;
    case 'namespace-labels':
      return `Give the namespace of the monitor ${wanted}.`;
    case 'own-namespace':
      return `Set spec.${field} of the Prometheus to {} (all namespaces), or move the monitor there.`;
    default:
      return `Set spec.${field} of the Prometheus; {} takes all monitors.`;
  }
}

function wantedLabels({ labels, selector }: { labels: Refusal['labels']; selector: Refusal['selector'] }): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values = [] }) =>
    [key, operator, values.join(', ')].join(' ').trim(),
  );
  return pairs.length > 0 ? `the label ${pairs.join(', ')}` : `labels that fit ${expressions.join(', ')}`;
}

function evidenceOf({ kind, metadata }: Monitor, { asks }: Refusal): Evidence {
  const { namespace, name, labels = {} } = metadata;
  const at: Ref = { kind, namespace, name };
  if (asks === 'own-namespace') return { at, path: 'metadata.namespace', value: namespace };
  if (asks === 'namespace-labels')
    return { at: { kind: 'Namespace', namespace: '', name: namespace }, path: 'metadata.labels' };
  const written = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return { at, path: 'metadata.labels', value: written.length > 0 ? written : undefined };
}

function commandFor(monitor: Monitor, { asks, field, labels, prometheus }: Refusal): string {
  if (asks === 'own-namespace' || asks === 'none') return patch(prometheus, { spec: { [field]: {} } });
  const namespace: Ref = { kind: 'Namespace', namespace: '', name: monitor.metadata.namespace };
  const on = asks === 'labels' ? monitor : namespace;
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  if (pairs.length === 0) return edit(on);
  const isThere = Object.keys(labels).some((key) => monitor.metadata.labels?.[key] !== undefined);
  return label(on, pairs, ...(asks === 'labels' && isThere ? ['--overwrite'] : []));
}
