import { readsSlices } from '../../cluster/endpoint-resolver.ts';
import { targetAlsoReads, targetsOf } from '../../cluster/targets.ts';
import { backendsOf } from '../../cluster/workloads.ts';
import { defineCheck } from '../../engine/check.ts';
import { lossOf, trafficNote } from '../mappings/sentence-parts.ts';
import { askDns } from './patches.ts';

const base = `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec: { template: { spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] } } }
---
kind: Mapping
metadata: { name: ledger, namespace: shop }
spec: { hostname: "*", prefix: /ledger/, service: ledger.shop, resolver: endpoint }
---
kind: Service
metadata: { name: ledger, namespace: shop }
spec: { ports: [{ port: 80 }] }
`;

export const lbEndpointsMissingObject = defineCheck({
  code: 'BAL017',
  name: 'lb-endpoints-missing-object',
  area: 'balance',
  title: 'Addresses stand in EndpointSlices only, which the gateway does not read',
  severity: 'error',
  reads: ['Mapping', 'Service', 'Endpoints', 'EndpointSlice'],
  alsoReads: targetAlsoReads,
  explains: ['gateway-access-log-flags'],
  message:
    'The addresses of {service} stand in EndpointSlices only, and the endpoint resolver of version {version} reads Endpoints.{note}',
  why: 'The gateway knows no address of this Service and answers every request for it with 503.',
  fix: 'Write Endpoints {name} with the same addresses and ports; Kubernetes makes the EndpointSlice from them. Or set resolver: kubernetes-service on the Mappings, which then take no load_balancer.',
  silent: [
    'Services with a selector, for which Kubernetes writes both',
    'Emissary 3.10, which reads EndpointSlices, and versions that are not known',
  ],
  example: {
    bad: `${base}---
kind: EndpointSlice
metadata: { name: ledger-1, namespace: shop, labels: { kubernetes.io/service-name: ledger } }
ports: [{ port: 8080 }]
endpoints: [{ addresses: [192.0.2.7] }]
`,
    good: `${base}---
kind: Endpoints
metadata: { name: ledger, namespace: shop }
subsets: [{ addresses: [{ ip: 192.0.2.7 }], ports: [{ port: 8080 }] }]
`,
  },

  run({ cluster, report }) {
    const asking = targetsOf(cluster).filter(({ upstream, installation, service }) => {
      if (upstream.resolver !== 'endpoint' || readsSlices(installation) !== false || !service) return false;
      const { selector = {}, type } = service.spec;
      return Object.keys(selector).length === 0 && type !== 'ExternalName';
    });
    for (const [service, targets] of Map.groupBy(asking, (target) => target.service)) {
      if (!service) continue;
      const { namespace, name } = service.metadata;
      const { source, ready = 0 } = backendsOf(cluster, service);
      if (source !== 'EndpointSlice' || ready === 0 || !cluster.lacks('Endpoints', namespace, name)) continue;

      const traffic = (['requests', 'copies'] as const).find((kind) => targets.some((one) => one.traffic === kind));
      const mappings = targets.map(({ mapping }) => mapping);
      report({
        on: service,
        severity: lossOf(traffic ?? 'none'),
        data: {
          service,
          name,
          version: targets[0]?.installation.version ?? '',
          note: trafficNote(traffic ?? 'none'),
        },
        evidence: [
          { at: { kind: 'Endpoints', namespace, name }, path: 'metadata.name' },
          ...cluster
            .in('EndpointSlice', namespace)
            .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name)
            .map((slice) => ({
              at: slice,
              path: 'endpoints',
              value: slice.endpoints?.flatMap(({ addresses = [] }) => addresses),
            })),
        ],
        related: mappings,
        command: askDns(mappings),
      });
    }
  },
});
