import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const lbHealthChecksIneffective = defineCheck({
  code: 'BAL021',
  name: 'lb-health-checks-ineffective',
  area: 'balance',
  title: 'A Mapping sets health checks that are ignored',
  severity: 'warning',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{mapping} sets health_checks, which Emissary ignores without an endpoint resolver.',
  why: 'Sick Pods are not taken out of the rotation by the gateway, as was meant.',
  fix: 'Set resolver: endpoint on {mapping}, or remove health_checks.',
  example: {
    bad: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /, service: web.shop, health_checks: [{ health_check: { http: { path: /health } } }] }
`,
    good: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec:
  hostname: "*"
  prefix: /
  service: web.shop
  resolver: endpoint
  health_checks: [{ health_check: { http: { path: /health } } }]
`,
  },

  run({ cluster, report }) {
    for (const { groups } of routingOf(cluster)) {
      for (const { mapping, upstream } of groups.flatMap(({ members }) => members)) {
        if (!mapping.spec.health_checks?.length || upstream.resolver !== 'service') continue;
        report({
          on: mapping,
          data: { mapping },
          evidence: [
            { at: mapping, path: 'spec.health_checks', value: JSON.stringify(mapping.spec.health_checks) },
            { at: mapping, path: 'spec.resolver', value: mapping.spec.resolver },
          ],
          command: patch(mapping, { spec: { resolver: 'endpoint' } }),
        });
      }
    }
  },
});
