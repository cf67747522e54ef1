import { ambassadorIds } from '../../cluster/ambassador-id.ts';
import { installationKinds, installationsOf } from '../../cluster/installations.ts';
import { storedNames } from '../../cluster/stored-names.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const ratelimitMultiple = defineCheck({
  code: 'AUT017',
  name: 'ratelimit-multiple',
  area: 'auth',
  title: 'One gateway has several RateLimitServices, so it uses none',
  severity: 'error',
  reads: ['RateLimitService'],
  alsoReads: installationKinds,
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{limiter} and {others} are meant for one gateway, which then uses none of them.',
  why: 'Nothing is rate limited.',
  fix: 'Keep one, and delete the others or give them the ambassador_id of another gateway.',
  silent: ['RateLimitServices of different gateways', 'the one that Edge Stack brings with it (_automatic_)'],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: RateLimitService
metadata: { name: limit, namespace: shop }
spec: { service: limit.shop, protocol_version: v3 }
---
kind: RateLimitService
metadata: { name: new-limit, namespace: shop }
spec: { service: new-limit.shop, protocol_version: v3 }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } }
---
kind: RateLimitService
metadata: { name: limit, namespace: shop }
spec: { service: limit.shop, protocol_version: v3 }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const seen = cluster
        .all('RateLimitService')
        .filter((limiter) => installation.sees(limiter) && !ambassadorIds(limiter).includes('_automatic_'));
      const [limiter, ...others] = [...storedNames(seen).byName.values()];
      if (!limiter || others.length === 0) continue;

      report({
        on: limiter,
        data: { limiter, others },
        evidence: [limiter, ...others].map((at) => ({ at, path: 'spec.service', value: at.spec.service })),
        related: [...others, ...installation.workloads],
        // Which of them is to stay, only a person can say; this takes nothing away for good.
        command: others.map((other) => patch(other, { spec: { ambassador_id: ['ID'] } })).join('\n'),
      });
    }
  },
});
