import { describe, expect, it } from 'vitest';
import { isMissing, likelySecret, misreadOf, renamed } from '../../src/cluster/missing-secrets.ts';
import type { AnyObject, Ref } from '../../src/cluster/objects.ts';
import { secretReferencesOf } from '../../src/cluster/served-certificates.ts';
import { tlsSecret } from '../support/builders.ts';
import { clusterOf, objectsIn } from './clusters.ts';

const host = (spec: string, status = '{}') => `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, ${spec} }
status: ${status}
`;
const context = (spec: string) => `
kind: TLSContext
metadata: { name: up, namespace: shop }
spec: ${spec}
`;

/** The facts of the first reference to a Secret. */
function facts(yaml: string, ...objects: readonly AnyObject[]) {
  const cluster = clusterOf(...objectsIn(yaml), ...objects);
  const [reference] = secretReferencesOf(cluster);
  if (!reference) throw new Error('there is a reference');
  const likely = likelySecret(cluster, reference);
  return {
    isMissing: isMissing(cluster, reference),
    misread: misreadOf(cluster, reference),
    likely,
    change: likely && renamed(reference, likely),
  };
}

const secret = (namespace: string, name: string): Ref => ({ kind: 'Secret', namespace, name });

describe('isMissing', () => {
  it('is so when there is no such Secret', () => {
    expect(facts(host('tlsSecret: { name: a }')).isMissing).toBe(true);
    expect(facts(host('tlsSecret: { name: a }'), tlsSecret({ name: 'a' })).isMissing).toBe(false);
  });

  it('is not so while cert-manager, or Edge Stack, is about to make it', () => {
    const certificate =
      'kind: Certificate\napiVersion: cert-manager.io/v1\nmetadata: { name: c, namespace: shop }\nspec: { secretName: a }';
    expect(facts(`${host('tlsSecret: { name: a }')}---\n${certificate}`).isMissing).toBe(false);
    const acme = 'tlsSecret: { name: a }, acmeProvider: { email: a@example.com }';
    expect(facts(host(acme)).isMissing).toBe(false);
    expect(facts(host(acme, '{ state: Error }')).isMissing).toBe(true);
  });
});

describe('likelySecret', () => {
  it('is one of a like name beside it, then one of the same name elsewhere', () => {
    const elsewhere = tlsSecret({ name: 'a-tls', namespace: 'vault' });
    const wanted = host('tlsSecret: { name: a-tls }');
    expect(facts(wanted, elsewhere, tlsSecret({ name: 'a-tsl' })).likely).toEqual(secret('shop', 'a-tsl'));
    expect(facts(wanted, elsewhere).likely).toEqual(secret('vault', 'a-tls'));
    expect(facts(wanted).likely).toBeUndefined();
  });

  it('is what a name with dots says', () => {
    expect(facts(host('tlsSecret: { name: a.vault }'), tlsSecret({ name: 'a', namespace: 'vault' })).likely).toEqual(
      secret('vault', 'a'),
    );
  });
});

describe('renamed', () => {
  it('writes the name, and the namespace where it has to', () => {
    const vault = tlsSecret({ name: 'a', namespace: 'vault' });
    expect(facts(host('tlsSecret: { name: a }'), vault).change).toEqual({
      tlsSecret: { name: 'a', namespace: 'vault' },
    });
    expect(facts(host('tlsSecret: { name: aa }'), tlsSecret({ name: 'ab' })).change).toEqual({
      tlsSecret: { name: 'ab' },
    });
    expect(
      facts(host('tlsSecret: { name: aa, namespace: web }'), tlsSecret({ name: 'ab', namespace: 'web' })).change,
    ).toEqual({
      tlsSecret: { name: 'ab', namespace: 'web' },
    });
    expect(facts(context('{ secret: a }'), vault).change).toEqual({ secret: 'a.vault', secret_namespacing: true });
    expect(facts(context('{ secret: aa }'), tlsSecret({ name: 'ab' })).change).toEqual({ secret: 'ab' });
  });

  it('writes nothing for an Ingress', () => {
    const ingress = `
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { kubernetes.io/ingress.class: ambassador } }
spec: { tls: [{ hosts: [web.example.com], secretName: aa }] }
---
kind: Host
metadata: { name: other, namespace: shop }
spec: { hostname: other.example.com }
`;
    expect(facts(ingress, tlsSecret({ name: 'ab' })).change).toBeUndefined();
  });
});

it('a name with dots is misread when only the other reading leads to a Secret', () => {
  expect(facts(context('{ secret: wild.card }'), tlsSecret({ name: 'wild.card' })).misread).toEqual(
    secret('shop', 'wild.card'),
  );
  expect(
    facts(host('tlsSecret: { name: a.vault }'), tlsSecret({ name: 'a', namespace: 'vault' })).misread,
  ).toBeUndefined();
});
