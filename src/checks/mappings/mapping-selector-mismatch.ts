import { backedServices, backendFault, type NearMiss } from '../../cluster/backing.ts';
import { targetAlsoReads } from '../../cluster/targets.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';
import { lossOf, trafficNote } from './sentence-parts.ts';

export const mappingSelectorMismatch = defineCheck({
  code: 'MAP012',
  name: 'mapping-selector-mismatch',
  area: 'mappings',
  title: 'The Service behind a Mapping selects no Pod, by one label',
  severity: 'error',
  reads: ['Mapping', 'Service', 'Pod'],
  alsoReads: targetAlsoReads,
  explains: ['route-leads-nowhere', 'lb-service-broken', 'gateway-access-log-flags'],
  message: '{service} selects no Pod: it asks for {wanted}, and {what} has {actual}.{note}',
  why: 'No Pod takes requests, so the gateway answers every request of these Mappings with 503.',
  fix: 'Correct spec.selector of {service} ({change}), or give the Pods of {what} the label {wanted}.',
  silent: [
    'a Service that has addresses all the same',
    'a selector for which there is nothing that differs in one label only: that is mapping-no-endpoints',
    'labels that tell siblings apart (component, version): a workload that is not there is not another one misspelled',
    'a workload that is scaled to zero',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: checkout, namespace: shop }
spec: { hostname: "*", prefix: /checkout/, service: checkout.shop }
---
kind: Service
metadata: { name: checkout, namespace: shop }
spec: { selector: { app: chekout }, ports: [{ port: 80, targetPort: 8080 }] }
---
kind: Deployment
metadata: { name: checkout, namespace: shop }
spec: { replicas: 2, selector: { matchLabels: { app: checkout } }, template: { metadata: { labels: { app: checkout } } } }
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
kind: Deployment
metadata: { name: checkout, namespace: shop }
spec: { replicas: 2, selector: { matchLabels: { app: checkout } }, template: { metadata: { labels: { app: checkout } } } }
`,
  },

  run({ cluster, now, report }) {
    for (const backed of backedServices(cluster)) {
      const fault = backendFault(cluster, backed, now);
      if (fault?.kind !== 'selector-mismatch') continue;

      const { service, mappings, traffic } = backed;
      const { object, key, wanted, actualKey, actual } = fault.near;
      const labels = object.kind === 'Pod' ? 'metadata.labels' : 'spec.template.metadata.labels';
      report({
        on: service,
        severity: lossOf(traffic),
        data: {
          service,
          what: object,
          wanted: `${key}=${wanted}`,
          actual: actualKey === undefined ? words(`no label ${key}`) : `${actualKey}=${actual}`,
          change: actualKey === undefined ? words(`without ${key}`) : `${actualKey}=${actual}`,
          note: trafficNote(traffic),
        },
        evidence: [
          { at: service, path: `spec.selector[${key}]`, value: wanted },
          { at: object, path: `${labels}[${actualKey ?? key}]`, value: actual },
        ],
        related: [...mappings, object],
        command: patch(service, { spec: { selector: selectorChange(fault.near) } }),
      });
    }
  },
});

/** As a merge patch: null takes a key away. */
function selectorChange({ key, actualKey, actual }: NearMiss): Readonly<Record<string, string | null>> {
  if (actualKey === undefined || actual === undefined) return { [key]: null };
  return actualKey === key ? { [key]: actual } : { [key]: null, [actualKey]: actual };
}
