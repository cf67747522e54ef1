import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const lbNeedsEndpointResolver = defineCheck({
  code: 'BAL010',
  name: 'lb-needs-endpoint-resolver',
  area: 'balance',
  title: 'A Mapping sets a load balancer without an endpoint resolver',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors', 'route-nr-in-logs'],
  message:
    '{mapping} sets load_balancer {policy}, but its resolver {resolver} knows only one address; Emissary drops the Mapping.',
  why: 'The route does not exist: its requests go to the next route that matches, or are answered with 404.',
  fix: 'Set resolver: endpoint on {mapping}, or remove load_balancer.',
  silent: [
    'the load balancer of the Module, which does not drop anything: that is lb-module-ineffective',
    'a Mapping that names no resolver, where the Module could not be read',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /, service: web.shop, load_balancer: { policy: least_request } }
`,
    good: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /, service: web.shop, resolver: endpoint, load_balancer: { policy: least_request } }
`,
  },

  run({ cluster, report }) {
    for (const { dropped, module } of routingOf(cluster)) {
      for (const { mapping, reason } of dropped) {
        if (reason !== 'load-balancer-needs-endpoints' || mapping.kind !== 'Mapping') continue;
        // Without the Module nobody knows which resolver is the default.
        if (mapping.spec.resolver === undefined && !module.module && !cluster.knows('Module')) continue;
        report({
          on: mapping,
          data: {
            mapping,
            policy: mapping.spec.load_balancer?.policy ?? words('without policy'),
            resolver: mapping.spec.resolver ?? module.resolver,
          },
          evidence: [
            { at: mapping, path: 'spec.load_balancer.policy', value: mapping.spec.load_balancer?.policy },
            { at: mapping, path: 'spec.resolver', value: mapping.spec.resolver },
          ],
          command: patch(mapping, { spec: { resolver: 'endpoint' } }),
        });
      }
    }
  },
});
