import { routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { type Unmatchable, unmatchable } from '../../cluster/unmatchable.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { edit, patch } from '../../engine/kubectl.ts';
import { everyMappingOf } from './members.ts';

export const mappingNeverMatches = defineCheck({
  code: 'MAP029',
  name: 'mapping-never-matches',
  area: 'mappings',
  title: 'No request can ever match a Mapping as it is written',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  explains: ['route-nr-in-logs'],
  message: '{field} of {mapping} is {value}: {reason}.',
  why: 'The Mapping never gets a request: another route answers, or the gateway says 404.',
  fix: 'Write {field} of {mapping} as {right}{rest}.',
  inGeneral: {
    fix: 'Write a method in capitals, and a prefix as it stands in a request, without query and fragment: a space as %20, ?q=x as query_parameters.',
  },
  silent: [
    'regexes, other than those with \\? in all that they match',
    'methods that HTTP does not know, which a client over HTTP/2 may send',
    'prefixes that are percent-encoded already',
  ],
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, method: post, service: cart.shop }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, method: POST, service: cart.shop }
`,
  },

  run({ cluster, report }) {
    for (const group of routingOf(cluster).flatMap(({ groups }) => groups)) {
      for (const fault of unmatchable(group)) {
        const { field, value, right, because, query } = fault;
        for (const mapping of everyMappingOf(group)) {
          const on = mapping.madeFrom ?? mapping;
          report({
            on,
            key: field,
            data: {
              field: words(`spec.${field}`),
              mapping: on,
              value,
              reason: words(REASONS[because]),
              right,
              rest: words(query ? ', and what is behind ? as query_parameters' : ''),
            },
            evidence: [{ at: on, path: `spec.${field}`, value }],
            // A regex behind the ? would have to be taken apart first.
            command:
              query && group.match === 'regex'
                ? edit(mapping)
                : patch(mapping, { spec: { [field]: right, ...queryOf(fault) } }),
          });
        }
      }
    }
  },
});

const REASONS: Readonly<Record<Unmatchable['because'], string>> = {
  'letter-case': 'clients send methods in capitals, and Envoy refuses others',
  query: 'Envoy compares the path without its query',
  fragment: 'clients keep what is behind # to themselves',
  unescaped: 'clients send such characters percent-encoded, and Envoy compares the path as it was sent',
};

/** Conditions on the parameters that stood in a path; one without a value may have any. */
function queryOf({ query = '' }: Unmatchable): object {
  const pairs = query.split('&').flatMap((pair): readonly (readonly [string, string])[] => {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
    return name === '' ? [] : [[name, value]];
  });
  const exact = pairs.filter(([, value]) => value !== '');
  const any = pairs.filter(([, value]) => value === '').map(([name]) => [name, '.*'] as const);
  return {
    ...(exact.length > 0 && { query_parameters: Object.fromEntries(exact) }),
    ...(any.length > 0 && { regex_query_parameters: Object.fromEntries(any) }),
  };
}
