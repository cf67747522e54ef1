import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { unattached, writtenAs } from '../../cluster/unattached.ts';
import { defineCheck } from '../../engine/check.ts';
import { label } from '../../engine/kubectl.ts';

export const routeSelectorMismatch = defineCheck({
  code: 'RTE003',
  name: 'route-selector-mismatch',
  area: 'routing',
  title: 'A Mapping lacks the labels that its Host asks for',
  severity: 'error',
  reads: ['Mapping', 'Host'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['route-nr-in-logs'],
  message: '{host} has the hostname of {mapping}, but takes only Mappings with the labels {missing}.',
  why: 'No request reaches this Mapping, and Emissary says nothing about it.',
  fix: 'Put the labels {missing} on {mapping}, or take mappingSelector off {host}.',
  silent: [
    'gateways for which the hostname is enough: DISABLE_STRICT_LABEL_SELECTORS, releases before 2.5, 3.0 and 3.1',
    'Mappings that another Host of the same name takes',
  ],
  example: {
    bad: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test, mappingSelector: { matchLabels: { team: shop } } }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: shop.test, prefix: /cart/, service: cart }
`,
    good: `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.test, mappingSelector: { matchLabels: { team: shop } } }
---
kind: Mapping
metadata: { name: cart, namespace: shop, labels: { team: shop } }
spec: { hostname: shop.test, prefix: /cart/, service: cart }
`,
  },

  run({ cluster, report }) {
    for (const { cause, mappings } of unattached(cluster)) {
      if (cause.kind !== 'labels') continue;

      const [mapping, ...others] = mappings;
      const missing = Object.entries(cause.missing).map(([key, value]) => `${key}=${value}`);
      const isReplacing = Object.keys(cause.missing).some((key) => mapping.metadata.labels?.[key] !== undefined);
      report({
        on: writtenAs(mapping),
        data: { mapping: writtenAs(mapping), host: cause.host, missing },
        evidence: [
          ...Object.keys(cause.missing).map((key) => ({
            at: writtenAs(mapping),
            path: `metadata.labels[${key}]`,
            value: mapping.metadata.labels?.[key],
          })),
          { at: cause.host, path: 'spec.mappingSelector.matchLabels', value: missing },
        ],
        related: [cause.host, ...others.map(writtenAs)],
        command: label(mapping, missing, ...(isReplacing ? ['--overwrite'] : [])),
      });
    }
  },
});
