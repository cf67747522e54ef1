import { METHODS } from 'node:http';
import { type Group, routingAlsoReads, routingKinds, routingOf } from '../../cluster/routing.ts';
import { defineCheck, words } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';
import { everyMappingOf } from './members.ts';

export const mappingNeverMatches = defineCheck({
  code: 'MAP029',
  name: 'mapping-never-matches',
  area: 'mappings',
  title: 'No request can ever match a Mapping as it is written',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: [...routingKinds, ...routingAlsoReads],
  message: '{field} of {mapping} is {value}: {reason}.',
  why: 'The Mapping never gets a request: another route answers, or the gateway says 404.',
  fix: 'Write {field} of {mapping} as {right}.',
  inGeneral: { fix: 'Write a method in capitals, and a prefix as it stands in a request: a space as %20, # as %23.' },
  silent: [
    'regexes',
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
      for (const { field, value, right, reason } of faultsOf(group)) {
        for (const mapping of everyMappingOf(group)) {
          const on = mapping.madeFrom ?? mapping;
          report({
            on,
            key: field,
            data: { field: words(`spec.${field}`), mapping: on, value, reason: words(reason), right },
            evidence: [{ at: on, path: `spec.${field}`, value }],
            command: mapping.madeFrom ? undefined : patch(mapping, { spec: { [field]: right } }),
          });
        }
      }
    }
  },
});

interface Fault {
  readonly field: 'method' | 'prefix';
  readonly value: string;
  readonly right: string;
  readonly reason: string;
}

// Envoy compares both as bytes. It answers 400 to a method in small letters, and to a raw space, # or non-ASCII
// character in a path, before any route is tried; clients send these percent-encoded, which is other text.
function faultsOf({ method, methodRegex, match, prefix }: Group): readonly Fault[] {
  const capitals = method?.toUpperCase() ?? '';
  const isSmall = !methodRegex && method !== capitals && METHODS.includes(capitals);
  const encoded = match === 'regex' ? prefix : prefix.toWellFormed().replace(UNSENDABLE, encodeURIComponent);
  return [
    ...(method !== undefined && isSmall
      ? [
          {
            field: 'method' as const,
            value: method,
            right: capitals,
            reason: 'clients send methods in capitals, and Envoy refuses others',
          },
        ]
      : []),
    ...(encoded !== prefix
      ? [
          {
            field: 'prefix' as const,
            value: prefix,
            right: encoded,
            reason: 'clients send such characters percent-encoded, and Envoy compares the path as it was sent',
          },
        ]
      : []),
  ];
}

const UNSENDABLE = /[ #]|\P{ASCII}+/gu;
