import { type GatewayPart, gatewayPartsOf, isWorkload, podPath } from '../../cluster/gateway-parts.ts';
import type { Pod } from '../../cluster/objects.ts';
import { scrapeKinds, scrapesOf } from '../../cluster/scrape.ts';
import { exporterIn, type Statsd, statsdOf } from '../../cluster/statsd.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, kubectl, patchContainer, setEnv } from '../../engine/kubectl.ts';
import { SIDECAR, sendingGateway } from './sidecar-example.ts';

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
  inGeneral: {
    fix: 'Restart the Pods that lack the sidecar; if they come back the same, see why it is not added. Give all workloads of the gateway the same statsd settings and the same sidecar.',
  },
  silent: [
    'Pods that are being replaced at this moment',
    'another STATSD_HOST that works too',
    'what has a check of its own: a missing sidecar, a STATSD_ENABLED that is not "true"',
  ],
  example: {
    bad: `${sendingGateway()}${SIDECAR}---
kind: Deployment
metadata: { name: emissary-ingress-canary, namespace: emissary }
spec:
  template:
    spec:
      containers: [{ name: emissary, image: "emissary:4.0.1" }]
`,
    good: `${sendingGateway()}${SIDECAR}---${sendingGateway('emissary-ingress-canary')}${SIDECAR}`,
  },

  run({ cluster, report }) {
    for (const part of gatewayPartsOf(cluster)) {
      const without = podsWithout(part);
      if (without.length === 0 || part.isRollingOut) continue;
      report({
        on: part.on,
        key: 'pods',
        data: {
          gateway: part.on,
          difference: words(
            `has ${without.length} of ${part.pods.length} Pods without the statsd-exporter that the others have:`,
          ),
          reference: without,
          advice: words('Restart the Pods without it; if they come back the same, see why the sidecar is not added.'),
        },
        evidence: without.map((pod) => ({ at: pod, path: 'spec.containers', value: namesOf(pod) })),
        related: without,
        command: isWorkload(part.on) ? kubectl('rollout restart', part.on) : kubectl('describe', part.on),
      });
    }

    for (const parts of Map.groupBy(gatewayPartsOf(cluster), ({ installation }) => installation).values()) {
      const model = parts.find((part) => statsdOf(cluster, part).isOn);
      for (const part of parts) {
        const found = model && part !== model ? differs(model, part, statsdOf(cluster, part)) : undefined;
        if (!model || !found) continue;
        const isLinked = (one: GatewayPart) =>
          scrapesOf(cluster).every((scrape) => scrape.part !== one || scrape.isLinked);
        report({
          on: part.on,
          data: {
            gateway: part.on,
            difference: words(`${found.text}, unlike`),
            reference: model.on,
            advice: words('Give all workloads of the gateway the same statsd settings and the same sidecar.'),
          },
          evidence: [
            { at: part.on, path: podPath(part, found.path), value: found.value },
            { at: model.on, path: podPath(model, found.path), value: found.expected },
          ],
          related: [model.on, ...part.pods.filter((pod) => pod !== part.on)],
          command: makeAlike(model, part),
          severity: found.isHarmless || isLinked(part) ? 'info' : isLinked(model) ? 'error' : 'warning',
        });
      }
    }
  },
});

/** The settings and the sidecar of a part that sends metrics; a sidecar is copied as far as it is known. */
function makeAlike(model: GatewayPart, part: GatewayPart): string {
  const [expected, own] = [exporterIn(model.spec), exporterIn(part.spec)];
  if (expected && own) return patchContainer(part.on, { name: own.name, image: expected.image });
  if (expected) return part.on.kind === 'Pod' ? kubectl('describe', part.on) : edit(part.on);
  return setEnv(part.on, part.container.name, 'STATSD_ENABLED=true');
}

/** The Pods of one template that lack the exporter which their siblings have. */
function podsWithout({ pods }: GatewayPart): GatewayPart['pods'] {
  const without = pods.filter(({ spec }) => !exporterIn(spec));
  return without.length < pods.length ? without : [];
}

function namesOf({ spec }: Pod): readonly string[] {
  return (spec.containers ?? []).map(({ name }) => name);
}

interface Found {
  readonly text: string;
  readonly path: string;
  readonly value: string | undefined;
  readonly expected: string | undefined;
  readonly isHarmless?: boolean;
}

/** How a part differs from one that sends statsd metrics. Undefined: not at all, or another check says it. */
function differs(model: GatewayPart, part: GatewayPart, { isOn, enabled, host, dogstatsd }: Statsd): Found | undefined {
  const [exporter, expected] = [exporterIn(part.spec), exporterIn(model.spec)];
  if (!isOn) {
    // Whoever wrote any of these meant to send, or decided not to: that is metrics-statsd-not-enabled.
    const isUntouched = [enabled, host, dogstatsd].every(({ value, isHidden }) => value === undefined && !isHidden);
    if (!isUntouched || part.pods.some(({ spec }) => exporterIn(spec)) || exporter) return undefined;
    const text = expected ? 'has neither statsd nor its sidecar' : 'sends no statsd metrics';
    const path = `spec.containers[${part.container.name}].env[STATSD_ENABLED]`;
    return { text, path, value: undefined, expected: 'true' };
  }
  if (!exporter || !expected || exporter.image === expected.image) return undefined;
  const text = `has another statsd-exporter (${exporter.image ?? 'no image'})`;
  const path = `spec.containers[${exporter.name}].image`;
  return { text, path, value: exporter.image, expected: expected.image, isHarmless: true };
}
