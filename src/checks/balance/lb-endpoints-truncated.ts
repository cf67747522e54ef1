import { readsSlices } from '../../cluster/endpoint-resolver.ts';
import { targetAlsoReads, targetsOf } from '../../cluster/targets.ts';
import { backendsOf } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { askDns } from './patches.ts';

const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
/** The most addresses that Kubernetes writes into Endpoints. */
const CAPACITY = 1000;

const base = (resolver: string) => `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec: { template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } } }
---
kind: Mapping
metadata: { name: web, namespace: shop }
spec: { hostname: "*", prefix: /, service: web.shop, resolver: ${resolver} }
---
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
kind: Endpoints
metadata: { name: web, namespace: shop, annotations: { ${OVER_CAPACITY}: truncated } }
subsets: [{ addresses: [{ ip: 10.0.0.1 }], ports: [{ port: 80 }] }]
`;

export const lbEndpointsTruncated = defineCheck({
  code: 'BAL018',
  name: 'lb-endpoints-truncated',
  area: 'balance',
  title: 'A Service has more Pods than the gateway gets to know',
  severity: 'warning',
  reads: ['Mapping', 'Service', 'Endpoints'],
  alsoReads: targetAlsoReads,
  message:
    '{service} has more Pods than its Endpoints hold, and the endpoint resolver reads nothing else: {rest} no requests.',
  why: 'Kubernetes writes no more than 1000 addresses into Endpoints. Pods that are left out do nothing, and the others do their work.',
  fix: 'Set resolver: kubernetes-service on the Mappings of {service} (which takes no load_balancer), or split its Pods over several Services.',
  silent: [
    'Emissary 3.10, which reads EndpointSlices, and versions that are not known',
    'Mappings with the usual resolver',
  ],
  example: { bad: base('endpoint'), good: base('kubernetes-service') },

  run({ cluster, report }) {
    const asking = targetsOf(cluster).filter(
      ({ upstream, installation }) => upstream.resolver === 'endpoint' && readsSlices(installation) === false,
    );
    for (const [service, targets] of Map.groupBy(asking, (target) => target.service)) {
      if (!service) continue;
      const endpoints = cluster.find('Endpoints', service.metadata.namespace, service.metadata.name);
      const said = endpoints?.metadata.annotations?.[OVER_CAPACITY];
      if (!endpoints || said !== 'truncated') continue;

      const mappings = targets.map(({ mapping }) => mapping);
      const left = backendsOf(cluster, service).endpoints.length - CAPACITY;
      report({
        on: service,
        data: { service, rest: words(left > 0 ? `${left} of them get` : 'those beyond 1000 get') },
        evidence: [{ at: endpoints, path: `metadata.annotations[${OVER_CAPACITY}]`, value: said }],
        related: mappings,
        command: askDns(mappings),
      });
    }
  },
});
