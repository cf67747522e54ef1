import { ambassadorIds } from '../../cluster/ambassador-id.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Installation } from '../../cluster/installations.ts';
import { nearestAmong } from '../../cluster/name-index.ts';
import type { ConsulResolver, KubernetesEndpointResolver, KubernetesServiceResolver } from '../../cluster/objects.ts';
import { type ResolverKind, resolversOf } from '../../cluster/resolvers.ts';
import { type RoutingKind, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

const RESOLVERS = ['KubernetesServiceResolver', 'KubernetesEndpointResolver', 'ConsulResolver'] as const;

export const mappingResolverUnknown = defineCheck({
  code: 'MAP014',
  name: 'mapping-resolver-unknown',
  area: 'mappings',
  title: 'A Mapping asks for a resolver that does not exist',
  severity: 'error',
  reads: ['Mapping', ...RESOLVERS],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: [
    'route-leads-nowhere',
    'lb-service-broken',
    'gateway-diag-errors',
    'gateway-log-errors',
    'route-nr-in-logs',
    'gateway-config-frozen',
  ],
  freezes: true,
  message: '{object} asks for the resolver {resolver}, and the gateway knows none of that name.{hint}',
  why: 'Emissary leaves such a Mapping out: its requests go to the next route that matches, or are answered with 404.',
  fix: 'Write a resolver that exists into {object}{candidate}; or create {resolver}, or mend the one there is.',
  silent: [
    'the names that exist by themselves: kubernetes-service, kubernetes-endpoint, endpoint, consul, consul-endpoint',
    'resolvers that could not be read in every namespace',
  ],
  example: {
    bad: `
kind: KubernetesEndpointResolver
metadata: { name: by-pods, namespace: shop }
spec: {}
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop, resolver: by_pods }
`,
    good: `
kind: KubernetesEndpointResolver
metadata: { name: by-pods, namespace: shop }
spec: {}
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop, resolver: by-pods }
`,
  },

  run({ cluster, report }) {
    for (const { installation, module, dropped } of routingOf(cluster)) {
      if (!knowsResolvers(cluster, installation)) continue;
      const lost = dropped.filter(({ reason }) => reason === 'resolver-unknown').map(({ mapping }) => mapping);
      // What the Module says for all of them is one mistake.
      const byObject = Map.groupBy(lost, (mapping) => (mapping.spec.resolver ? undefined : module.module) ?? mapping);
      const nearestResolver = nearestAmong(resolversOf(cluster, installation).keys());
      for (const [object, mappings] of byObject) {
        const isModule = object.kind === 'Module';
        const resolver = object.kind === 'Module' ? module.resolver : (object.spec.resolver ?? module.resolver);
        const candidate = nearestResolver(resolver);
        const [namesake] = namesakesOf(cluster, resolver);
        const right = { resolver: (namesake ? undefined : candidate) ?? 'RESOLVER' };
        report({
          on: object,
          severity: isModule ? 'critical' : 'error',
          data: {
            object,
            resolver,
            hint: words(namesake ? whyNot(namesake) : candidate ? ` The nearest name is ${candidate}.` : ''),
            candidate: words(candidate ? `: ${candidate}` : ''),
          },
          evidence: [
            { at: object, path: isModule ? 'spec.config.resolver' : 'spec.resolver', value: resolver },
            ...(namesake ? [{ at: namesake, path: 'spec', value: JSON.stringify(namesake.spec) }] : []),
          ],
          related: [...(isModule ? mappings : []), ...(namesake ? [namesake] : [])],
          command: isUnfinished(namesake)
            ? patch(namesake, { spec: { datacenter: 'DATACENTER' } })
            : patch(object, { spec: isModule ? { config: right } : right }),
        });
      }
    }
  },
});

function knowsResolvers(cluster: Cluster<RoutingKind>, { singleNamespace, namespace }: Installation): boolean {
  return RESOLVERS.every((kind) => (singleNamespace ? cluster.knows(kind, namespace) : cluster.knows(kind)));
}

/** Resolvers of that name which the gateway has a reason not to use. */
function namesakesOf(cluster: Cluster<ResolverKind>, resolver: string) {
  return RESOLVERS.flatMap((kind) => [...cluster.all(kind)]).filter(({ metadata }) => metadata.name === resolver);
}

type Resolver = KubernetesServiceResolver | KubernetesEndpointResolver | ConsulResolver;

function isUnfinished(namesake: Resolver | undefined): namesake is ConsulResolver {
  return namesake?.kind === 'ConsulResolver' && !namesake.spec.datacenter;
}

function whyNot(namesake: Resolver): string {
  const { namespace } = namesake.metadata;
  if (isUnfinished(namesake)) {
    return ` The ConsulResolver in namespace ${namespace} has no datacenter, so that Emissary does not use it.`;
  }
  const ids = ambassadorIds(namesake).join(', ');
  return ` The one in namespace ${namespace} is for another gateway (ambassador_id ${ids}).`;
}
