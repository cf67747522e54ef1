import type { Cluster } from '../../cluster/cluster.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { sharedRoutes } from '../../cluster/shared-routes.ts';
import { matchPort, type Target, type TargetKind, targetsOf } from '../../cluster/targets.ts';
import { backendKinds, backendsOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';
import { percent } from './shares.ts';

export const lbServiceBroken = defineCheck({
  code: 'BAL001',
  name: 'lb-service-broken',
  area: 'balance',
  title: 'One member of a weighted route is broken, and takes its share of the requests with it',
  severity: 'error',
  reads: ['Mapping', 'Service'],
  alsoReads: [...routingKinds, ...routingAlsoReads, ...backendKinds],
  message: '{share} of the requests to {route} go to {mapping}, and fail: {reason}.',
  why: 'The gateway answers these requests with 503, while the others succeed: an error that comes and goes.',
  fix: 'Mend {upstream}, or set the weight of {mapping} to 0 until it works.',
  silent: ['a member whose weight is 0', 'a route whose members are all broken: each says so by itself'],
  example: {
    bad: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /, service: web.shop }
---
kind: Mapping
metadata: { name: web-next, namespace: shop }
spec: { hostname: "*", prefix: /, service: web-next.shop, weight: 20 }
---
kind: Service
metadata: { name: web, namespace: shop }
spec: { ports: [{ port: 80 }] }
`,
    good: `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /, service: web.shop }
---
kind: Mapping
metadata: { name: web-next, namespace: shop }
spec: { hostname: "*", prefix: /, service: web-next.shop, weight: 20 }
---
kind: Service
metadata: { name: web, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
kind: Service
metadata: { name: web-next, namespace: shop }
spec: { ports: [{ port: 80 }] }
`,
  },

  run({ cluster, report }) {
    const targets = new Map(targetsOf(cluster).map((target) => [target.mapping, target]));
    const reasonOf = (mapping: Target['mapping']) => {
      const target = targets.get(mapping);
      return target && brokenBecause(cluster, target);
    };
    for (const { group } of sharedRoutes(cluster)) {
      if (group.members.every(({ mapping }) => reasonOf(mapping))) continue;
      for (const { mapping, upstream, share, weight } of group.members) {
        const reason = share > 0 ? reasonOf(mapping) : undefined;
        if (!reason) continue;
        report({
          on: mapping,
          data: {
            mapping,
            route: group.prefix,
            share: words(percent(share)),
            reason: words(reason),
            upstream: upstream.qualified,
          },
          evidence: [
            { at: mapping, path: 'spec.service', value: upstream.address.written },
            { at: mapping, path: 'spec.weight', value: weight },
          ],
          related: group.members.map((member) => member.mapping),
          command: patch(mapping, { spec: { weight: 0 } }),
        });
      }
    }
  },
});

function brokenBecause(cluster: Cluster<TargetKind>, target: Target): string | undefined {
  const { upstream, service } = target;
  if (!service) {
    const isMissing = cluster.lacks('Service', upstream.namespace, upstream.name);
    return isMissing ? `there is no Service ${upstream.name}.${upstream.namespace}` : undefined;
  }
  const match = matchPort(target).kind;
  const name = `${service.metadata.name}.${service.metadata.namespace}`;
  if (match === 'missing' || match === 'target-port') return `the Service ${name} has no port ${upstream.port}`;
  if (!service.spec.selector || service.spec.type === 'ExternalName') return undefined;
  const { ready, scalesToZero, isRollingOut } = backendsOf(cluster, service);
  return ready === 0 && scalesToZero !== true && !isRollingOut ? `no Pod behind ${name} is ready` : undefined;
}
