import { type GatewayPart, gatewayPartsOf, podPath } from '../../cluster/gateway-parts.ts';
import { scrapeKinds, scrapesOf } from '../../cluster/scrape.ts';
import { exporterIn, listenPortOf, type Statsd, statsdOf } from '../../cluster/statsd.ts';
import { defineCheck } from '../../engine/check.ts';

export const metricsSidecarInconsistent = defineCheck({
  code: 'MET020',
  name: 'metrics-sidecar-inconsistent',
  area: 'metrics',
  title: 'Gateway Pods differ in how they give metrics',
  severity: 'warning',
  reads: [],
  alsoReads: scrapeKinds,
  message: '{gateway} {difference} {reference}.',
  why: 'A part of the gateway Pods shows up in dashboards in another way than the others, or not at all.',
  fix: '{advice}',
  silent: [
    'Pods that are being replaced at this moment',
    'another STATSD_HOST that works too',
    'what has a check of its own: a missing sidecar, a STATSD_ENABLED that is not "true"',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: emissary:4.0.1
          env: [{ name: STATSD_ENABLED, value: "true" }, { name: STATSD_HOST, value: localhost }]
        - { name: exporter, image: "prom/statsd-exporter:v0.26.0", args: ["--statsd.listen-udp=:8125"] }
---
kind: Deployment
metadata: { name: emissary-ingress-canary, namespace: emissary }
spec:
  template:
    spec:
      containers: [{ name: emissary, image: "emissary:4.0.1" }]
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: emissary:4.0.1
          env: [{ name: STATSD_ENABLED, value: "true" }, { name: STATSD_HOST, value: localhost }]
        - { name: exporter, image: "prom/statsd-exporter:v0.26.0", args: ["--statsd.listen-udp=:8125"] }
---
kind: Deployment
metadata: { name: emissary-ingress-canary, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: emissary:4.0.1
          env: [{ name: STATSD_ENABLED, value: "true" }, { name: STATSD_HOST, value: localhost }]
        - { name: exporter, image: "prom/statsd-exporter:v0.26.0", args: ["--statsd.listen-udp=:8125"] }
`,
  },

  run({ cluster, report }) {
    for (const parts of Map.groupBy(gatewayPartsOf(cluster), ({ installation }) => installation).values()) {
      for (const part of parts) {
        const without = podsWithout(part);
        if (without.length === 0 || part.isRollingOut) continue;
        const related = without;
        report({
          on: part.on,
          key: 'pods',
          data: {
            gateway: part.on,
            difference: `has ${without.length} of ${part.pods.length} Pods without the statsd-exporter that the others have, as in`,
            reference: without,
            advice: 'Restart the Pods without it; if they come back the same, see why the sidecar is not added.',
          },
          evidence: without.map((pod) => ({
            at: pod,
            path: 'spec.containers',
            value: pod.spec.containers?.map(({ name }) => name),
          })),
          related,
        });
      }

      const model = parts.find((part) => statsdOf(cluster, part).isOn && exporterIn(part.spec));
      for (const part of parts) {
        const found = model && part !== model ? differs(model, part, statsdOf(cluster, part)) : undefined;
        if (!model || !found) continue;
        const isUnlinked = (one: GatewayPart) =>
          scrapesOf(cluster).some((scrape) => scrape.part === one && !scrape.isLinked);
        report({
          on: part.on,
          data: {
            gateway: part.on,
            difference: `${found.text}, unlike`,
            reference: model.on,
            advice: 'Give all gateway workloads the same statsd settings and the same sidecar.',
          },
          evidence: [
            { at: part.on, path: podPath(part, found.path), value: found.value },
            { at: model.on, path: podPath(model, found.path), value: found.expected },
          ],
          related: [model.on, ...part.pods],
          severity: found.isHarmless ? 'info' : isUnlinked(part) && !isUnlinked(model) ? 'error' : 'warning',
        });
      }
    }
  },
});

/** The Pods of one template that lack the exporter which their siblings have. */
function podsWithout({ pods }: GatewayPart): GatewayPart['pods'] {
  const without = pods.filter(({ spec }) => !exporterIn(spec));
  return without.length < pods.length ? without : [];
}

interface Found {
  readonly text: string;
  readonly path: string;
  readonly value: string | undefined;
  readonly expected: string | undefined;
  readonly isHarmless?: boolean;
}

/** How a part differs from one with a working sidecar. Undefined: not at all, or another check says it. */
function differs(model: GatewayPart, part: GatewayPart, { isOn, enabled, target }: Statsd): Found | undefined {
  const exporter =
    exporterIn(part.spec) ?? part.pods.map(({ spec }) => exporterIn(spec)).find((one) => one !== undefined);
  const expected = exporterIn(model.spec);
  const env = `spec.containers[${part.container.name}].env[STATSD_ENABLED]`;
  if (!isOn) {
    // A word that was meant for true, or an exporter that nothing feeds, is metrics-statsd-not-enabled.
    if (isOn === undefined || exporter || enabled.value !== undefined) return undefined;
    const hasHost = part.container.env?.some(({ name }) => name === 'STATSD_HOST' || name === 'DOGSTATSD');
    return hasHost
      ? undefined
      : { text: 'has neither statsd nor its sidecar', path: env, value: undefined, expected: 'true' };
  }
  if (!exporter || !expected || target.kind !== 'own-pod') return undefined;
  if (exporter.image !== expected.image) {
    const text = `has another statsd-exporter (${exporter.image ?? 'no image'})`;
    return { text, path: 'spec.containers[].image', value: exporter.image, expected: expected.image, isHarmless: true };
  }
  const [own, other] = [listenPortOf(exporter), listenPortOf(expected)];
  if (own === other) return undefined;
  return undefined;
}
