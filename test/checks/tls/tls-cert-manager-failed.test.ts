import { tlsCertManagerFailed } from '../../../src/checks/tls/tls-cert-manager-failed.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

// Judged at 2026-01-01T00:00:00Z.
const host = `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: a } }
`;
const certificate = (conditions: string, secretName = 'a', created = '2025-06-01T00:00:00Z') => `
kind: Certificate
apiVersion: cert-manager.io/v1
metadata: { name: shop, namespace: shop, creationTimestamp: "${created}" }
spec: { secretName: ${secretName} }
status: { conditions: [${conditions}] }
`;
const ready = '{ type: Ready, status: "True" }';
const failed =
  '{ type: Issuing, status: "False", reason: Failed, message: "The request has failed: 429 rateLimited." }';
const notReady = (since: string) =>
  `{ type: Ready, status: "False", reason: DoesNotExist, message: "Issuing certificate as Secret does not exist", lastTransitionTime: "${since}" }`;

const RECENT = '2025-12-31T23:59:00Z';
const LONG_AGO = '2025-12-31T12:00:00Z';
const renewing = (since: string) =>
  `${ready}, { type: Issuing, status: "True", reason: Renewing, lastTransitionTime: "${since}" }`;
const part = (kind: string, name: string, owner: string, more: string) => `
kind: ${kind}
apiVersion: ${kind === 'CertificateRequest' ? '' : 'acme.'}cert-manager.io/v1
metadata: { name: ${name}, namespace: shop, ownerReferences: [{ kind: ${owner.replace('/', ', name: ')}, controller: true }] }
${more}
`;
const request = (status = '{}', name = 'shop-1') =>
  part('CertificateRequest', name, 'Certificate/shop', `spec: {}\nstatus: ${status}`);
const order = (status: string) =>
  part('Order', 'shop-1-77', 'CertificateRequest/shop-1', `spec: { dnsNames: [shop.example.com] }\nstatus: ${status}`);
const challenge = (status: string, type = 'HTTP-01') =>
  part(
    'Challenge',
    'shop-1-77-42',
    'Order/shop-1-77',
    `spec: { dnsName: shop.example.com, type: ${type} }\nstatus: ${status}`,
  );
const NOT_FOUND = "Waiting for HTTP-01 challenge propagation: wrong status code '404', expected '200'";
const withIssuer = (conditions: string, issuerRef: string) =>
  certificate(conditions).replace('secretName: a', `secretName: a, issuerRef: ${issuerRef}`);
const issuer = (kind: string, status: string, name = 'letsencrypt') => `
kind: ${kind}
apiVersion: cert-manager.io/v1
metadata: { name: ${name}${kind === 'Issuer' ? ', namespace: shop' : ''} }
spec: { acme: { server: "https://acme.example.com" } }
status: { conditions: [{ type: Ready, ${status} }] }
`;

