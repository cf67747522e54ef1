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
