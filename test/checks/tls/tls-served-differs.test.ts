import { tlsServedDiffers } from '../../../src/checks/tls/tls-served-differs.ts';
import type { Certificate } from '../../../src/cluster/objects.ts';
import type { ServedCertificate } from '../../../src/cluster/observed.ts';
import { certificate, tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const pod = (name: string, ip: string) => `
kind: Pod
metadata: { name: ${name}, namespace: emissary, labels: { app: emissary } }
spec: { containers: [{ name: emissary, image: "ghcr.io/emissary-ingress/emissary:4.0.1" }] }
status: { phase: Running, podIP: "${ip}", conditions: [{ type: Ready, status: "True" }] }
`;
const service = (annotations = '') => `
kind: Service
metadata: { name: emissary, namespace: emissary${annotations && `, annotations: ${annotations}`} }
spec: { type: LoadBalancer, selector: { app: emissary }, ports: [{ port: 443, targetPort: 8443 }] }
`;
const listener = (more = 'protocol: HTTPS') => `
kind: Listener
metadata: { name: https, namespace: emissary }
spec: { port: 8443, ${more}, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
`;
const host = (name: string, hostname: string, secret: string, more = '') => `
kind: Host
metadata: { name: ${name}, namespace: shop }
spec: { hostname: "${hostname}", tlsSecret: { name: ${secret} }${more && `, ${more}`} }
`;
const GATEWAY = [pod('emissary-1', '10.0.0.7'), service(), listener()];
const secret = (
  name: string,
  fingerprint: string,
  names: readonly string[] = ['shop.test'],
  more: Partial<Certificate> = {},
) => tlsSecret({ name, names, leaf: { fingerprint, serial: '02', ...more } });
const SHOP = [...GATEWAY, host('shop', 'shop.test', 'shop-tls'), secret('shop-tls', 'new')];

function served(
  facts: Partial<Certificate> | string,
  { name = 'shop.test', address = '10.0.0.7:8443' } = {},
): ServedCertificate {
  return {
    kind: 'ServedCertificate',
    metadata: { namespace: 'emissary', name },
    address,
    ...(typeof facts === 'string'
      ? { failure: facts }
      : { certificate: certificate({ names: ['shop.test'], serial: '01', ...facts }) }),
  };
}
const OLD = { fingerprint: 'old', notBefore: '2025-07-01T00:00:00Z', notAfter: '2026-02-01T00:00:00Z' };
const FROM_OUTSIDE = { address: 'certificates/emissary/shop.test.pem' };
const CLOSED = 'the gateway closed the connection';

testCheck(tlsServedDiffers, {
  clean: {
    'what the Secret holds': { given: [...SHOP, served({ fingerprint: 'new' })] },
    'the Secret was renewed an hour ago': {
      given: [
        ...GATEWAY,
        host('shop', 'shop.test', 'shop-tls'),
        secret('shop-tls', 'new', undefined, { notBefore: '2025-12-31T22:46:00Z' }),
        served(OLD),
      ],
    },
    'a Secret that was put there nine minutes ago': {
      given: [
        ...GATEWAY,
        host('shop', 'shop.test', 'shop-tls'),
        {
          ...secret('shop-tls', 'new'),
          metadata: { name: 'shop-tls', namespace: 'shop', creationTimestamp: '2025-12-31T23:51:00Z' },
        },
        served(OLD),
      ],
    },
    'a Host of the last ten minutes': {
      given: [
        ...GATEWAY,
        host('shop', 'shop.test', 'shop-tls').replace(
          'namespace: shop',
          'namespace: shop, creationTimestamp: "2025-12-31T23:51:00Z"',
        ),
        secret('shop-tls', 'new'),
        served(CLOSED),
      ],
    },
    'the Secret was renewed while it was read': {
      given: [...SHOP, served({ ...OLD, notBefore: '2025-12-31T23:00:00Z' })],
    },
    'a wildcard Host, by a name below it': {
      given: [
        ...GATEWAY,
        host('any', '*.shop.test', 'any-tls'),
        secret('any-tls', 'any', ['*.shop.test']),
        served({ fingerprint: 'any', names: ['*.shop.test'] }, { name: 'attache-asks.shop.test' }),
      ],
    },
    'a Host that is more specific than a wildcard': {
      given: [
        ...SHOP,
        host('any', '*', 'any-tls'),
        secret('any-tls', 'any', ['*.test']),
        served({ fingerprint: 'new' }),
        served({ fingerprint: 'any' }, { name: 'other.test' }),
      ],
    },
    'a Secret that could not be read': {
      given: [...GATEWAY, host('shop', 'shop.test', 'shop-tls'), served(OLD)],
      gaps: [{ kind: 'Secret', reason: 'forbidden' }],
    },
    'a name that no Host has': { given: [...SHOP, served(OLD, { name: 'other.test' })] },
    'a name without TLS, whose handshake fails': { given: [...SHOP, served(CLOSED, { name: 'other.test' })] },
    'a gateway that asks clients for a certificate': {
      given: [
        ...GATEWAY,
        host('shop', 'shop.test', 'shop-tls', 'tls: { ca_secret: ca, cert_required: true }'),
        secret('shop-tls', 'new'),
        tlsSecret({ name: 'ca' }),
        served(CLOSED),
      ],
    },
    'a Listener that waits for the PROXY protocol': {
      given: [
        pod('emissary-1', '10.0.0.7'),
        service(),
        listener('protocolStack: [PROXY, TLS, HTTP, TCP]'),
        host('shop', 'shop.test', 'shop-tls'),
        secret('shop-tls', 'new'),
        served(CLOSED),
      ],
    },
    'what a load balancer in front may have, whoever issued it': {
      given: [
        ...SHOP,
        served({ fingerprint: 'acm', issuer: 'CN=Amazon', names: ['*.shop.test', 'shop.test'] }, FROM_OUTSIDE),
      ],
    },
    'a load balancer that says that it terminates TLS': {
      given: [
        pod('emissary-1', '10.0.0.7'),
        service('{ service.beta.kubernetes.io/aws-load-balancer-ssl-cert: "arn:aws:acm:x" }'),
        listener(),
        host('shop', 'shop.test', 'shop-tls'),
        secret('shop-tls', 'new'),
        served(OLD, FROM_OUTSIDE),
      ],
    },
    'a handshake from outside that fails': { given: [...SHOP, served(CLOSED, FROM_OUTSIDE)] },
    'a port that is no Listener’s': { given: [...SHOP, served(OLD, { address: '10.0.0.7:9443' })] },
    'no gateway': {
      given: [host('shop', 'shop.test', 'shop-tls'), secret('shop-tls', 'new'), served(OLD)],
    },
  },
  found: {
    'an older one, which is still good': {
      given: [...SHOP, served(OLD)],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'warning',
          says: 'For shop.test, Pod emissary/emissary-1 presents one that ends on 2026-02-01, and not the certificate of Secret shop/shop-tls.',
          mentions: ['Nobody notices yet', 'whether it takes up changes'],
          evidence: [
            'ServedCertificate emissary/shop.test certificate at 10.0.0.7:8443',
            'Secret shop/shop-tls data[tls.crt]',
          ],
          related: ['Secret shop/shop-tls', 'Pod emissary/emissary-1'],
        },
      ],
    },
    'an older one that has ended': {
      given: [...SHOP, served({ ...OLD, notAfter: '2025-12-30T00:00:00Z' })],
      expect: [
        { on: 'Host shop/shop', severity: 'error', mentions: ['ends on 2025-12-30', 'Browsers show a warning page'] },
      ],
    },
    'the Secret was renewed 75 minutes ago': {
      given: [
        ...GATEWAY,
        host('shop', 'shop.test', 'shop-tls'),
        secret('shop-tls', 'new', undefined, { notBefore: '2025-12-31T22:45:00Z' }),
        served(OLD),
      ],
      expect: [{ on: 'Host shop/shop' }],
    },
    'that of another Secret, for another name': {
      given: [
        ...SHOP,
        secret('spare', 'spare', ['spare.test']),
        served({ fingerprint: 'spare', names: ['spare.test'] }),
      ],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'error',
          mentions: ['presents that of Secret shop/spare, which ends on', 'refuse the connection'],
          related: ['Secret shop/spare'],
        },
      ],
    },
    'the handshake fails': {
      given: [...SHOP, served(CLOSED)],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'error',
          says: 'For shop.test, Pod emissary/emissary-1 ends the handshake (the gateway closed the connection) and does not present the certificate of Secret shop/shop-tls.',
          mentions: ['Nobody gets through'],
          evidence: ['ServedCertificate emissary/shop.test handshake at 10.0.0.7:8443'],
        },
      ],
    },
    'an earlier one, seen from outside': {
      given: [...SHOP, served(OLD, FROM_OUTSIDE)],
      expect: [{ on: 'Host shop/shop', severity: 'warning' }],
    },
    'one that signed itself, seen from outside': {
      given: [...SHOP, served({ fingerprint: 'own', isSelfSigned: true, issuer: 'CN=shop' }, FROM_OUTSIDE)],
      expect: [{ on: 'Host shop/shop', severity: 'error' }],
    },
    'one of a staging authority, seen from outside': {
      given: [...SHOP, served({ fingerprint: 'staged', issuer: "O=(STAGING) Let's Encrypt" }, FROM_OUTSIDE)],
      expect: [{ on: 'Host shop/shop', severity: 'error' }],
    },
    'that of another Secret, seen from outside': {
      given: [
        ...SHOP,
        secret('spare', 'spare', ['spare.test']),
        served({ fingerprint: 'spare', names: ['spare.test'] }, FROM_OUTSIDE),
      ],
      expect: [{ on: 'Host shop/shop', severity: 'error' }],
    },
    'a TCPMapping that terminates TLS': {
      given: [
        pod('emissary-1', '10.0.0.7'),
        `
kind: Listener
metadata: { name: tcp, namespace: emissary }
spec: { port: 8443, protocol: TLS, securityModel: SECURE, hostBinding: { namespace: { from: ALL } } }
---
kind: TLSContext
metadata: { name: db, namespace: shop }
spec: { hosts: [db.test], secret: db-tls }
---
kind: TCPMapping
metadata: { name: db, namespace: shop }
spec: { port: 8443, host: db.test, service: db }`,
        secret('db-tls', 'new', ['db.test']),
        served({ ...OLD, names: ['db.test'] }, { name: 'db.test' }),
      ],
      expect: [{ on: 'TLSContext shop/db', severity: 'warning' }],
    },
    'two names, of which one is wrong': {
      given: [
        ...SHOP,
        host('www', 'www.test', 'www-tls'),
        secret('www-tls', 'www', ['www.test']),
        served({ fingerprint: 'new' }),
        served({ fingerprint: 'new' }, { name: 'www.test' }),
      ],
      expect: [{ on: 'Host shop/www', severity: 'error', mentions: ['presents that of Secret shop/shop-tls'] }],
    },
  },
});
