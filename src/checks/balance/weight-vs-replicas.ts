import type { Cluster } from '../../cluster/cluster.ts';
import type { Mapping, Service } from '../../cluster/objects.ts';
import { meantPods, mostPods } from '../../cluster/pod-counts.ts';
import type { Member } from '../../cluster/routing.ts';
import { sharedRoutes } from '../../cluster/shared-routes.ts';
import { targetAlsoReads } from '../../cluster/targets.ts';
import { type BackendKind, type Backends, backendsOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';
import { percent } from './shares.ts';

/** How many times its share of the Pods a member may get of the requests. */
const MOST_TIMES = 3;

const mappings = (weight: number) => `
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /, service: web }
---
kind: Mapping
metadata: { name: web-next, namespace: shop }
spec: { hostname: "*", prefix: /, service: web-next, weight: ${weight} }
`;

const backend = (name: string, replicas: number) => `---
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [{ port: 80 }] }
---
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec: { replicas: ${replicas}, template: { metadata: { labels: { app: ${name} } } } }
`;

export const weightVsReplicas = defineCheck({
  code: 'BAL008',
  name: 'weight-vs-replicas',
  area: 'balance',
  title: 'A Mapping gets far more of the requests than it has of the Pods',
  severity: 'warning',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  message: '{mapping} gets {share} of the requests to {route}, and has {pods} of the {total} Pods that answer them.',
  why: 'Emissary shares requests by weight and does not look at Pods: each Pod behind {service} gets {times} times as many requests as each of the others.',
  fix: 'Lower the share of {mapping} to about {fair}, or scale what stands behind {service} to about {wanted} Pods.',
  silent: [
    'a share of up to three times the share of the Pods, and a member that gets less than its Pods could take',
    'a member that an autoscaler can still give more Pods',
    'members whose weight is 0, and routes of which one member goes outside the cluster or has no known number of Pods',
    'Pods that are being replaced',
  ],
  example: {
    bad: `${mappings(50)}${backend('web', 9)}${backend('web-next', 1)}`,
    good: `${mappings(10)}${backend('web', 9)}${backend('web-next', 1)}`,
  },

  run({ cluster, report }) {
    for (const { group } of sharedRoutes(cluster)) {
      const sides = sidesOf(cluster, group.members);
      if (!sides) continue;
      const total = sum(sides.map(({ pods }) => pods));
      const all = sum(sides.map(({ share }) => share));

      for (const { service, mapping, weight, share, pods, backends, hasRoom } of sides) {
        const others = total - pods;
        const times = share / pods / ((all - share) / others);
        if (hasRoom || share / all <= (MOST_TIMES * pods) / total) continue;
        const fair = Math.max(1, Math.round((all * pods) / total));
        report({
          on: mapping,
          data: {
            mapping,
            route: group.prefix,
            share: words(percent(share)),
            pods,
            total,
            service,
            times: Math.round(times),
            fair: words(percent(fair)),
            wanted: Math.ceil((share * others) / (all - share)),
          },
          evidence: [
            ...group.members.map((member) => ({ at: member.mapping, path: 'spec.weight', value: member.weight })),
            ...sides.map((side) => ({ at: side.service, path: 'Pods that this selects', value: side.pods })),
          ],
          related: [...group.members.map((member) => member.mapping), ...backends.workloads],
          command:
            weight === undefined
              ? raiseOthers(mapping, group.members, fair)
              : patch(mapping, { spec: { weight: fair } }),
        });
      }
    }
  },
});

/** Without a weight a Mapping gets what the others leave. */
function raiseOthers(mapping: Mapping, members: readonly Member[], fair: number): string {
  const [other, ...more] = members.filter((member) => member.mapping !== mapping);
  return other && more.length === 0 ? patch(other.mapping, { spec: { weight: 100 - fair } }) : edit(mapping);
}

/** A Service that takes part of a route's requests. */
interface Side {
  readonly service: Service;
  /** Of several for the same Service the one with the greatest share. */
  readonly mapping: Mapping;
  readonly weight: number | undefined;
  readonly share: number;
  readonly pods: number;
  readonly backends: Backends;
  /** Whether an autoscaler can add Pods when they are needed. */
  readonly hasRoom: boolean;
}

/** The Services that share a route; undefined where something about one is not known. */
function sidesOf(cluster: Cluster<BackendKind | 'Service'>, members: readonly Member[]): readonly Side[] | undefined {
  const used = members.filter(({ share }) => share > 0).toSorted((a, b) => b.share - a.share);
  const sides = [...Map.groupBy(used, ({ upstream: { name, namespace } }) => `${namespace}/${name}`).values()].map(
    (same): Side | undefined => {
      const [first] = same;
      const { kind, namespace = '', name = '' } = first?.upstream ?? {};
      const service = kind === 'service' ? cluster.find('Service', namespace, name) : undefined;
      if (!first || !service?.spec.selector || service.spec.type === 'ExternalName') return undefined;
      const backends = backendsOf(cluster, service);
      const pods = meantPods(backends);
      if (!pods || backends.isRollingOut) return undefined;
      const { mapping, weight } = first;
      return {
        service,
        mapping,
        weight,
        share: sum(same.map(({ share }) => share)),
        pods,
        backends,
        hasRoom: mostPods(backends) !== pods,
      };
    },
  );
  return sides.every((side) => side !== undefined) ? sides : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
