import { backedServices, backendFault } from '../../cluster/backing.ts';
import { targetAlsoReads } from '../../cluster/targets.ts';
import { defineCheck } from '../../engine/check.ts';
import { kubectl, quote } from '../../engine/kubectl.ts';
import { lossOf, trafficNote } from './sentence-parts.ts';

export const mappingNoEndpoints = defineCheck({
  code: 'MAP008',
  name: 'mapping-no-endpoints',
  area: 'mappings',
  title: 'No Pod takes the traffic of a Mapping',
  severity: 'error',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  explains: [
    'route-leads-nowhere',
    'lb-service-broken',
    'gateway-diag-errors',
    'gateway-log-errors',
    'gateway-access-log-flags',
  ],
  message: '{service} has no address that takes traffic.{note}',
  why: 'The gateway answers every request of these Mappings with 503.',
  fix: 'See which Pods the selector {selector} of {service} finds, and why there is none that is ready.',
  silent: [
    'Services without selector, whose addresses are written by hand, and Services of type ExternalName',
    'what is scaled to zero by itself (KEDA, Knative, an autoscaler from 0), and the solver of cert-manager',
    'Pods that start or are being replaced',
    'what another check explains: crashing or unready Pods, no replicas, a label or port that is misspelled',
    'clusters whose endpoints and Pods could not be read, or where it cannot be seen what scales to zero',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: checkout, namespace: shop }
spec: { hostname: "*", prefix: /checkout/, service: checkout.shop }
---
kind: Service
metadata: { name: checkout, namespace: shop }
spec: { selector: { app: checkout }, ports: [{ port: 80, targetPort: 8080 }] }
---
kind: Endpoints
metadata: { name: checkout, namespace: shop }
subsets: []
`,
    good: `
kind: Mapping
metadata: { name: checkout, namespace: shop }
spec: { hostname: "*", prefix: /checkout/, service: checkout.shop }
---
kind: Service
metadata: { name: checkout, namespace: shop }
spec: { selector: { app: checkout }, ports: [{ port: 80, targetPort: 8080 }] }
---
kind: Endpoints
metadata: { name: checkout, namespace: shop }
subsets: [{ addresses: [{ ip: 10.0.0.7 }], ports: [{ port: 8080 }] }]
`,
  },

  run({ cluster, now, report }) {
    for (const backed of backedServices(cluster)) {
      if (backendFault(cluster, backed, now)?.kind !== 'no-endpoints') continue;

      const { service, mappings, backends, traffic } = backed;
      const { namespace, name } = service.metadata;
      const selector = Object.entries(service.spec.selector ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .join(',');
      const addresses = { kind: backends.source, namespace, name };
      report({
        on: service,
        severity: lossOf(traffic),
        data: { service, selector, note: trafficNote(traffic) },
        evidence: [
          { at: service, path: 'spec.selector', value: selector },
          backends.source === 'Pod'
            ? { at: service, path: 'Pods that this selects', value: 'none' }
            : { at: addresses, path: 'addresses', value: 'none is ready' },
        ],
        related: [...mappings, ...backends.workloads],
        command: [
          kubectl('get', { ...addresses, kind: 'Endpoints' }),
          `kubectl -n ${quote(namespace)} get pods -l ${quote(selector)} -o wide`,
        ].join('\n'),
      });
    }
  },
});
