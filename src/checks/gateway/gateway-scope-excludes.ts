import { hidesId, type Installation, installationKinds, installationsOf } from '../../cluster/installations.ts';
import type { AnyObject } from '../../cluster/objects.ts';
import { unreadObjects } from '../../cluster/unread.ts';
import type { Workload } from '../../cluster/workloads.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { kubectl, label } from '../../engine/kubectl.ts';
import { count } from '../../engine/text.ts';

export const gatewayScopeExcludes = defineCheck({
  code: 'GWY023',
  name: 'gateway-scope-excludes',
  area: 'gateway',
  title: 'Objects lie outside of what the only gateway for them reads',
  severity: 'warning',
  reads: ['Deployment', 'DaemonSet', 'StatefulSet'],
  alsoReads: [...installationKinds, 'Namespace'],
  explains: ['route-no-listener', 'tls-secret-scope', 'tls-plaintext-fallback'],
  message: '{gateway} reads {scope} only, and no gateway reads {number}: {objects}.',
  why: 'What these objects describe is not served, and nothing says so.',
  fix: '{advice} If they are for another gateway, give them its ambassador_id.',
  inGeneral: {
    fix: 'Take AMBASSADOR_SINGLE_NAMESPACE off the gateway, or move the objects into its namespace; give the objects the labels that AMBASSADOR_LABEL_SELECTOR asks for. If they are for another gateway, give them its ambassador_id.',
  },
  silent: [
    'objects with the ambassador_id of another gateway, or that another gateway reads',
    'several gateways with this ambassador_id: nobody knows which of them should read the objects',
    'AMBASSADOR_SINGLE_NAMESPACE set to a word for no: that is gateway-single-namespace-truthy',
    'clusters whose workloads could not be read in every namespace, and gateways that hide their ID',
  ],
  example: {
    bad: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: ghcr.io/emissary-ingress/emissary:4.0.1
          env: [{ name: AMBASSADOR_NAMESPACE, value: emissary }, { name: AMBASSADOR_SINGLE_NAMESPACE, value: "true" }]
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.example.com, prefix: /cart/, service: cart }
`,
    good: `
kind: Deployment
metadata: { name: emissary-ingress, namespace: shop }
spec:
  template:
    spec:
      containers:
        - name: emissary
          image: ghcr.io/emissary-ingress/emissary:4.0.1
          env: [{ name: AMBASSADOR_NAMESPACE, value: shop }, { name: AMBASSADOR_SINGLE_NAMESPACE, value: "true" }]
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.example.com, prefix: /cart/, service: cart }
`,
  },

  run({ cluster, report }) {
    const installations = installationsOf(cluster);
    const areAllKnown = (['Deployment', 'DaemonSet', 'StatefulSet'] as const).every((kind) => cluster.knows(kind));
    if (!areAllKnown || installations.some(hidesId)) return;
    for (const installation of installations) {
      const [gateway] = installation.workloads;
      const scope = scopeOf(installation);
      const isOnly = installations.every((other) => other === installation || other.id !== installation.id);
      const objects = gateway && scope && isOnly ? unreadObjects(cluster, installation) : [];
      if (!gateway || !scope || objects.length === 0) continue;

      report({
        on: gateway,
        data: {
          gateway,
          scope: words(scope.text),
          number: words(count(objects.length, 'object')),
          objects,
          advice: words(scope.advice),
        },
        evidence: [
          {
            at: gateway,
            path: `spec.template.spec.containers[].env[${scope.variable}]`,
            value: installation.env[scope.variable],
          },
          ...objects.slice(0, 2).map((at) => ({ at, path: scope.field, value: scopeFieldOf(at, scope.field) })),
        ],
        related: objects.slice(0, 20),
        command: commandFor(gateway, installation, scope, objects),
      });
    }
  },
});

interface Scope {
  readonly variable: string;
  /** The field of an object by which it is left out. */
  readonly field: 'metadata.namespace' | 'metadata.labels' | 'metadata';
  readonly text: string;
  readonly advice: string;
}

function scopeOf({ env, singleNamespace, namespace, labelSelector, fieldSelector }: Installation): Scope | undefined {
  if (singleNamespace) {
    const variable = 'AMBASSADOR_SINGLE_NAMESPACE';
    if (/^(false|0|no|n|f|off)$/i.test(env[variable] ?? '')) return undefined;
    const advice = `Take ${variable} off the gateway, which then needs the rights to read every namespace; or, if it is meant to read its own alone, move them into namespace ${namespace}.`;
    return { variable, field: 'metadata.namespace', text: `namespace ${namespace}`, advice };
  }
  if (labelSelector) {
    const advice = `Give the labels ${labelSelector} to them, and to the Services and Secrets that they name; or take AMBASSADOR_LABEL_SELECTOR off the gateway.`;
    const text = `objects with the labels ${labelSelector}`;
    return { variable: 'AMBASSADOR_LABEL_SELECTOR', field: 'metadata.labels', text, advice };
  }
  if (!fieldSelector) return undefined;
  const advice = 'Take AMBASSADOR_FIELD_SELECTOR off the gateway, or widen it.';
  return { variable: 'AMBASSADOR_FIELD_SELECTOR', field: 'metadata', text: `objects with ${fieldSelector}`, advice };
}

function scopeFieldOf({ metadata }: AnyObject, field: Scope['field']): string {
  const { namespace, name, labels = {} } = metadata;
  if (field === 'metadata.namespace') return namespace;
  const pairs = field === 'metadata' ? { namespace, name } : labels;
  return (
    Object.entries(pairs)
      .map(([key, value]) => `${key}=${value}`)
      .join(', ') || 'none'
  );
}

/** What gives the objects their labels, when the selector names each with its value; else what widens the scope. */
function commandFor(
  gateway: Workload,
  { labelSelector = '', singleNamespace }: Installation,
  { variable }: Scope,
  objects: readonly AnyObject[],
): string {
  const pairs = labelSelector.split(',').flatMap((part) => {
    const [, key, value] = /^\s*([\w./-]+)\s*==?\s*([\w.-]+)\s*$/.exec(part) ?? [];
    return key ? [`${key}=${value}`] : [];
  });
  const isPlain = labelSelector !== '' && pairs.length === labelSelector.split(',').length;
  if (singleNamespace || !isPlain) return kubectl('set env', gateway, `${variable}-`);
  return objects
    .slice(0, 5)
    .map((object) => label(object, pairs))
    .join('\n');
}
