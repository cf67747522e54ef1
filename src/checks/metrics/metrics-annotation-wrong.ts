import type { Cluster } from '../../cluster/cluster.ts';
import { podPath } from '../../cluster/gateway-parts.ts';
import type { AnyObject, Ref } from '../../cluster/objects.ts';
import { type Scrape, type ScrapeKind, scrapeKinds, scrapesOf } from '../../cluster/scrape.ts';
import { annotationProblem, readsAnnotations } from '../../cluster/scrape-annotations.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const metricsAnnotationWrong = defineCheck({
  code: 'MET010',
  name: 'metrics-annotation-wrong',
  area: 'metrics',
  title: 'A prometheus.io annotation of the gateway does not lead to its metrics',
  severity: 'warning',
  reads: [],
  alsoReads: scrapeKinds,
  message: '{object} {problem}.',
  why: 'What follows these annotations gets nothing from these Pods, so dashboards and alerts know nothing of them.',
  fix: 'Write the annotation {key}: "{right}".',
  silent: [
    'Pods whose metrics are gathered in another way',
    'clusters where only a Prometheus of the operator runs: it does not read annotations',
    'prometheus.io/scrape: "false", and annotations that Istio or Linkerd wrote',
    'a /metrics that a Mapping leads to the admin port',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata:
      labels: { app: emissary }
      annotations: { prometheus.io/scrape: "true", prometheus.io/port: "9102" }
    spec: { containers: [{ name: emissary, image: "emissary:4.0.1", ports: [{ name: admin, containerPort: 8877 }] }] }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    metadata:
      labels: { app: emissary }
      annotations: { prometheus.io/scrape: "true", prometheus.io/port: "8877" }
    spec: { containers: [{ name: emissary, image: "emissary:4.0.1", ports: [{ name: admin, containerPort: 8877 }] }] }
`,
  },

  run({ cluster, report }) {
    if (!readsAnnotations(cluster)) return;
    const scrapes = scrapesOf(cluster);
    for (const scrape of scrapes) {
      if (scrape.isLinked) continue;
      const found = problemsOf(cluster, scrape, scrapes);
      for (const { on, key, value, right, path, problem } of found) {
        const annotations = { [key]: right };
        const change =
          on.kind === 'Pod' || on.kind === 'Service'
            ? { metadata: { annotations } }
            : { spec: { template: { metadata: { annotations } } } };
        report({
          on,
          data: { object: on, problem: words(problem), key, right },
          evidence: [{ at: on, path, value }],
          related: scrapes.filter(({ part, isLinked }) => part === scrape.part && !isLinked).map(({ of }) => of),
          command: patch(on, change),
        });
      }
    }
  },
});

interface Found {
  readonly on: AnyObject | Ref;
  readonly key: string;
  readonly value: string | undefined;
  readonly right: string;
  readonly path: string;
  readonly problem: string;
}

function problemsOf(cluster: Cluster<ScrapeKind>, scrape: Scrape, all: readonly Scrape[]): readonly Found[] {
  const { part, annotations, paths } = scrape;
  const { on } = part;
  const at = (key: string) => podPath(part, `metadata.annotations[${key}]`);
  const scraped = annotations[SCRAPE];
  if (scraped !== undefined && /^(true|yes|on|1)$/i.test(scraped) && scraped !== 'true') {
    const problem = `has ${SCRAPE}: "${scraped}", and only "true" is understood`;
    return [{ on, key: SCRAPE, value: scraped, right: 'true', path: at(SCRAPE), problem }];
  }
  const own = scraped === 'true' ? annotationProblem(cluster, scrape, annotations) : undefined;
  if (own) return [{ ...own, on, path: at(own.key), problem: inWords(own.key, own.value) }];

  const services = paths.flatMap(({ through, broken, service }) =>
    through === 'annotation' && broken && service ? [service] : [],
  );
  const ofServices = services.flatMap((service) => {
    const problem = annotationProblem(cluster, scrape, service.metadata.annotations ?? {});
    const path = `metadata.annotations[${problem?.key}]`;
    return problem ? [{ ...problem, on: service, path, problem: inWords(problem.key, problem.value) }] : [];
  });
  if (ofServices.length > 0 || scraped !== undefined) return ofServices;

  // Only part of the gateway carries the annotation, and it works there.
  const others = all.filter((one) => one.part.installation === part.installation && one.part !== part);
  const isPart = others.some((one) => one.annotations[SCRAPE] === 'true' && one.isLinked) && paths.length === 0;
  const problem = `lacks ${SCRAPE}, which other Pods of this gateway have`;
  return isPart ? [{ on, key: SCRAPE, value: undefined, right: 'true', path: at(SCRAPE), problem }] : [];
}

const SCRAPE = 'prometheus.io/scrape';

function inWords(key: string, value: string): string {
  return key === 'prometheus.io/port'
    ? `has ${key}: "${value}", and nothing gives metrics on that port`
    : `has ${key}: "${value}", and the gateway has its metrics under another path`;
}
