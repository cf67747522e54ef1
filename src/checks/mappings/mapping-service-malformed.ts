import { installationsOf } from '../../cluster/installations.ts';
import { targetAlsoReads } from '../../cluster/targets.ts';
import { upstreamOf } from '../../cluster/upstream.ts';
import { defineCheck } from '../../engine/check.ts';

const REASONS: Readonly<Record<string, string>> = {
  unparsable: 'it cannot be read as an address',
  'no-host': 'it names no host',
  'unknown-scheme': 'its scheme is neither http nor https',
  'port-out-of-range': 'its port is above 65535',
};

export const mappingServiceMalformed = defineCheck({
  code: 'MAP006',
  name: 'mapping-service-malformed',
  area: 'mappings',
  title: 'The service of a Mapping is no address',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: targetAlsoReads,
  message: 'The service {written} of {mapping} is no usable address: {reason}. Emissary {consequence}.',
  why: 'Requests of this Mapping do not arrive where they should.',
  fix: 'Write spec.service as name.namespace:port, with http:// or https:// in front where it matters.',
  silent: ['a port that is a name: that is mapping-named-port'],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: "htp://cart.shop" }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: "http://cart.shop" }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      for (const mapping of [...cluster.all('Mapping'), ...cluster.all('TCPMapping')]) {
        if (!installation.sees(mapping)) continue;
        const upstream = upstreamOf(cluster, installation, mapping);
        const reason = REASONS[upstream?.address.malformed ?? ''];
        if (!upstream || !reason || upstream.address.written === '') continue;

        const { written } = upstream.address;
        report({
          on: mapping,
          // Emissary's compiler throws (ir/ircluster.py parses what it could not parse before).
          severity: upstream.isFatal ? 'critical' : 'error',
          data: {
            mapping,
            written,
            reason,
            consequence: upstream.isFatal
              ? 'stops at it, and no later change of any object takes effect'
              : `sends the traffic to ${upstream.qualified}:${upstream.port}`,
          },
          evidence: [{ at: mapping, path: 'spec.service', value: written }],
        });
      }
    }
  },
});
