import { expect, it } from 'vitest';
import {
  isIssued,
  issuerOf,
  isWritten,
  productionIssuerFor,
  renewerNameOf,
  renewerOf,
  stagingServerOf,
} from '../../src/cluster/cert-manager.ts';
import { tlsSecret } from '../support/builders.ts';
import { clusterOf, objectsIn } from './clusters.ts';

const certificate = (name: string, issuerRef: string, status = '{}') => `
kind: Certificate
apiVersion: cert-manager.io/v1
metadata: { name: ${name}, namespace: shop }
spec: { secretName: shop-tls, issuerRef: ${issuerRef} }
status: ${status}
`;
const issuers = `
kind: Issuer
apiVersion: cert-manager.io/v1
metadata: { name: own, namespace: shop }
spec: {}
---
kind: ClusterIssuer
apiVersion: cert-manager.io/v1
metadata: { name: shared }
spec: {}
`;

it('finds who fills a Secret, by name and namespace', () => {
  const cluster = clusterOf(...objectsIn(certificate('one', '{ name: own }')));
  expect(renewerOf(cluster, 'shop', 'shop-tls')?.metadata.name).toBe('one');
  expect(renewerOf(cluster, 'shop', 'other')).toBeUndefined();
  expect(renewerOf(cluster, 'web', 'shop-tls')).toBeUndefined();
});

it('of two for one Secret the first by name counts', () => {
  const cluster = clusterOf(
    ...objectsIn(`${certificate('b', '{ name: own }')}---${certificate('a', '{ name: own }')}`),
  );
  expect(renewerOf(cluster, 'shop', 'shop-tls')?.metadata.name).toBe('a');
});

it('believes the Secret where the Certificate is not known', () => {
  const secret = tlsSecret({ name: 'shop-tls', annotations: { 'cert-manager.io/certificate-name': 'noted' } });
  expect(renewerNameOf(clusterOf(), secret)).toEqual({ kind: 'Certificate', namespace: 'shop', name: 'noted' });
  expect(renewerNameOf(clusterOf(), tlsSecret({ name: 'shop-tls' }))).toBeUndefined();
});

it('finds the issuer, in its namespace or for all', () => {
  const secret = tlsSecret({ name: 'shop-tls' });
  const find = (issuerRef: string) =>
    issuerOf(clusterOf(...objectsIn(`${issuers}---${certificate('one', issuerRef)}`)), secret);
  expect(find('{ name: own }')?.issuer?.kind).toBe('Issuer');
  expect(find('{ kind: ClusterIssuer, name: shared }')?.issuer?.kind).toBe('ClusterIssuer');
  expect(find('{ kind: ClusterIssuer, name: gone }')).toEqual({
    ref: { kind: 'ClusterIssuer', namespace: '', name: 'gone' },
  });
  expect(find('{ kind: AWSPCAIssuer, name: own }')).toBeUndefined();
  expect(issuerOf(clusterOf(), secret)).toBeUndefined();
});

it('finds the issuer that a Secret notes', () => {
  const secret = tlsSecret({
    name: 'shop-tls',
    annotations: { 'cert-manager.io/issuer-name': 'shared', 'cert-manager.io/issuer-kind': 'ClusterIssuer' },
  });
  expect(issuerOf(clusterOf(...objectsIn(issuers)), secret)?.issuer?.metadata.name).toBe('shared');
});

it('a Certificate is issued when it is ready', () => {
  const issued = (status: string) => {
    const found = renewerOf(clusterOf(...objectsIn(certificate('one', '{ name: own }', status))), 'shop', 'shop-tls');
    return found && isIssued(found);
  };
  expect(issued('{ conditions: [{ type: Ready, status: "True" }] }')).toBe(true);
  expect(issued('{ conditions: [{ type: Ready, status: "False" }, { type: Issuing, status: "True" }] }')).toBe(false);
  expect(issued('{}')).toBe(false);
});

it('tells issuers that ask a staging server from those that ask a real one', () => {
  const cluster = clusterOf(
    ...objectsIn(`
kind: Issuer
apiVersion: cert-manager.io/v1
metadata: { name: a-test, namespace: shop }
spec: { acme: { server: "https://acme-staging-v02.api.letsencrypt.org/directory" } }
---
kind: ClusterIssuer
apiVersion: cert-manager.io/v1
metadata: { name: real }
spec: { acme: { server: "https://acme-v02.api.letsencrypt.org/directory" } }
---
kind: ClusterIssuer
apiVersion: cert-manager.io/v1
metadata: { name: own }
spec: { ca: { secretName: ca } }
`),
  );
  const test = cluster.find('Issuer', 'shop', 'a-test');
  expect(test && stagingServerOf(test)).toContain('acme-staging');
  expect(productionIssuerFor(cluster, 'shop')?.metadata.name).toBe('real');
});

it('a Certificate that an Ingress owns was written by nobody', () => {
  const written = (owner: string) => {
    const [found] = clusterOf(
      ...objectsIn(
        certificate('one', '{ name: own }').replace('namespace: shop', `namespace: shop, ownerReferences: [${owner}]`),
      ),
    ).all('Certificate');
    return found && isWritten(found);
  };
  expect(written('')).toBe(true);
  expect(written('{ kind: Ingress, name: web }')).toBe(false);
});
