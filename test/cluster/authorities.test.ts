import { expect, it } from 'vitest';
import { authorityProblemsOf } from '../../src/cluster/authorities.ts';
import type { AnyObject } from '../../src/cluster/objects.ts';
import { certificate, tlsSecret } from '../support/builders.ts';
import { clusterOf, objectsIn } from './clusters.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const host = (tls: string) => `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: a }, tls: ${tls} }
`;
const authority = (facts: Parameters<typeof certificate>[0]) => tlsSecret({ name: 'ca', chain: [certificate(facts)] });
const kinds = (yaml: string, ...objects: readonly AnyObject[]) =>
  authorityProblemsOf(clusterOf(...objectsIn(yaml), tlsSecret({ name: 'a' }), ...objects), NOW).map(
    ({ kind, path }) => `${kind} ${path}`,
  );

it('finds an authority that is not there, has ended, or is none', () => {
  const tls = '{ ca_secret: ca }';
  expect(kinds(host(tls))).toEqual(['missing spec.tls.ca_secret']);
  expect(kinds(host(tls), authority({ isCA: true, notAfter: '2025-12-31T00:00:00.000Z' }))).toEqual([
    'ended spec.tls.ca_secret',
  ]);
  expect(kinds(host(tls), authority({ isCA: false }))).toEqual(['no-authority spec.tls.ca_secret']);
  expect(kinds(host(tls), authority({ isCA: true }))).toEqual([]);
});

it('finds settings that lack an authority, or a certificate beside it', () => {
  expect(kinds(host('{ cert_required: true }'))).toEqual(['absent spec.tls.cert_required']);
  expect(
    kinds(
      `
kind: TLSContext
metadata: { name: up, namespace: shop }
spec: { ca_secret: ca }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /, service: cart, tls: up }
`,
      authority({ isCA: true }),
    ),
  ).toEqual(['alone spec.ca_secret']);
});

it('says what was likely meant, and how to write it', () => {
  const cluster = clusterOf(
    ...objectsIn(host('{ ca_secret: cas }')),
    tlsSecret({ name: 'a' }),
    authority({ isCA: true }),
  );
  const [problem] = authorityProblemsOf(cluster, NOW);
  expect(problem?.likely).toEqual({ kind: 'Secret', namespace: 'shop', name: 'ca' });
  expect(problem?.change).toEqual({ tls: { ca_secret: 'ca' } });
});
