import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { storedNames } from '../../cluster/stored-names.ts';
import { defineCheck } from '../../engine/check.ts';
import { kubectl, patch } from '../../engine/kubectl.ts';

export const tracingMultiple = defineCheck({
  code: 'AUT020',
  name: 'tracing-multiple',
  area: 'auth',
  title: 'One gateway has several TracingServices, so it uses none',
  severity: 'error',
  reads: ['TracingService'],
  alsoReads: installationKinds,
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{tracing} and {others} are meant for one gateway, which then uses none of them.',
  why: 'The gateway sends no traces; requests go on.',
  fix: 'Keep one, delete the others or give them the ambassador_id of another gateway, and restart the gateway’s Pods.',
  silent: ['TracingServices of different gateways'],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: TracingService
metadata: { name: trace, namespace: shop }
spec: { service: "zipkin.shop:9411", driver: zipkin }
---
kind: TracingService
metadata: { name: new-trace, namespace: shop }
spec: { service: "datadog.shop:8126", driver: datadog }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: TracingService
metadata: { name: trace, namespace: shop }
spec: { service: "zipkin.shop:9411", driver: zipkin }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const seen = cluster.all('TracingService').filter((tracing) => installation.sees(tracing));
      const [tracing, ...others] = [...storedNames(seen).byName.values()];
      if (!tracing || others.length === 0) continue;

      report({
        on: tracing,
        data: { tracing, others },
        evidence: [tracing, ...others].map((at) => ({ at, path: 'spec.service', value: at.spec.service })),
        related: [...others, ...installation.workloads],
        // Which of them is to stay, only a person can say; this takes nothing away for good.
        command: [
          ...others.map((other) => patch(other, { spec: { ambassador_id: ['ID'] } })),
          ...installation.workloads.map((workload) => kubectl('rollout restart', workload)),
        ].join('\n'),
      });
    }
  },
});
