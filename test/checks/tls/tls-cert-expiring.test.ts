import { tlsCertExpiring } from '../../../src/checks/tls/tls-cert-expiring.ts';
import { certificate, intermediate, tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

// Judged at 2026-01-01T00:00:00Z.
const host = `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: a } }
`;
const lasting = (begins: string, ends: string) => tlsSecret({ name: 'a', begins, ends });
const renewed = (renewalTime: string, ready = 'True') => `
kind: Certificate
apiVersion: cert-manager.io/v1
metadata: { name: shop, namespace: shop }
spec: { secretName: a }
status: { renewalTime: "${renewalTime}", conditions: [{ type: Ready, status: "${ready}" }] }
`;

testCheck(tlsCertExpiring, {
  clean: {
    'exactly 30 days of a year are left': { given: [host, lasting('2025-02-01', '2026-01-31T00:00:00Z')] },
    '23 days of 90 are left': { given: [host, lasting('2025-10-26', '2026-01-24')] },
    '90 days and the rest of the last one, of which 29 are left': {
      given: [host, lasting('2025-10-31T00:00:00Z', '2026-01-29T23:59:59Z')],
    },
    'a certificate for 24 hours with 6 of them left': {
      given: [host, lasting('2025-12-31T06:00:00Z', '2026-01-01T06:00:00Z')],
    },
    'a certificate for a week, two days left, as it is always before a renewal': {
      given: [host, lasting('2025-12-27', '2026-01-03')],
    },
    'it has ended: that is another check': { given: [host, lasting('2025-01-01', '2025-12-31')] },
    'cert-manager will renew it next week': {
      given: [host, lasting('2025-10-10', '2026-01-08'), renewed('2026-01-03T00:00:00Z')],
    },
    'cert-manager is two days late, and may be': {
      given: [host, lasting('2025-10-20', '2026-01-18'), renewed('2025-12-29T22:00:00Z')],
      options: { renewalShareOfLifetime: 0.1 },
    },
    'cert-manager has begun to renew it': {
      given: [host, lasting('2025-10-20', '2026-01-18'), renewed('2025-12-31T20:00:00Z')],
    },
    'nothing uses it': { given: [lasting('2025-01-10', '2026-01-10')] },
    'nobody sees it: no Listener takes TLS': {
      given: [
        host,
        lasting('2025-01-10', '2026-01-10'),
        'kind: Listener\nmetadata: { name: web, namespace: shop }\nspec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }',
      ],
    },
  },
  found: {
    'less than 30 days of a year are left': {
      given: [host, lasting('2025-02-01', '2026-01-30T23:59:59Z')],
      expect: [
        {
          on: 'Secret shop/a',
          severity: 'warning',
          says: 'The certificate in Secret shop/a for shop.example.com ends on 2026-01-30.',
          evidence: ['Secret shop/a data[tls.crt].notAfter'],
          related: ['Host shop/shop'],
        },
      ],
    },
    'exactly 7 days of a year are left': {
      given: [host, lasting('2025-02-01', '2026-01-08T00:00:00Z')],
      expect: [{ on: 'Secret shop/a', severity: 'warning' }],
    },
    'less than 7 days of a year are left': {
      given: [host, lasting('2025-02-01', '2026-01-07T23:59:59Z')],
      expect: [{ on: 'Secret shop/a', severity: 'error' }],
    },
    '22 days of 90 are left': {
      given: [host, lasting('2025-10-25', '2026-01-23')],
      expect: [{ on: 'Secret shop/a', severity: 'warning' }],
    },
    '6 days of 90 are left': {
      given: [host, lasting('2025-10-09', '2026-01-07')],
      expect: [{ on: 'Secret shop/a', severity: 'error' }],
    },
    '3 days of 30 are left': {
      given: [host, lasting('2025-12-05', '2026-01-04')],
      expect: [{ on: 'Secret shop/a', severity: 'warning' }],
    },
    '2 days of 30 are left': {
      given: [host, lasting('2025-12-04', '2026-01-03')],
      expect: [{ on: 'Secret shop/a', severity: 'error' }],
    },
    'a certificate for 24 hours that was not renewed, with 5 of them left': {
      given: [host, lasting('2025-12-31T05:00:00Z', '2026-01-01T05:00:00Z')],
      expect: [{ on: 'Secret shop/a', severity: 'warning' }],
    },
    'a certificate for 24 hours with one of them left': {
      given: [host, lasting('2025-12-31T01:00:00Z', '2026-01-01T01:00:00Z')],
      expect: [{ on: 'Secret shop/a', severity: 'error' }],
    },
    'cert-manager should have renewed it two days ago': {
      given: [host, lasting('2025-10-20', '2026-01-18'), renewed('2025-12-29T22:00:00Z')],
      expect: [{ on: 'Secret shop/a', mentions: ['kubectl -n shop describe certificate shop'] }],
    },
    'cert-manager will renew it, but says itself that it is not well': {
      given: [host, lasting('2025-10-10', '2026-01-08'), renewed('2026-01-03T00:00:00Z', 'False')],
      expect: [{ on: 'Secret shop/a' }],
    },
    'the intermediate ends first': {
      given: [
        host,
        tlsSecret({
          name: 'a',
          chain: [
            certificate(),
            intermediate({ notAfter: '2026-01-20T00:00:00.000Z', notBefore: '2020-01-01T00:00:00.000Z' }),
          ],
        }),
      ],
      expect: [{ on: 'Secret shop/a', severity: 'warning', mentions: ['The intermediate certificate R11 in'] }],
    },
  },
});
