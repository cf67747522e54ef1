import { type Group, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const mappingPrefixNoSlash = defineCheck({
  code: 'MAP023',
  name: 'mapping-prefix-no-slash',
  area: 'mappings',
  title: 'The prefix of a Mapping does not start with a slash',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: 'The prefix {prefix} of {mapping} does not start with a slash, and every path does.',
  why: 'No request ever matches this Mapping.',
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
      for (const mapping of mappingsOf(group)) {
        report({
          on: mapping.madeFrom ?? mapping,
          data: {
            prefix,
            mapping: mapping.madeFrom ?? mapping,
            regex: words(looksLikeRegex ? ', or add prefix_regex: true if it is meant as a regex' : ''),
          },
          evidence: [{ at: mapping.madeFrom ?? mapping, path: 'spec.prefix', value: prefix }],
          command: looksLikeRegex || mapping.madeFrom ? undefined : patch(mapping, { spec: { prefix: `/${prefix}` } }),
        });
      }
    }
  },
});

function mappingsOf({ redirect, members, shadows }: Group) {
  return [
    ...(redirect ? [redirect] : []),
    ...members.map(({ mapping }) => mapping),
    ...shadows.map(({ mapping }) => mapping),
  ];
}
