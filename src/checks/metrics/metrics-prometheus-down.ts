import type { Cluster } from '../../cluster/cluster.ts';
import { collectorsOf } from '../../cluster/collectors.ts';
import { followersOf, type Monitor } from '../../cluster/monitors.ts';
import type { AnyObject, Prometheus, Ref } from '../../cluster/objects.ts';
import { outageOf, SETTLING_MINUTES } from '../../cluster/prometheus-outage.ts';
import { type ScrapeKind, scrapeKinds, scrapesOf } from '../../cluster/scrape.ts';
import type { Workload } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl, logs, patch } from '../../engine/kubectl.ts';

export const metricsPrometheusDown = defineCheck({
  code: 'MET012',
  name: 'metrics-prometheus-down',
  area: 'metrics',
  title: 'The Prometheus that gathers the metrics of a gateway does not run',
  severity: 'error',
  reads: ['Prometheus'],
  alsoReads: scrapeKinds,
  options: { settlingMinutes: SETTLING_MINUTES },
  explains: ['metrics-pods-not-linked'],
  message: '{prometheus} follows {monitors}, and {state}.',
  why: 'No metrics are gathered: dashboards stay empty, and alerts do not fire whatever happens to the gateway.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Bring its Pods up; their events and logs say what keeps them. If it is scaled to 0, set spec.replicas to 1 or more. If there is none at all, install Prometheus (or an agent that reads monitors), or take the monitors away.',
  },
  silent: [
    'a Prometheus whose state could not be read, and one that was made or became unavailable within ten minutes',
    'a second Prometheus that follows the same monitors and runs',
    'clusters where an agent or VictoriaMetrics may read monitors too',
  ],
  example: {
    bad: `
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
spec: { replicas: 2, podMonitorSelector: {}, podMonitorNamespaceSelector: {} }
status: { availableReplicas: 0 }
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
spec: { replicas: 2, podMonitorSelector: {}, podMonitorNamespaceSelector: {} }
status: { availableReplicas: 1 }
`,
  },

  run({ cluster, now, options, report }) {
    const outage = (server: Server) => outageOf(cluster, server, now, options.settlingMinutes);
    for (const [prometheus, followed] of soleFollowers(cluster, (server) => outage(server) !== undefined)) {
      const found = outage(prometheus);
      if (!found) continue;
      const { reason, trouble, at, path, value } = found;
      const isScaled = reason === 'scaled-to-zero';
      report({
        on: prometheus,
        severity: isScaled ? 'warning' : 'error',
        data: {
          prometheus,
          monitors: followed,
          state: words(isScaled ? 'is scaled to 0' : `has no Pod that is ready${trouble ? ` (${trouble.text})` : ''}`),
          advice: words(
            isScaled
              ? 'Set spec.replicas to 1 or more.'
              : 'Bring its Pods up; their events and logs say what keeps them.',
          ),
        },
        evidence: [{ at, path, value }, ...(trouble ? [trouble.evidence] : [])],
        related: followed,
        command: trouble?.container
          ? logs(trouble.evidence.at, trouble.container, (trouble.restarts ?? 0) > 0)
          : isScaled
            ? scaleUp(prometheus)
            : kubectl('describe', prometheus),
      });
    }

    const monitors = monitorsInUse(cluster);
    const [monitor] = monitors;
    if (!monitor || !isWithoutPrometheus(cluster)) return;
    report({
      on: monitor,
      severity: 'warning',
      data: {
        prometheus: words('No Prometheus'),
        monitors,
        state: words('nothing else that reads monitors was seen in this cluster'),
        advice: words('Install Prometheus (or an agent that reads monitors), or take the monitors away.'),
      },
      evidence: [{ at: monitor, path: 'metadata.name', value: monitor.metadata.name }],
      related: monitors.slice(1),
      // What to install is a choice of its own.
      command: kubectl('describe', monitor),
    });
  },
});

// The operator scales by its own object.
function scaleUp(server: Server): string {
  return server.kind === 'Prometheus'
    ? patch(server, { spec: { replicas: 1 } })
    : kubectl('scale', server, '--replicas=1');
}

type Server = Prometheus | Workload;
type Followed = readonly (AnyObject | Ref)[];

/** Each Prometheus that is down, with what nobody else follows. */
function soleFollowers(
  cluster: Cluster<ScrapeKind>,
  isDown: (server: Server) => boolean,
): ReadonlyMap<Server, Followed> {
  const { agents, monitorReaders, servers } = collectorsOf(cluster);
  const found = new Map<Server, Followed>();
  for (const monitor of monitorReaders.length > 0 ? [] : monitorsInUse(cluster)) {
    const following = followersOf(cluster, monitor);
    if (following.kind !== 'followed' || !following.by.every(isDown)) continue;
    for (const prometheus of following.by) found.set(prometheus, [...(found.get(prometheus) ?? []), monitor]);
  }

  const byHand = servers.filter((server) => server.kind !== 'Pod');
  const others = scrapesOf(cluster)
    .flatMap(({ paths }) => paths)
    .filter(({ through, broken }) => !broken && (through === 'annotation' || through === 'static'))
    .map(({ by }) => by);
  if (others.length === 0 || agents.length > 0 || !byHand.every(isDown)) return found;
  for (const server of byHand) found.set(server, [...new Set(others)]);
  return found;
}

/** The monitors that lead to a gateway Pod. */
function monitorsInUse(cluster: Cluster<ScrapeKind>): readonly Monitor[] {
  const used = new Set(
    scrapesOf(cluster).flatMap(({ paths }) => paths.flatMap(({ by, broken }) => (broken ? [] : [by]))),
  );
  return [...cluster.all('ServiceMonitor'), ...cluster.all('PodMonitor')].filter((monitor) => used.has(monitor));
}

/** Whether a running cluster, seen as a whole, holds nothing that gathers metrics. */
function isWithoutPrometheus(cluster: Cluster<ScrapeKind>): boolean {
  const { agents, hasPrometheus } = collectorsOf(cluster);
  return (
    cluster.all('Prometheus').length + agents.length === 0 &&
    !hasPrometheus &&
    cluster.knows('Prometheus') &&
    cluster.knows('Pod') &&
    cluster.all('Pod').length > 0
  );
}
