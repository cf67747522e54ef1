import { type Directed, directedMappings, serviceText, targetAlsoReads } from '../../cluster/targets.ts';
import { defineCheck } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';

export const mappingServicePathDropped = defineCheck({
  code: 'MAP007',
  name: 'mapping-service-path-dropped',
  area: 'mappings',
  title: 'The service of a Mapping holds a path, which is dropped',
  severity: 'warning',
  reads: ['Mapping'],
  alsoReads: targetAlsoReads,
  explains: ['gateway-diag-errors', 'gateway-log-errors'],
  message: '{mapping} writes the path {path} into spec.service; Emissary drops it without a word.',
  why: 'Requests arrive at another path than was meant.',
  fix: 'Say the path in spec.rewrite, and leave only the address in spec.service.',
  silent: ['a lone / at the end', 'a path that spec.rewrite says as well', 'the target of a redirect'],
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
    for (const directed of directedMappings(cluster)) {
      const { mapping, upstream, isRedirect } = directed;
      const { extra, malformed, written } = upstream.address;
      if (!extra || malformed || isRedirect || isRewritten(directed)) continue;

      report({
        on: mapping,
        data: { mapping, path: extra },
        evidence: [{ at: mapping, path: 'spec.service', value: written }],
        command: commandOf(directed),
      });
    }
  },
});

function isRewritten({ mapping, upstream }: Directed): boolean {
  const { rewrite } = mapping.kind === 'Mapping' ? mapping.spec : {};
  return rewrite !== undefined && withoutSlash(rewrite) === withoutSlash(upstream.address.extra ?? '');
}

function withoutSlash(path: string): string {
  return path.replace(/\/$/, '');
}

/** Only a plain path in front of a plain prefix is certain. */
function commandOf({ mapping, upstream: { address } }: Directed): string {
  const { extra = '' } = address;
  if (mapping.kind !== 'Mapping' || !/^\/[^?#]*$/.test(extra)) return edit(mapping);
  const { prefix = '', prefix_regex, rewrite, regex_rewrite } = mapping.spec;
  if (prefix_regex || rewrite !== undefined || regex_rewrite) return edit(mapping);
  const path = prefix.endsWith('/') ? `${withoutSlash(extra)}/` : withoutSlash(extra);
  return patch(mapping, { spec: { service: serviceText(address, {}), rewrite: path } });
}
