import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { directedMappings } from '../../cluster/targets.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';
import { everyMappingOf } from './members.ts';

export const mappingPrefixNoSlash = defineCheck({
  code: 'MAP023',
  name: 'mapping-prefix-no-slash',
  area: 'mappings',
  title: 'The prefix of a Mapping does not start with a slash',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['gateway-config-frozen'],
  freezes: true,
  message: 'The prefix {prefix} of {mapping} does not start with a slash{consequence}.',
  why: 'No request ever matches this Mapping. With an empty prefix no change to any Mapping, Host or certificate takes effect.',
  fix: 'Put a slash in front of spec.prefix of {mapping}{regex}.',
  silent: ['regexes', 'a Mapping for the method CONNECT, whose target has no path'],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: cart/, service: cart.shop }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: cart.shop }
`,
  },

  run({ cluster, report }) {
    for (const group of routingOf(cluster).flatMap(({ groups }) => groups)) {
      const { match, prefix, method } = group;
      if (match === 'regex' || prefix === '' || prefix.startsWith('/') || method === 'CONNECT') continue;

      const looksLikeRegex = /[*^$[\\(+]/.test(prefix);
      for (const mapping of everyMappingOf(group)) {
        const object = mapping.madeFrom ?? mapping;
        report({
          on: object,
          data: {
            prefix,
            mapping: object,
            consequence: words(', and every path does'),
            regex: words(looksLikeRegex ? ', or add prefix_regex: true if it is meant as a regex' : ''),
          },
          evidence: [{ at: object, path: 'spec.prefix', value: prefix }],
          command: looksLikeRegex ? edit(mapping) : patch(mapping, { spec: { prefix: `/${prefix}` } }),
        });
      }
    }

    for (const { mapping, installation } of directedMappings(cluster)) {
      if (mapping.kind !== 'Mapping' || mapping.spec.prefix) continue;
      report({
        on: mapping,
        // An API server takes an empty text and refuses a Mapping without prefix; before it is there nobody can tell which.
        severity: installation.isAssumed ? 'error' : 'critical',
        data: {
          prefix: words('(none)'),
          mapping,
          consequence: words('; Emissary stops at an empty one, and no later change of any object takes effect'),
          regex: words(''),
        },
        evidence: [{ at: mapping, path: 'spec.prefix' }],
        command: patch(mapping, { spec: { prefix: '/PREFIX/' } }),
      });
    }
  },
});
