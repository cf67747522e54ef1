import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { sharedRoutes } from '../../cluster/shared-routes.ts';
import { matchPort, type Target, targetAlsoReads, targetsOf } from '../../cluster/targets.ts';
import { backendsOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl, patch } from '../../engine/kubectl.ts';

export const routeLeadsNowhere = defineCheck({
  code: 'RTE034',
  name: 'route-leads-nowhere',
  area: 'routing',
  title: 'No member of a route has anything behind it',
  severity: 'error',
  reads: ['Mapping', 'Service'],
  alsoReads: [...routingKinds, ...routingAlsoReads, ...targetAlsoReads],
  message: 'All {number} Mappings that share {prefix} lead nowhere: {reasons}.',
  why: 'Every request to {prefix} is answered with 503; no weight helps.',
  fix: 'Mend the first of them; each has a finding of its own that says how.',
  silent: [
    'a route with one Mapping: that has a finding of its own',
    'routes with a member of which nothing is known, outside the cluster for one',
    'what can be scaled to zero',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart }
---
kind: Mapping
metadata: { name: cart-next, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart-next, weight: 10 }
`,
    good: `
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop }
---
kind: Mapping
metadata: { name: cart-next, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart-next, weight: 10 }
`,
  },

  run({ cluster, report }) {
    const targets = new Map(targetsOf(cluster).map((target) => [target.mapping, target]));
    const reasonOf = (target: Target): string | undefined => {
      const { service, upstream } = target;
      const name = `${upstream.name}.${upstream.namespace}`;
      if (!service)
        return cluster.lacks('Service', upstream.namespace, upstream.name) ? `there is no Service ${name}` : undefined;
      if (matchPort(target).kind === 'missing') return `Service ${name} has no port ${upstream.port}`;
      if (service.spec.type === 'ExternalName' || !service.spec.selector) return undefined;
      const { ready, scalesToZero } = backendsOf(cluster, service);
      return ready === 0 && scalesToZero === false ? `nothing is ready behind Service ${name}` : undefined;
    };

    for (const { group, first } of sharedRoutes(cluster)) {
      const used = group.members.filter(({ share }) => share > 0);
      const reasons = used.map(({ mapping }) => {
        const target = targets.get(mapping);
        return target && reasonOf(target);
      });
      const service = used[0] && targets.get(used[0].mapping)?.service;
      if (!used[0] || used.length < 2 || !reasons.every((reason) => reason !== undefined)) continue;

      report({
        on: first.mapping,
        data: {
          number: used.length,
          prefix: group.prefix,
          reasons: words([...new Set(reasons)].join('; ')),
        },
        evidence: used.map(({ mapping }) => ({ at: mapping, path: 'spec.service', value: mapping.spec.service })),
        related: used.map(({ mapping }) => mapping),
        command: service
          ? kubectl('describe', service)
          : patch(used[0].mapping, { spec: { service: 'SERVICE.NAMESPACE' } }),
      });
    }
  },
});
