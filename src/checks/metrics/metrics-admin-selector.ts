import type { Cluster } from '../../cluster/cluster.ts';
import { hasLabels } from '../../cluster/labels.ts';
import type { AnyObject, Ref, Service } from '../../cluster/objects.ts';
import { type Scrape, scrapeKinds, scrapesOf } from '../../cluster/scrape.ts';
import type { Difference } from '../../cluster/scrape-path.ts';
import { podsOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';
import { count } from '../../engine/text.ts';

export const metricsAdminSelector = defineCheck({
  code: 'MET004',
  name: 'metrics-admin-selector',
  area: 'metrics',
  title: 'The Service that Prometheus follows does not select all gateway Pods',
  severity: 'error',
  reads: ['Service'],
  alsoReads: scrapeKinds,
  explains: ['metrics-pods-not-linked'],
  message: '{service} selects {linked} of {all} and misses {missed}: {difference}.',
  why: 'Prometheus finds the gateway through this Service, so what goes through the other Pods is in no dashboard or alert.',
  fix: '{advice}',
  inGeneral: {
    fix: 'Take labels that only a part of the gateway Pods has out of spec.selector, or give the other Pods a Service and ServiceMonitor of their own. If it selects none of them, write their labels there.',
  },
  silent: [
    'Pods that are reached in another way: a second Service with its ServiceMonitor, a PodMonitor, annotations, statsd',
    'a second gateway in the same namespace, which has or lacks a Service of its own',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary, profile: main } }
    spec: { containers: [{ name: emissary, image: "emissary:4.0.1" }] }
---
kind: Deployment
metadata: { name: emissary-ingress-canary, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary, profile: canary } }
    spec: { containers: [{ name: emissary, image: "emissary:4.0.1" }] }
---
kind: Service
metadata: { name: emissary-ingress-admin, namespace: emissary, labels: { service: ambassador-admin } }
spec: { selector: { app: emissary, profile: main }, ports: [{ name: ambassador-admin, port: 8877 }] }
---
kind: ServiceMonitor
metadata: { name: emissary-ingress, namespace: emissary }
spec: { selector: { matchLabels: { service: ambassador-admin } }, endpoints: [{ port: ambassador-admin }] }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary, profile: main } }
    spec: { containers: [{ name: emissary, image: "emissary:4.0.1" }] }
---
kind: Deployment
metadata: { name: emissary-ingress-canary, namespace: emissary }
spec:
  template:
    metadata: { labels: { app: emissary, profile: canary } }
    spec: { containers: [{ name: emissary, image: "emissary:4.0.1" }] }
---
kind: Service
metadata: { name: emissary-ingress-admin, namespace: emissary, labels: { service: ambassador-admin } }
spec: { selector: { app: emissary }, ports: [{ name: ambassador-admin, port: 8877 }] }
---
kind: ServiceMonitor
metadata: { name: emissary-ingress, namespace: emissary }
spec: { selector: { matchLabels: { service: ambassador-admin } }, endpoints: [{ port: ambassador-admin }] }
`,
  },

  run({ cluster, report }) {
    const scrapes = scrapesOf(cluster);
    for (const [service, misses] of Map.groupBy(scrapes.flatMap(missOf), (miss) => miss.service)) {
      const [first] = misses;
      if (!first) continue;
      const { wanted } = first.difference;
      const own = scrapes.filter(({ part }) => part.installation === first.scrape.part.installation);
      const selected = own.filter((scrape) => isSelected(service, service.spec.selector ?? {}, scrape));
      const isByPod = own.every(({ of }) => of.kind === 'Pod');
      report({
        on: service,
        data: {
          service,
          linked: selected.length,
          all: words(isByPod ? count(own.length, 'gateway Pod') : count(own.length, 'gateway workload')),
          missed: misses.map(({ scrape }) => scrape.of),
          difference: words(listOf(misses)),
          advice: words(
            selected.length === 0
              ? 'Write the labels of the gateway Pods in spec.selector.'
              : `Take ${wanted.value} out of spec.selector, or give the other Pods a Service and ServiceMonitor of their own.`,
          ),
        },
        evidence: [wanted, ...new Map(misses.map((miss) => [keyOf(miss), miss.difference.found])).values()],
        related: [first.monitor, ...new Set(misses.flatMap(({ scrape }) => [scrape.part.on, scrape.of]))],
        command: commandFor(cluster, service, own) ?? edit(service),
      });
    }
  },
});

/** The selector without the labels that the Pods do not share, where it then selects them all and nothing else. */
function commandFor(cluster: Cluster<'Pod'>, service: Service, own: readonly Scrape[]): string | undefined {
  const { selector = {} } = service.spec;
  const changes = Object.keys(selector).flatMap((key) => {
    const values = new Set(own.map(({ labels }) => labels[key]));
    const [value] = values;
    return value === selector[key] && values.size === 1
      ? []
      : [[key, values.size === 1 ? (value ?? null) : null] as const];
  });
  const kept = Object.entries({ ...selector, ...Object.fromEntries(changes) }).flatMap(([key, value]) =>
    value === null ? [] : [[key, value] as const],
  );
  const better = Object.fromEntries(kept);
  const gateway = new Set(own.map(({ of }) => of));
  const others = podsOf(cluster, { ...service, spec: { ...service.spec, selector: better } });
  const fits = own.every((scrape) => isSelected(service, better, scrape)) && others.every((pod) => gateway.has(pod));
  return fits && kept.length > 0 ? patch(service, { spec: { selector: Object.fromEntries(changes) } }) : undefined;
}

function isSelected(
  { metadata }: Service,
  selector: Readonly<Record<string, string>>,
  { part, labels }: Scrape,
): boolean {
  return metadata.namespace === part.namespace && hasLabels(labels, selector);
}

interface Miss {
  readonly scrape: Scrape;
  readonly service: Service;
  readonly monitor: AnyObject | Ref;
  readonly difference: Difference;
}

function listOf(misses: readonly Miss[]): string {
  const texts = misses.map(({ difference: { wanted, found } }) =>
    found.value ? `${found.value} instead of ${wanted.value}` : `no label ${wanted.value}`,
  );
  return [...new Set(texts)].join('; ');
}

function missOf(scrape: Scrape): readonly Miss[] {
  if (scrape.isLinked) return [];
  return scrape.paths
    .flatMap(({ through, by, service, broken }) =>
      through === 'ServiceMonitor' && service && broken?.step === 'pod-labels' && broken.difference
        ? [{ scrape, service, monitor: by, difference: broken.difference }]
        : [],
    )
    .slice(0, 1);
}

function keyOf({ difference: { found } }: Miss): string {
  const { kind, namespace, name } = 'metadata' in found.at ? { kind: found.at.kind, ...found.at.metadata } : found.at;
  return `${kind}/${namespace}/${name}`;
}