testCheck(tlsCertManagerFailed, {
  clean: {
    'all is well': { given: [host, certificate(ready), tlsSecret({ name: 'a' })] },
    'a renewal is going on': {
      given: [
        host,
        certificate(`${ready}, { type: Issuing, status: "True", reason: Renewing }`),
        tlsSecret({ name: 'a' }),
      ],
    },
    'the first one is being fetched since half an hour': {
      given: [host, certificate(notReady('2025-12-31T23:30:00Z'))],
    },
    'a challenge waits since a minute': {
      given: [
        host,
        certificate(notReady(RECENT)),
        request(),
        order('{ state: pending }'),
        challenge(`{ state: pending, reason: "${NOT_FOUND}" }`),
      ],
    },
    'a renewal goes on since long, and nothing is seen to stand in its way': {
      given: [host, certificate(renewing(LONG_AGO)), tlsSecret({ name: 'a' }), request(), order('{ state: pending }')],
    },
    'what failed once, and went well later': {
      given: [
        host,
        certificate(ready),
        tlsSecret({ name: 'a' }),
        request(),
        order('{ state: invalid, reason: "Failed to finalize Order" }'),
      ],
    },
    'an issuer of another project': {
      given: [
        host,
        withIssuer(notReady(RECENT), '{ group: awspca.cert-manager.io, kind: Issuer, name: gone }'),
        issuer('Issuer', 'status: "True"', 'other'),
      ],
    },
    'an issuer that is there': {
      given: [
        host,
        withIssuer(notReady(RECENT), '{ kind: ClusterIssuer, name: letsencrypt }'),
        issuer('ClusterIssuer', 'status: "True"'),
      ],
    },
    'issuers cannot be read': {
      given: [host, withIssuer(notReady(RECENT), '{ kind: ClusterIssuer, name: letsencrypt }')],
      gaps: [{ kind: 'ClusterIssuer', reason: 'forbidden' }],
    },
    'a Certificate that the gateway does not need': {
      given: [host, certificate(failed, 'b'), tlsSecret({ name: 'a' })],
    },
    'cert-manager has not looked at it': { given: [host, certificate('')] },
    'only the Certificate of another namespace has that Secret': {
      given: [host, certificate(failed).replace('namespace: shop', 'namespace: web')],
    },
  },
  found: {
    'the first attempt failed': {
      given: [host, certificate(`${notReady('2025-12-31T23:59:00Z')}, ${failed}`)],
      expect: [
        {
          on: 'Certificate shop/shop',
          severity: 'error',
          says: 'cert-manager has not got a certificate for Certificate shop/shop: The request has failed: 429 rateLimited.',
          evidence: [
            'Certificate shop/shop status.conditions[Issuing].reason',
            'Certificate shop/shop spec.secretName',
          ],
          related: ['Host shop/shop'],
          mentions: ['kubectl -n shop describe certificate shop', 'drops the Hosts'],
        },
      ],
    },
    'a challenge waits for long': {
      given: [
        host,
        certificate(notReady(LONG_AGO)),
        request(),
        order('{ state: pending }'),
        challenge(`{ state: pending, reason: "${NOT_FOUND}" }`),
      ],
      expect: [
        {
          on: 'Certificate shop/shop',
          severity: 'error',
          says: `cert-manager has not got a certificate for Certificate shop/shop: Challenge shop-1-77-42 for shop.example.com says: ${NOT_FOUND}.`,
          evidence: ['Challenge shop/shop-1-77-42 status.reason'],
          related: ['Challenge shop/shop-1-77-42', 'Secret shop/a', 'Host shop/shop'],
          mentions: [
            'http://shop.example.com/.well-known/acme-challenge/ leads from outside to the solver',
            'cmctl renew shop',
            'kubectl -n shop describe challenge shop-1-77-42',
          ],
        },
      ],
    },
    'a challenge by DNS failed': {
      given: [
        host,
        certificate(notReady(RECENT)),
        request(),
        order('{ state: pending }'),
        challenge('{ state: invalid, reason: "NXDOMAIN" }', 'DNS-01'),
      ],
      expect: [{ on: 'Certificate shop/shop', mentions: ['says: NXDOMAIN.', '_acme-challenge.shop.example.com'] }],
    },
    'an order failed': {
      given: [host, certificate(notReady(RECENT)), request(), order('{ state: errored, reason: "429 rateLimited" }')],
      expect: [
        {
          on: 'Certificate shop/shop',
          evidence: ['Order shop/shop-1-77 status.state'],
          mentions: ['Order shop-1-77 says: 429 rateLimited.'],
        },
      ],
    },
    'an order whose request was taken away': {
      given: [
        host,
        certificate(notReady(RECENT)),
        'kind: Order\napiVersion: acme.cert-manager.io/v1\nmetadata: { name: o, namespace: shop, annotations: { cert-manager.io/certificate-name: shop } }\nspec: {}\nstatus: { state: expired }',
      ],
      expect: [{ on: 'Certificate shop/shop', mentions: ['Order o says: its state is expired.'] }],
    },
    'a request was denied': {
      given: [
        host,
        certificate(notReady(LONG_AGO)),
        request('{ conditions: [{ type: Denied, status: "True", message: "No policy approved this request" }] }'),
      ],
      expect: [
        {
          on: 'Certificate shop/shop',
          mentions: ['CertificateRequest shop-1 says: No policy approved this request.'],
        },
      ],
    },
    'of two requests the newer': {
      given: [
        host,
        certificate(notReady(LONG_AGO)),
        request('{ conditions: [{ type: Ready, status: "False", message: old }] }').replace(
          'namespace: shop,',
          'namespace: shop, annotations: { cert-manager.io/certificate-revision: "9" },',
        ),
        request('{ conditions: [{ type: Ready, status: "False", message: new }] }', 'shop-2').replace(
          'namespace: shop,',
          'namespace: shop, annotations: { cert-manager.io/certificate-revision: "10" },',
        ),
      ],
      expect: [{ on: 'Certificate shop/shop', mentions: ['CertificateRequest shop-2 says: new.'] }],
    },
    'a renewal hangs on a challenge': {
      given: [
        host,
        certificate(renewing(LONG_AGO)),
        tlsSecret({ name: 'a' }),
        request(),
        order('{ state: pending }'),
        challenge(`{ state: pending, reason: "${NOT_FOUND}" }`),
      ],
      expect: [{ on: 'Certificate shop/shop', severity: 'warning', mentions: ['has not renewed', '404'] }],
    },
    'there is no such issuer': {
      given: [
        host,
        withIssuer(notReady(RECENT), '{ kind: ClusterIssuer, name: letsencrpt }'),
        issuer('ClusterIssuer', 'status: "True"'),
      ],
      expect: [
        {
          on: 'Certificate shop/shop',
          mentions: [
            'there is no ClusterIssuer letsencrpt, the nearest is ClusterIssuer letsencrypt.',
            `'{"spec":{"issuerRef":{"kind":"ClusterIssuer","name":"letsencrypt"}}}'`,
          ],
          evidence: ['Certificate shop/shop spec.issuerRef.name'],
        },
      ],
    },
    'the kind of the issuer was left out': {
      given: [
        host,
        withIssuer(notReady(RECENT), '{ name: letsencrypt }'),
        issuer('ClusterIssuer', 'status: "True"'),
        issuer('Issuer', 'status: "True"', 'internal'),
      ],
      expect: [
        { on: 'Certificate shop/shop', mentions: ['there is no Issuer letsencrypt, the nearest is ClusterIssuer'] },
      ],
    },
    'the issuer was not read out, and the request got further': {
      given: [
        host,
        withIssuer(notReady(LONG_AGO), '{ name: letsencrypt }'),
        request('{ conditions: [{ type: Ready, status: "False", message: "Waiting on approval" }] }'),
      ],
      expect: [{ on: 'Certificate shop/shop', mentions: ['CertificateRequest shop-1 says: Waiting on approval.'] }],
    },
    'the request does not find its issuer': {
      given: [
        host,
        withIssuer(notReady(RECENT), '{ name: letsencrypt }'),
        request('{ conditions: [{ type: Ready, status: "False", message: "Referenced Issuer not found" }] }'),
      ],
      expect: [{ on: 'Certificate shop/shop', mentions: ['there is no Issuer letsencrypt'] }],
    },
    'no issuer at all': {
      given: [host, withIssuer(notReady(RECENT), '{ name: letsencrypt }')],
      expect: [{ on: 'Certificate shop/shop', mentions: ['or create Issuer letsencrypt'] }],
    },
    'the issuer is not ready': {
      given: [
        host,
        withIssuer(notReady(LONG_AGO), '{ kind: ClusterIssuer, name: letsencrypt }'),
        issuer('ClusterIssuer', 'status: "False", message: "Failed to register ACME account"'),
      ],
      expect: [
        {
          on: 'Certificate shop/shop',
          related: ['ClusterIssuer letsencrypt'],
          mentions: ['ClusterIssuer letsencrypt says: Failed to register ACME account.'],
        },
      ],
    },
    'it takes more than half an hour': {
      given: [host, certificate(notReady('2025-12-31T23:29:59Z'))],
      expect: [
        { on: 'Certificate shop/shop', severity: 'error', mentions: ['Issuing certificate as Secret does not exist.'] },
      ],
    },
    'a renewal failed, and the old one is still good': {
      given: [host, certificate(`${ready}, ${failed}`), tlsSecret({ name: 'a' })],
      expect: [{ on: 'Certificate shop/shop', severity: 'warning', mentions: ['has not renewed the certificate'] }],
    },
    'a renewal failed, and the old one has ended': {
      given: [host, certificate(failed), tlsSecret({ name: 'a', ends: '2025-12-31' })],
      expect: [{ on: 'Certificate shop/shop', severity: 'error', mentions: ['that is there has ended'] }],
    },
    'a renewal failed, and Secrets cannot be read': {
      given: [host, certificate(`${ready}, ${failed}`)],
      gaps: [{ kind: 'Secret', reason: 'forbidden' }],
      expect: [{ on: 'Certificate shop/shop', severity: 'warning' }],
    },
  },
});
