import { gatewayObjectsOf } from '../../cluster/gateway-objects.ts';
import { cacheName } from '../../cluster/groups.ts';
import { installationsOf } from '../../cluster/installations.ts';
import { byRkey } from '../../cluster/order.ts';
import { routingAlsoReads, routingKinds } from '../../cluster/routing.ts';
import { isAtLeast } from '../../cluster/versions.ts';
import { defineCheck } from '../../engine/check.ts';
import { rename } from '../../engine/kubectl.ts';

export const mappingCacheCollision = defineCheck({
  code: 'MAP021',
  name: 'mapping-cache-collision',
  area: 'mappings',
  title: 'The names of two Mappings are the same up to the first dot',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-log-errors', 'route-nr-in-logs'],
  message: "Emissary's cache takes {mapping} for {first}: their names are the same up to the first dot.",
  why: 'The route of the later one is lost, at the latest with the second change of any object, and nothing says so.',
  fix: 'Give {mapping} a name without dots.',
  silent: [
    'one name in several namespaces, and a Mapping beside a TCPMapping',
    'Emissary before 2.3, and where AMBASSADOR_FAST_RECONFIGURE is false',
    'the Mappings that Emissary makes of an Ingress',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: api.v1, namespace: shop }
spec: { hostname: shop.test, prefix: /v1/, service: api-v1.shop }
---
kind: Mapping
metadata: { name: api.v2, namespace: shop }
spec: { hostname: shop.test, prefix: /v2/, service: api-v2.shop }
`,
    good: `
kind: Mapping
metadata: { name: api-v1, namespace: shop }
spec: { hostname: shop.test, prefix: /v1/, service: api-v1.shop }
---
kind: Mapping
metadata: { name: api-v2, namespace: shop }
spec: { hostname: shop.test, prefix: /v2/, service: api-v2.shop }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      const hasCache = isAtLeast(installation.version, '2.3');
      if (hasCache === false || !installation.fastReconfigure) continue;

      const { mappings, tcpMappings } = gatewayObjectsOf(cluster, installation);
      const written = [...mappings.byName.values(), ...tcpMappings.byName.values()].filter((one) => !one.madeFrom);
      const byCache = Map.groupBy(written.toSorted(byRkey), (mapping) => `${mapping.kind} ${cacheName(mapping)}`);
      for (const [first, ...later] of byCache.values()) {
        for (const mapping of first ? later : []) {
          if (!first || mapping.metadata.name === first.metadata.name) continue;
          report({
            on: mapping,
            severity: hasCache ? 'error' : 'warning',
            data: { mapping, first },
            evidence: [
              { at: first, path: 'metadata.name', value: first.metadata.name },
              { at: mapping, path: 'metadata.name', value: mapping.metadata.name },
            ],
            related: [first],
            command: rename(mapping, mapping.metadata.name.replaceAll('.', '-')),
          });
        }
      }
    }
  },
});
