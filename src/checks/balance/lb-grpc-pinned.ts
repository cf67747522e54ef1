import type { Cluster } from '../../cluster/cluster.ts';
import { isBackendMeshed, isGatewayMeshed } from '../../cluster/mesh.ts';
import type { Service } from '../../cluster/objects.ts';
import { meantPods, mostPods } from '../../cluster/pod-counts.ts';
import { type Member, type RoutingKind, routingOf } from '../../cluster/routing.ts';
import { targetAlsoReads } from '../../cluster/targets.ts';
import { backendsOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patchAll } from './patches.ts';

const backend = `---
kind: Service
metadata: { name: prices, namespace: shop }
spec: { selector: { app: prices }, ports: [{ port: 9000 }] }
---
kind: Deployment
metadata: { name: prices, namespace: shop }
spec: { replicas: 3, template: { metadata: { labels: { app: prices } } } }
`;

export const lbGrpcPinned = defineCheck({
  code: 'BAL014',
  name: 'lb-grpc-pinned',
  area: 'balance',
  title: 'gRPC requests stay with the Pods that the first connections met',
  severity: 'info',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  message:
    '{mapping} speaks gRPC with the {pods} Pods of {service} through one address, and each of its connections stays with one Pod.{growth}',
  why: 'Kubernetes spreads connections, not requests, and gRPC puts all requests on few connections that last: some Pods get most of the work, and Pods that come later may get none.',
  fix: 'Set resolver: endpoint on {mapping}, so that the gateway spreads the requests itself; or make {service} headless.',
  silent: [
    'a single Pod, a headless Service, and Services of type ExternalName',
    'Pods in a mesh (Istio, Linkerd, Kuma, Consul), whose proxies spread requests',
    'a cluster_max_connection_lifetime_ms, with which connections are spread anew',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: prices, namespace: shop }
spec: { hostname: "*", prefix: /shop.Prices/, service: "prices.shop:9000", grpc: true }
${backend}`,
    good: `
kind: Mapping
metadata: { name: prices, namespace: shop }
spec: { hostname: "*", prefix: /shop.Prices/, service: "prices.shop:9000", grpc: true, resolver: endpoint }
${backend}`,
  },

  run({ cluster, report }) {
    for (const { groups, module, installation } of routingOf(cluster)) {
      if ('cluster_max_connection_lifetime_ms' in module.config || isGatewayMeshed(cluster, installation)) continue;
      const members = groups.flatMap((group) => group.members).filter(isPinned);
      for (const [service, same] of Map.groupBy(members, (member) => serviceOf(cluster, member))) {
        const [first, ...others] = same;
        if (!first || !service || isBackendMeshed(cluster, service)) continue;
        const backends = backendsOf(cluster, service);
        const pods = meantPods(backends) ?? 0;
        if (pods < 2) continue;

        const { mapping } = first;
        const grows = mostPods(backends) !== pods;
        report({
          on: mapping,
          // What is scaled to more Pods is meant to spread over them.
          severity: grows ? 'warning' : 'info',
          data: {
            mapping,
            service,
            pods,
            growth: words(grows ? ' Pods that its autoscaler adds wait for new connections.' : ''),
          },
          evidence: [
            { at: mapping, path: 'spec.grpc', value: 'true' },
            { at: mapping, path: 'spec.resolver', value: mapping.spec.resolver },
            ...backends.scalers.map((scaler) => ({
              at: scaler,
              path: 'spec.scaleTargetRef.name',
              value: scaler.spec.scaleTargetRef?.name,
            })),
          ],
          related: [...others.map((other) => other.mapping), service],
          command: patchAll(
            same.map((member) => member.mapping),
            () => ({ resolver: 'endpoint' }),
          ),
        });
      }
    }
  },
});

/** Whether a member's connections go to one address, and last. */
function isPinned({ mapping, upstream, share }: Member): boolean {
  const { grpc, cluster_max_connection_lifetime_ms: lifetime } = mapping.spec;
  return grpc === true && share > 0 && !lifetime && upstream.resolver === 'service' && upstream.kind === 'service';
}

/** The Service of a member, if it has an address of its own. */
function serviceOf(cluster: Cluster<RoutingKind>, { upstream: { name, namespace } }: Member): Service | undefined {
  const service = cluster.find('Service', namespace, name);
  return service?.spec.clusterIP === 'None' || service?.spec.type === 'ExternalName' ? undefined : service;
}
