import type { Cluster } from '../../cluster/cluster.ts';
import type { Mapping, Service, TCPMapping } from '../../cluster/objects.ts';
import { type Member, type Routing, routingOf } from '../../cluster/routing.ts';
import { type TargetKind, type Traffic, targetAlsoReads } from '../../cluster/targets.ts';
import type { Upstream } from '../../cluster/upstream.ts';
import { backendsOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { lossOf, trafficNote } from '../mappings/sentence-parts.ts';
import { askDns, hasBalancer } from './patches.ts';

export const lbEndpointFqdn = defineCheck({
  code: 'BAL015',
  name: 'lb-endpoint-fqdn',
  area: 'balance',
  title: 'An endpoint resolver is asked for a name that has no endpoints',
  severity: 'error',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  explains: ['gateway-log-errors', 'gateway-access-log-flags'],
  message: '{mapping} sends traffic to {host}, and its resolver {resolver} looks for {sought}.{note}',
  why: 'The gateway finds no address for these requests and answers each with 503.',
  fix: 'Set resolver: kubernetes-service on {mapping}, which asks DNS for the whole name{more}.',
  silent: [
    'names that end in .svc or .svc.cluster.local, and IP addresses, which are taken as they are',
    'a name whose first two parts are a Service and its namespace after all',
    'an ExternalName whose addresses somebody wrote by hand',
    'Services of namespaces that could not be read',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: rates, namespace: shop }
spec: { hostname: "*", prefix: /rates/, service: "https://api.rates.example.com", resolver: endpoint }
`,
    good: `
kind: Mapping
metadata: { name: rates, namespace: shop }
spec: { hostname: "*", prefix: /rates/, service: "https://api.rates.example.com" }
`,
  },

  run({ cluster, report }) {
    for (const { mapping, upstream, traffic } of routingOf(cluster).flatMap(membersOf)) {
      if (upstream.resolver !== 'endpoint' || upstream.kind !== 'service' || upstream.address.malformed) continue;
      const service = cluster.find('Service', upstream.namespace, upstream.name);
      const sought = service ? soughtIn(cluster, service) : soughtInstead(cluster, upstream);
      if (!sought) continue;

      report({
        on: mapping,
        severity: lossOf(traffic),
        data: {
          mapping,
          host: upstream.qualified,
          resolver: upstream.resolverName,
          sought: words(sought),
          note: trafficNote(traffic),
          more: words(hasBalancer(mapping) ? ', and remove load_balancer, which needs endpoints' : ''),
        },
        evidence: [
          { at: mapping, path: 'spec.service', value: upstream.address.written },
          { at: mapping, path: 'spec.resolver', value: mapping.spec.resolver },
          ...(service ? [{ at: service, path: 'spec.externalName', value: service.spec.externalName }] : []),
        ],
        related: service ? [service] : [],
        command: askDns([mapping]),
      });
    }
  },
});

interface Asking {
  readonly mapping: Mapping | TCPMapping;
  readonly upstream: Upstream;
  readonly traffic: Traffic;
}

function membersOf({ groups, tcpGroups }: Routing): readonly Asking[] {
  const asking = ({ mapping, upstream, share }: Member<Mapping | TCPMapping>): Asking => {
    return { mapping, upstream, traffic: share > 0 ? 'requests' : 'none' };
  };
  return [
    ...[...groups, ...tcpGroups].flatMap(({ members }) => members.map(asking)),
    ...groups.flatMap(({ shadows }) => shadows.map((shadow): Asking => ({ ...asking(shadow), traffic: 'copies' }))),
  ];
}

/** What is looked for in place of a name with more than two parts, of which only two count (cmd/entrypoint/endpoints.go). */
function soughtInstead(cluster: Cluster<TargetKind>, { name, namespace, qualified }: Upstream): string | undefined {
  const [, , third] = qualified.split('.');
  if (!third || third === 'svc' || !cluster.lacks('Service', namespace, name)) return undefined;
  return `a Service ${name} in namespace ${namespace}, which does not exist`;
}

function soughtIn(cluster: Cluster<TargetKind>, service: Service): string | undefined {
  if (service.spec.type !== 'ExternalName' || backendsOf(cluster, service).endpoints.length > 0) return undefined;
  return 'the endpoints of that Service, which has none: its type is ExternalName';
}
