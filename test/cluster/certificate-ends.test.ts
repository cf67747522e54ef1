import { expect, it } from 'vitest';
import { certificateEndsOf } from '../../src/cluster/certificate-ends.ts';
import { clusterOf, objectsIn } from './clusters.ts';

const pair = (name: string, ends: string, more = '') => `
kind: Host
metadata: { name: ${name}, namespace: shop }
spec: { hostname: ${name}.example.com, tlsSecret: { name: ${name}-tls } }
---
kind: Secret
metadata: { name: ${name}-tls, namespace: shop }
type: kubernetes.io/tls
data:
  tls.crt: { bytes: 1200, certificates: [{ subject: CN=${name}, issuer: CN=R11, names: [${name}.example.com], notBefore: "2025-01-15T00:00:00Z", notAfter: "${ends}" }${more}] }
  tls.key: { bytes: 1700, privateKey: { type: rsa } }
`;
const certificate = (name: string, ready: string) => `
kind: Certificate
metadata: { name: ${name}, namespace: shop }
spec: { secretName: ${name}-tls }
status: { renewalTime: "2026-01-10T00:00:00Z", conditions: [{ type: Ready, status: "${ready}" }] }
`;
const endsIn = (...yaml: readonly string[]) =>
  certificateEndsOf(clusterOf(...objectsIn(yaml.join('---\n')))).map(
    ({ secret, hostnames, ends, renewal }) =>
      `${secret.name} ${hostnames} ${ends.toISOString().slice(0, 10)}${renewal ? ' renewed' : ''}`,
  );

it('the certificate that ends next comes first, each with its hostnames', () => {
  expect(endsIn(pair('www', '2026-03-01T00:00:00Z'), pair('api', '2026-02-01T00:00:00Z'))).toEqual([
    'api-tls api.example.com 2026-02-01',
    'www-tls www.example.com 2026-03-01',
  ]);
});

it('a chain ends with the first certificate of it that does', () => {
  const issuer =
    ', { subject: CN=R11, issuer: CN=Root, names: [], notBefore: "2025-01-15T00:00:00Z", notAfter: "2026-01-20T00:00:00Z" }';
  expect(endsIn(pair('www', '2026-03-01T00:00:00Z', issuer))).toEqual(['www-tls www.example.com 2026-01-20']);
});

it('is known to be renewed only when cert-manager is content with it', () => {
  const www = pair('www', '2026-03-01T00:00:00Z');
  expect(endsIn(www, certificate('www', 'True'))).toEqual(['www-tls www.example.com 2026-03-01 renewed']);
  expect(endsIn(www, certificate('www', 'False'))).toEqual(['www-tls www.example.com 2026-03-01']);
});

it('what is no date, and a Secret that nobody uses, are left out', () => {
  const [, unused = ''] = pair('old', '2026-01-01T00:00:00Z').split('---\n');
  expect(endsIn(pair('www', 'never'), unused)).toEqual([]);
});
