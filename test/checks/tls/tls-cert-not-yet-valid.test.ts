import { tlsCertNotYetValid } from '../../../src/checks/tls/tls-cert-not-yet-valid.ts';
import { certificate, intermediate, tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: a } }
`;

testCheck(tlsCertNotYetValid, {
  clean: {
    'valid since yesterday': { given: [host, tlsSecret({ name: 'a', begins: '2025-12-31' })] },
    'five minutes to go: clocks differ': { given: [host, tlsSecret({ name: 'a', begins: '2026-01-01T00:05:00Z' })] },
    'nothing uses it': { given: [tlsSecret({ name: 'a', begins: '2026-02-01' })] },
  },
  found: {
    'more than five minutes to go': {
      given: [host, tlsSecret({ name: 'a', begins: '2026-01-01T00:05:01Z' })],
      expect: [
        {
          on: 'Secret shop/a',
          severity: 'error',
          says: 'The certificate in Secret shop/a for shop.example.com is valid only from 2026-01-01.',
          evidence: ['Secret shop/a data[tls.crt].notBefore'],
          related: ['Host shop/shop'],
        },
      ],
    },
    'the intermediate': {
      given: [
        host,
        tlsSecret({ name: 'a', chain: [certificate(), intermediate({ notBefore: '2026-02-01T00:00:00.000Z' })] }),
      ],
      expect: [{ on: 'Secret shop/a', mentions: ['The intermediate certificate R11'] }],
    },
    'no Listener takes TLS': {
      given: [
        host,
        tlsSecret({ name: 'a', begins: '2026-02-01' }),
        'kind: Listener\nmetadata: { name: web, namespace: shop }\nspec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }',
      ],
      expect: [{ on: 'Secret shop/a', severity: 'info' }],
    },
  },
});
