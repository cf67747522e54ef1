import { installationsOf } from '../../cluster/installations.ts';
import { targetAlsoReads } from '../../cluster/targets.ts';
import { upstreamOf } from '../../cluster/upstream.ts';
import { defineCheck } from '../../engine/check.ts';

export const mappingServicePathDropped = defineCheck({
  code: 'MAP007',
  name: 'mapping-service-path-dropped',
  area: 'mappings',
  title: 'The service of a Mapping holds a path, which is dropped',
  severity: 'warning',
  reads: ['Mapping'],
  alsoReads: targetAlsoReads,
  message: '{mapping} writes the path {path} into spec.service; Emissary drops it without a word.',
  why: 'Requests arrive at another path than was meant.',
  fix: 'Say the path in spec.rewrite, and leave only the address in spec.service.',
  silent: ['a lone / at the end'],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: "http://cart.shop/v2/" }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, rewrite: /v2/, service: "http://cart.shop" }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      for (const mapping of [...cluster.all('Mapping'), ...cluster.all('TCPMapping')]) {
        if (!installation.sees(mapping)) continue;
        const upstream = upstreamOf(cluster, installation, mapping);
        if (!upstream?.address.extra || upstream.address.malformed) continue;

        report({
          on: mapping,
          data: { mapping, path: upstream.address.extra },
          evidence: [{ at: mapping, path: 'spec.service', value: upstream.address.written }],
        });
      }
    }
  },
});
