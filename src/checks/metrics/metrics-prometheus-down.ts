import type { Cluster } from '../../cluster/cluster.ts';
import { collectorsOf, isStatefulSetOf, knowsEverywhere } from '../../cluster/collectors.ts';
import { followersOf } from '../../cluster/monitors.ts';
import type { AnyObject, Prometheus, Ref } from '../../cluster/objects.ts';
import { type ScrapeKind, scrapeKinds, scrapesOf } from '../../cluster/scrape.ts';
import { isReady, troubleOf, type Workload } from '../../cluster/workloads.ts';
import { defineCheck, type Evidence, type Severity, words } from '../../engine/check.ts';
import { kubectl, logs } from '../../engine/kubectl.ts';
import { timeOf } from '../../engine/time.ts';

export const metricsPrometheusDown = defineCheck({
  code: 'MET012',
  name: 'metrics-prometheus-down',
  area: 'metrics',
  title: 'The Prometheus that gathers the metrics of a gateway does not run',
  severity: 'error',
  reads: ['Prometheus'],
  alsoReads: scrapeKinds,
  message: '{prometheus} follows {monitors}, and {state}.',
  why: 'No metrics are gathered: dashboards stay empty, and alerts do not fire whatever happens to the gateway.',
  fix: '{advice}',
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

  run({ cluster, now, report }) {
    const paths = scrapesOf(cluster).flatMap((scrape) => scrape.paths.filter(({ broken }) => !broken));
    const used = new Set(paths.map(({ by }) => by));
    const monitors = [...cluster.all('ServiceMonitor'), ...cluster.all('PodMonitor')].filter((one) => used.has(one));
    const { agents, monitorReaders, servers } = collectorsOf(cluster);
    const down = new Map<Prometheus | Workload, readonly (AnyObject | Ref)[]>();
    for (const monitor of monitorReaders.length > 0 ? [] : monitors) {
      const following = followersOf(cluster, monitor);
      if (following.kind !== 'followed' || !following.by.every((one) => stateOf(cluster, one, now))) continue;
      for (const prometheus of following.by) down.set(prometheus, [...(down.get(prometheus) ?? []), monitor]);
    }
    const others = paths.filter(({ through }) => through === 'annotation' || through === 'static').map(({ by }) => by);
    const own = servers.filter((server) => server.kind !== 'Pod');
    if (others.length > 0 && agents.length === 0 && own.every((server) => stateOfServer(server, now))) {
      for (const server of own) down.set(server, [...new Set(others)]);
    }

    for (const [prometheus, followed] of down) {
      const state =
        prometheus.kind === 'Prometheus' ? stateOf(cluster, prometheus, now) : stateOfServer(prometheus, now);
      if (!state) continue;
      report({
        on: prometheus,
        severity: state.severity,
        data: { prometheus, monitors: followed, state: words(state.text), advice: words(state.advice) },
        evidence: state.evidence,
        related: followed,
        command: state.command,
      });
    }

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
    });
  },
});

/** Whether a running cluster, seen as a whole, holds nothing that gathers metrics. */
function isWithoutPrometheus(cluster: Cluster<ScrapeKind>): boolean {
  const { agents, servers } = collectorsOf(cluster);
  return (
    cluster.all('Prometheus').length + agents.length + servers.length === 0 &&
    knowsEverywhere<ScrapeKind>(cluster, 'Prometheus') &&
    knowsEverywhere<ScrapeKind>(cluster, 'Pod') &&
    cluster.all('Pod').length > 0
  );
}

/** The same of a Prometheus that somebody configured by hand. */
function stateOfServer(workload: Workload, now: Date): State | undefined {
  const { metadata, spec, status } = workload;
  const available = status?.conditions?.find(({ type }) => type === 'Available');
  if (isRecent(metadata.creationTimestamp, now) || isRecent(available?.lastTransitionTime, now)) return undefined;
  const ready = workload.kind === 'DaemonSet' ? status?.numberReady : status?.readyReplicas;
  if (!status || spec.replicas === 0 || (ready ?? 0) > 0) return undefined;
  return {
    text: 'none of its Pods is ready',
    advice: 'Bring its Pods up; their events and logs say what keeps them.',
    severity: 'error',
    evidence: [
      {
        at: workload,
        path: workload.kind === 'DaemonSet' ? 'status.numberReady' : 'status.readyReplicas',
        value: ready ?? 0,
      },
    ],
    command: kubectl('describe', workload),
  };
}

interface State {
  readonly text: string;
  readonly advice: string;
  readonly severity: Severity;
  readonly evidence: readonly Evidence[];
  readonly command?: string;
}

/** Why a Prometheus gathers nothing; undefined: it runs, or may run. */
function stateOf(cluster: Cluster<ScrapeKind>, prometheus: Prometheus, now: Date): State | undefined {
  const { metadata, spec, status } = prometheus;
  if (spec.replicas === 0) {
    const text = 'it is scaled to 0';
    const advice = 'Set spec.replicas of the Prometheus to 1 or more.';
    return { text, advice, severity: 'warning', evidence: [{ at: prometheus, path: 'spec.replicas', value: 0 }] };
  }
  const available = status?.conditions?.find(({ type }) => type === 'Available');
  if (isRecent(metadata.creationTimestamp, now) || isRecent(available?.lastTransitionTime, now)) return undefined;

  const isMine = ({ metadata: { name } }: AnyObject) => isStatefulSetOf(name, metadata.name);
  const sets = cluster.in('StatefulSet', metadata.namespace).filter(isMine);
  const ready = sets.map((set) => set.status?.readyReplicas ?? (set.status ? 0 : undefined));
  const isKnownDown =
    status?.availableReplicas !== undefined
      ? status.availableReplicas === 0
      : available
        ? available.status === 'False'
        : sets.length > 0 && ready.every((count) => count === 0);
  const pods = cluster.in('Pod', metadata.namespace).filter(isMine);
  // A status that nobody kept up to date says 0 for ever.
  if (!isKnownDown || ready.some((count) => (count ?? 0) > 0) || pods.some(isReady)) return undefined;

  const trouble = pods.map((pod) => troubleOf(pod, now)).find((one) => one !== undefined);
  const [set] = sets;
  const evidence: Evidence =
    status?.availableReplicas !== undefined
      ? { at: prometheus, path: 'status.availableReplicas', value: status.availableReplicas }
      : available
        ? { at: prometheus, path: 'status.conditions[Available].status', value: available.status }
        : { at: set ?? prometheus, path: 'status.readyReplicas', value: 0 };
  return {
    text: `none of its Pods is ready${trouble ? ` (${trouble.text})` : ''}`,
    advice: 'Bring its Pods up; their events and logs say what keeps them.',
    severity: 'error',
    evidence: trouble ? [evidence, trouble.evidence] : [evidence],
    ...(trouble?.container && {
      command: logs(trouble.evidence.at, trouble.container, trouble.restarts !== undefined && trouble.restarts > 0),
    }),
  };
}

function isRecent(time: string | undefined, now: Date): boolean {
  const at = timeOf(time);
  return at !== undefined && now.getTime() - at.getTime() < 10 * 60 * 1000;
}
