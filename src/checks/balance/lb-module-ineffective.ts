import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const lbModuleIneffective = defineCheck({
  code: 'BAL011',
  name: 'lb-module-ineffective',
  area: 'balance',
  title: 'The Module sets a load balancer that cannot have an effect',
  severity: 'warning',
  reads: ['Module', 'Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message:
    '{module} sets load_balancer {policy} for all, but its resolver {resolver} knows one address of each Service.',
  why: 'Requests are not spread the way the policy says, and nobody is told: there is no stickiness.',
  fix: 'Set resolver: endpoint in {module}, or on the Mappings that need it.',
  silent: ['a Module under which at least one Mapping names an endpoint resolver itself'],
  example: {
    bad: `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { load_balancer: { policy: ring_hash, cookie: { name: session } } } }
---
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /, service: web.shop }
`,
    good: `
kind: Module
metadata: { name: ambassador, namespace: emissary }
spec: { config: { resolver: endpoint, load_balancer: { policy: ring_hash, cookie: { name: session } } } }
---
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /, service: web.shop }
`,
  },

  run({ cluster, report }) {
    for (const { module, groups } of routingOf(cluster)) {
      if (!module.module || !module.loadBalancer) continue;
      const upstreams = groups.flatMap(({ members }) => members.map(({ upstream }) => upstream));
      if (upstreams.length === 0 || upstreams.some(({ resolver }) => resolver !== 'service')) continue;
      // The usual policy is what happens anyway.
      const policy = module.loadBalancer.policy ?? 'round_robin';
      if (policy === 'round_robin') continue;

      report({
        on: module.module,
        data: { module: module.module, policy, resolver: module.resolver },
        evidence: [
          { at: module.module, path: 'spec.config.load_balancer.policy', value: policy },
          { at: module.module, path: 'spec.config.resolver', value: module.resolver },
        ],
        command: patch(module.module, { spec: { config: { resolver: 'endpoint' } } }),
      });
    }
  },
});
