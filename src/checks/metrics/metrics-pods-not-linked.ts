import type { Cluster } from '../../cluster/cluster.ts';
import { hasLabels } from '../../cluster/labels.ts';
import { looksInto } from '../../cluster/monitors.ts';
import { nearest } from '../../cluster/names.ts';
import type { AnyObject, PodMonitor, Ref } from '../../cluster/objects.ts';
import { type Scrape, scrapeKinds, scrapesOf } from '../../cluster/scrape.ts';
import type { Break, Difference, ScrapePath } from '../../cluster/scrape-path.ts';
import { exporterIn } from '../../cluster/statsd.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, label, patch, patchItems } from '../../engine/kubectl.ts';
import { count } from '../../engine/text.ts';

export const metricsPodsNotLinked = defineCheck({
  code: 'MET002',
  name: 'metrics-pods-not-linked',
  area: 'metrics',
  title: 'A monitor misses gateway Pods',
  severity: 'error',
  reads: ['Pod'],
  alsoReads: scrapeKinds,
  message: '{monitor} reaches {linked} of {all} and misses {pods}: {difference}.',
  why: 'Dashboards and alerts count only a part of the traffic, or none: what goes through the other Pods goes unseen.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Let the monitor ask for labels and namespaces that all gateway Pods have, and name their admin port (8877) the same everywhere. If their Service lacks the label or does not lead to that port, mend the Service.',
  },
  silent: [
    'Pods that end, have ended or have not started yet',
    'Pods that are reached in another way: a second monitor, annotations, a fixed target, statsd',
    'what has a check of its own: the selector, namespace and port of a ServiceMonitor, the selector of the admin Service, annotations, sidecars',
  ],
  example: {
    bad: `
kind: Pod
metadata: { name: emissary-1, namespace: emissary, labels: { app: emissary, profile: main } }
spec: { containers: [{ name: emissary, image: "emissary:4.0.1", ports: [{ name: admin, containerPort: 8877 }] }] }
status: { phase: Running }
---
kind: Pod
metadata: { name: emissary-2, namespace: emissary, labels: { app: emissary, profile: canary } }
spec: { containers: [{ name: emissary, image: "emissary:4.0.1", ports: [{ name: admin, containerPort: 8877 }] }] }
status: { phase: Running }
---
kind: PodMonitor
metadata: { name: emissary, namespace: emissary }
spec: { selector: { matchLabels: { app: emissary, profile: main } }, podMetricsEndpoints: [{ port: admin }] }
`,
    good: `
kind: Pod
metadata: { name: emissary-1, namespace: emissary, labels: { app: emissary, profile: main } }
spec: { containers: [{ name: emissary, image: "emissary:4.0.1", ports: [{ name: admin, containerPort: 8877 }] }] }
status: { phase: Running }
---
kind: Pod
metadata: { name: emissary-2, namespace: emissary, labels: { app: emissary, profile: canary } }
spec: { containers: [{ name: emissary, image: "emissary:4.0.1", ports: [{ name: admin, containerPort: 8877 }] }] }
status: { phase: Running }
---
kind: PodMonitor
metadata: { name: emissary, namespace: emissary }
spec: { selector: { matchLabels: { app: emissary } }, podMetricsEndpoints: [{ port: admin }] }
`,
  },

  run({ cluster, report }) {
    const byInstallation = Map.groupBy(scrapesOf(cluster), ({ part }) => part.installation);
    for (const scrapes of byInstallation.values()) {
      for (const [on, misses] of Map.groupBy(missesOf(scrapes), (miss) => objectToChange(miss, scrapes))) {
        const [first] = misses;
        if (!first) continue;
        const { path, step, difference } = first;
        const linked = scrapes.filter(({ isLinked }) => isLinked).length;
        report({
          on,
          data: {
            monitor: path.by,
            linked,
            all: words(count(scrapes.length, 'gateway Pod')),
            pods: misses.map(({ scrape }) => scrape.of),
            difference: words([...new Set(misses.map(inWords))].join('; ')),
            advice: words(ADVICE[step] ?? ''),
          },
          evidence: [difference.wanted, ...misses.map((miss) => miss.difference.found)],
          related: misses.map(({ scrape }) => scrape.of),
          command: commandFor(cluster, first, scrapes) ?? edit(on),
        });
      }
    }
  },
});

interface Miss {
  readonly scrape: Scrape;
  readonly path: ScrapePath;
  readonly step: Break['step'];
  readonly difference: Difference;
}

/** The Pods that nobody reaches, each with the first monitor that tries to and has no check of its own for what fails. */
function missesOf(scrapes: readonly Scrape[]): readonly Miss[] {
  return scrapes.flatMap((scrape) => {
    if (scrape.isLinked || scrape.of.kind !== 'Pod' || lacksSidecar(scrape, scrapes)) return [];
    const path = scrape.paths.find(({ through, broken }) => broken?.difference && isOurs(through, broken.step));
    if (!path?.broken?.difference) return [];
    return [{ scrape, path, step: path.broken.step, difference: path.broken.difference }];
  });
}

