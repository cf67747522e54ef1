import { isEqual } from '../../cluster/equal.ts';
import { gatewayObjectsOf } from '../../cluster/gateway-objects.ts';
import { installationsOf } from '../../cluster/installations.ts';
import type { Mapping, TCPMapping } from '../../cluster/objects.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { defineCheck, type Evidence, words } from '../../engine/check.ts';
import { edit } from '../../engine/kubectl.ts';

export const mappingDuplicateDefinition = defineCheck({
  code: 'MAP016',
  name: 'mapping-duplicate-definition',
  area: 'mappings',
  title: 'A Mapping is defined twice under one name',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{mapping} is defined twice: {loser}, and {winner}. Emissary uses the latter alone.',
  why: 'What the other one says is not in force: its requests go to another route, or are answered with 404.',
  fix: 'Delete one of the two, usually the one in the annotation; or give it a name of its own.',
  silent: ['definitions that are for different gateways', 'one name in different namespaces'],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop }
---
kind: Service
metadata:
  name: cart-svc
  namespace: shop
  annotations:
    getambassador.io/config: |
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      name: cart
      hostname: "*"
      prefix: /old-cart/
      service: cart-svc
spec: { ports: [{ port: 80 }] }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop }
---
kind: Service
metadata:
  name: cart-svc
  namespace: shop
  annotations:
    getambassador.io/config: |
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      name: old-cart
      hostname: "*"
      prefix: /old-cart/
      service: cart-svc
spec: { ports: [{ port: 80 }] }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const { mappings, tcpMappings } = gatewayObjectsOf(cluster, installation);
      const twice = [mappings, tcpMappings].flatMap(({ replaced, lost }) => [...replaced, ...lost]);
      for (const { object, by } of twice) {
        if (object.madeFrom || by.madeFrom || !(object.annotationOf || by.annotationOf)) continue;

        report({
          on: object,
          // Two that say the same do no harm.
          severity: isEqual(object.spec, by.spec) ? 'info' : 'error',
          data: { mapping: object, loser: words(placeOf(object)), winner: words(placeOf(by)) },
          evidence: [evidenceOf(object), evidenceOf(by)],
          related: [object, by].flatMap(({ annotationOf }) => annotationOf ?? []),
          command: edit(object.annotationOf ? object : by),
        });
      }
    }
  },
});

function placeOf({ annotationOf }: Mapping | TCPMapping): string {
  if (!annotationOf) return 'as an object of its own';
  return `in the annotation of ${annotationOf.kind} ${annotationOf.namespace}/${annotationOf.name}`;
}

function evidenceOf(mapping: Mapping | TCPMapping): Evidence {
  const { annotationOf, kind, metadata, spec } = mapping;
  const what = mapping.kind === 'Mapping' ? `prefix ${mapping.spec.prefix}` : `port ${mapping.spec.port}`;
  return annotationOf
    ? {
        at: annotationOf,
        path: 'metadata.annotations[getambassador.io/config]',
        value: `${kind} ${metadata.name}: ${what}, service ${spec.service}`,
      }
    : { at: mapping, path: 'spec', value: `${what}, service ${spec.service}` };
}
