import { backedServices } from '../../cluster/backing.ts';
import { targetAlsoReads } from '../../cluster/targets.ts';
import { troubleOf } from '../../cluster/workloads.ts';
import { defineCheck } from '../../engine/check.ts';
import { kubectl } from '../../engine/kubectl.ts';

export const mappingNoEndpoints = defineCheck({
  code: 'MAP008',
  name: 'mapping-no-endpoints',
  area: 'mappings',
  title: 'No Pod takes the traffic of a Mapping',
  severity: 'error',
  reads: ['Mapping', 'Service'],
  alsoReads: targetAlsoReads,
  message: '{service} has no address that takes traffic.',
  why: 'The gateway answers every request of these Mappings with 503.',
  fix: 'See which Pods the selector {selector} finds, and why none is ready.',
  silent: [
    'Services without selector, whose addresses are written by hand, and Services of type ExternalName',
    'what is scaled to zero by itself (KEDA, Knative, an autoscaler from 0)',
    'Pods that start or are being replaced',
    'what another check explains: crashing or unready Pods, no replicas, a selector that matches nothing',
    'clusters whose endpoints and Pods could not be read',
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
    for (const { service, mappings, backends } of backedServices(cluster)) {
      if (backends.ready !== 0 || backends.scalesToZero || backends.isRollingOut) continue;
      // These have a finding of their own, nearer to the cause.
      const isExplained =
        backends.desired === 0 ||
        (backends.knowsPods && backends.pods.length === 0 && backends.source !== 'unknown') ||
        backends.pods.some((pod) => troubleOf(pod, now) !== undefined);
      // Pods that nothing is wrong with are only starting.
      if (isExplained || backends.pods.length > 0) continue;

      const selector = Object.entries(service.spec.selector ?? {}).map(([key, value]) => `${key}=${value}`);
      report({
        on: service,
        data: { service, selector: selector.join(',') },
        evidence: [
          { at: service, path: 'spec.selector', value: selector.join(',') },
          { at: { ...nameOf(service), kind: backends.source }, path: 'addresses', value: 'none is ready' },
        ],
        related: mappings,
        command: kubectl('get', { ...nameOf(service), kind: 'Endpoints' }).concat(
          `\nkubectl -n ${service.metadata.namespace} get pods -l ${selector.join(',')}`,
        ),
      });
    }
  },
});

function nameOf({ metadata: { namespace, name } }: { metadata: { namespace: string; name: string } }) {
  return { namespace, name };
}
