import { backedServices } from '../../cluster/backing.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { nearest } from '../../cluster/names.ts';
import type { Deployment, Service, StatefulSet } from '../../cluster/objects.ts';
import { targetAlsoReads } from '../../cluster/targets.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const mappingSelectorMismatch = defineCheck({
  code: 'MAP012',
  name: 'mapping-selector-mismatch',
  area: 'mappings',
  title: 'The Service behind a Mapping selects no Pod, by one label',
  severity: 'error',
  reads: ['Mapping', 'Service', 'Pod'],
  alsoReads: targetAlsoReads,
  message: '{service} selects no Pod: it asks for {wanted}, and {workload} has {actual}.',
  why: 'No Pod takes requests, so the gateway answers every request of these Mappings with 503.',
  fix: 'Write {actual} into spec.selector of {service}, or give the Pods of {workload} the label {wanted}.',
  silent: [
    'a Service that has addresses all the same',
    'a selector for which there is no workload that differs in one label only: it may be empty on purpose',
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

  run({ cluster, report }) {
    for (const { service, mappings, backends } of backedServices(cluster)) {
      if (!backends.knowsPods || backends.pods.length > 0 || backends.workloads.length > 0) continue;
      if ((backends.ready ?? 0) > 0) continue;
      const near = nearestWorkload(cluster, service);
      if (!near) continue;

      const { workload, key, wanted, actual } = near;
      report({
        on: service,
        data: { service, workload, wanted: `${key}=${wanted}`, actual: `${key}=${actual}` },
        evidence: [
          { at: service, path: `spec.selector[${key}]`, value: wanted },
          { at: workload, path: `spec.template.metadata.labels[${key}]`, value: actual },
        ],
        related: mappings,
        command: patch(service, { spec: { selector: { [key]: actual } } }),
      });
    }
  },
});

interface Near {
  readonly workload: Deployment | StatefulSet;
  readonly key: string;
  readonly wanted: string;
  readonly actual: string;
}

/** A workload whose Pods have all labels of the selector but one, and that one nearly, or that bears the Service's name. */
function nearestWorkload(cluster: Cluster<'Deployment' | 'StatefulSet'>, service: Service): Near | undefined {
  const { namespace, name } = service.metadata;
  const wantedLabels = Object.entries(service.spec.selector ?? {});
  const candidates = [...cluster.in('Deployment', namespace), ...cluster.in('StatefulSet', namespace)];
  return candidates
    .filter(({ spec }) => (spec.replicas ?? 1) > 0)
    .flatMap((workload): Near[] => {
      const labels = workload.spec.template?.metadata?.labels ?? {};
      const different = wantedLabels.filter(([key, value]) => labels[key] !== value);
      const [key, wanted] = different[0] ?? [];
      const actual = key === undefined ? undefined : labels[key];
      if (different.length !== 1 || !key || wanted === undefined || actual === undefined) return [];
      const isNear = workload.metadata.name === name || nearest(wanted, [actual]) !== undefined;
      return isNear || wantedLabels.length > 1 ? [{ workload, key, wanted, actual }] : [];
    })
    .toSorted((a, b) => Number(b.workload.metadata.name === name) - Number(a.workload.metadata.name === name))[0];
}