/** Whether a sidecar that gives metrics is missing here and there elsewhere: that is metrics-sidecar-inconsistent. */
function lacksSidecar({ spec }: Scrape, scrapes: readonly Scrape[]): boolean {
  return !exporterIn(spec) && scrapes.some((one) => exporterIn(one.spec));
}

function isOurs(through: ScrapePath['through'], step: Break['step']): boolean {
  if (step === 'target-port' || step === 'service-labels') return true;
  return through === 'PodMonitor' && (step === 'pod-labels' || step === 'namespace' || step === 'port');
}

// A field that fits no Pod is wrong itself; one that fits some is right, and the others differ.
function objectToChange({ path, step, difference, scrape }: Miss, scrapes: readonly Scrape[]): AnyObject | Ref {
  if (step === 'service-labels') return difference.found.at;
  if (step !== 'target-port' && step !== 'port') return path.by;
  const missed = scrapes.filter(({ isLinked }) => !isLinked).length;
  return missed === scrapes.length ? difference.wanted.at : scrape.part.on;
}

function inWords({ step, difference: { wanted, found } }: Miss): string {
  const asked = wanted.value ?? 'another';
  switch (step) {
    case 'namespace':
      return `namespace ${found.value} instead of ${asked}`;
    case 'pod-labels':
      return found.value ? `${found.value} instead of ${asked}` : `no label ${asked}`;
    case 'service-labels':
      return found.value
        ? `their Service has ${found.value} instead of ${asked}`
        : `their Service has no label ${asked}`;
    default:
      return `no port ${asked} with metrics, but ${found.value ?? 'ports without names'}`;
  }
}

const ADVICE: Readonly<Partial<Record<Break['step'], string>>> = {
  namespace: 'Add the namespace to spec.namespaceSelector.matchNames of the monitor.',
  'pod-labels': 'Take the label out of the selector of the monitor, or give it to the Pods in their template.',
  'service-labels': 'Give the Service the label that the monitor asks for.',
  port: 'Name the admin port (8877) of the Pods the same everywhere, and write that name in the monitor.',
  'target-port': 'Name the admin port (8877) of the Pods the same everywhere, and let the Service lead to it.',
};

function commandFor(
  cluster: Cluster<'Pod'>,
  { step, path: { by }, difference }: Miss,
  scrapes: readonly Scrape[],
): string | undefined {
  const { wanted, found } = difference;
  if (step === 'service-labels') {
    if (!wanted.value?.includes('=')) return undefined;
    return label(found.at, [wanted.value], ...(found.value ? ['--overwrite'] : []));
  }
  if (!('metadata' in by) || by.kind !== 'PodMonitor') return undefined;
  switch (step) {
    case 'namespace': {
      const names = by.spec.namespaceSelector?.matchNames ?? [];
      return patch(by, { spec: { namespaceSelector: { matchNames: [...names, found.value] } } });
    }
    case 'pod-labels':
      return shorterSelector(cluster, by, scrapes);
    case 'port':
      return rightPort(by, difference);
    default:
      return undefined;
  }
}

/** The selector without the labels that the Pods do not share, where it then picks gateway Pods and nothing else. */
function shorterSelector(cluster: Cluster<'Pod'>, monitor: PodMonitor, scrapes: readonly Scrape[]): string | undefined {
  const { matchLabels = {}, matchExpressions = [] } = monitor.spec.selector ?? {};
  const isShared = ([key, value]: readonly [string, string]) => scrapes.every(({ labels }) => labels[key] === value);
  const kept = Object.fromEntries(Object.entries(matchLabels).filter(isShared));
  const gone = Object.keys(matchLabels).filter((key) => !(key in kept));
  const gateway = new Set(scrapes.map(({ of }) => of));
  const picked = cluster
    .all('Pod')
    .filter(({ metadata }) => looksInto(monitor, metadata.namespace) && hasLabels(metadata.labels, kept));
  if (matchExpressions.length > 0 || Object.keys(kept).length === 0 || !picked.every((pod) => gateway.has(pod))) {
    return undefined;
  }
  return patch(monitor, { spec: { selector: { matchLabels: Object.fromEntries(gone.map((key) => [key, null])) } } });
}

function rightPort(monitor: PodMonitor, { wanted, found }: Difference): string | undefined {
  const ports = (found.value ?? '').split(', ');
  const right = nearest(wanted.value ?? '', ports) ?? ports.find((name) => name === 'admin');
  const index = (monitor.spec.podMetricsEndpoints ?? []).findIndex(({ port }) => String(port) === wanted.value);
  if (!right || index < 0) return undefined;
  return patchItems(monitor, { op: 'replace', path: `/spec/podMetricsEndpoints/${index}/port`, value: right });
}
