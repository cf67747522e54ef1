import { tlsSecretMissingKey } from '../../../src/checks/tls/tls-secret-missing-key.ts';
import { certificate, tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const crt = { bytes: 1200, certificates: [certificate()] };
const key = { bytes: 1700, privateKey: { type: 'rsa', publicKey: 'public-1' } };
const opaque = (data: Parameters<typeof tlsSecret>[0]['data'] = {}, name = 'a') =>
  tlsSecret({ name, type: 'Opaque', data });
const host = (spec = '') => `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: a }${spec} }
`;

testCheck(tlsSecretMissingKey, {
  clean: {
    'a certificate and its key': { given: [host(), opaque({ 'tls.crt': crt, 'tls.key': key })] },
    'the keys of Istio': {
      given: [host(), opaque({ 'cert-chain.pem': crt, 'key.pem': key, 'root-cert.pem': crt })],
    },
    'an authority needs no key': {
      given: [
        host(', tls: { ca_secret: ca }'),
        opaque({ 'tls.crt': crt, 'tls.key': key }),
        opaque({ 'tls.crt': crt }, 'ca'),
      ],
    },
    'a list of revoked certificates': {
      given: [
        host(', tls: { crl_secret: crl }'),
        opaque({ 'tls.crt': crt, 'tls.key': key }),
        opaque({ 'crl.pem': { bytes: 500 } }, 'crl'),
      ],
    },
    'cert-manager is about to fill it': {
      given: [
        host(),
        opaque({ 'tls.crt': { bytes: 0 }, 'tls.key': key }),
        'kind: Certificate\napiVersion: cert-manager.io/v1\nmetadata: { name: c, namespace: shop }\nspec: { secretName: a }',
      ],
    },
    'a type that is not read at all': { given: [host(), tlsSecret({ name: 'a', type: 'example.com/x', data: {} })] },
    'a Secret that nothing names': { given: [opaque()] },
  },
  found: {
    'the certificate is empty': {
      given: [host(), opaque({ 'tls.crt': { bytes: 0 }, 'tls.key': key })],
      expect: [{ on: 'Secret shop/a', says: 'Secret shop/a has no tls.crt, only an empty one.' }],
    },
    'the certificate stands under another key': {
      given: [host(), opaque({ 'server.crt': crt, 'tls.key': key })],
      expect: [
        {
          on: 'Secret shop/a',
          severity: 'error',
          says: 'Secret shop/a has no tls.crt, only server.crt, tls.key.',
          mentions: ['Put what stands under server.crt under tls.crt.', 'drops every Host'],
          evidence: ['Secret shop/a data[tls.crt]', 'Host shop/shop spec.tlsSecret.name'],
          related: ['Host shop/shop'],
        },
      ],
    },
    'no private key': {
      given: [host(), opaque({ 'tls.crt': crt })],
      expect: [{ on: 'Secret shop/a', mentions: ['has no tls.key, only tls.crt', 'answer no https'] }],
    },
    'an empty private key': {
      given: [host(), opaque({ 'tls.crt': crt, 'tls.key': { bytes: 0, problem: 'empty' } })],
      expect: [{ on: 'Secret shop/a', mentions: ['has no tls.key'] }],
    },
    'an empty Secret': {
      given: [host(), opaque()],
      expect: [{ on: 'Secret shop/a', says: 'Secret shop/a has no tls.crt, and nothing else either.' }],
    },
    'the key of an ACME account in place of a certificate': {
      given: [host(), opaque({ 'user.key': key })],
      expect: [{ on: 'Secret shop/a', mentions: ['has no tls.crt, only user.key', 'answer no https'] }],
    },
    'an authority under ca.crt': {
      given: [
        host(', tls: { ca_secret: ca }'),
        opaque({ 'tls.crt': crt, 'tls.key': key }),
        opaque({ 'ca.crt': crt }, 'ca'),
      ],
      expect: [{ on: 'Secret shop/ca', mentions: ['never in ca.crt', 'Put what stands under ca.crt under tls.crt.'] }],
    },
    'no list of revoked certificates in the Secret for it': {
      given: [
        host(', tls: { crl_secret: crl }'),
        opaque({ 'tls.crt': crt, 'tls.key': key }),
        opaque({ 'list.pem': { bytes: 500 } }, 'crl'),
      ],
      expect: [{ on: 'Secret shop/crl', mentions: ['has no crl.pem, only list.pem'] }],
    },
    'a certificate where a list of revoked ones should be': {
      given: [
        host(', tls: { crl_secret: crl }'),
        opaque({ 'tls.crt': crt, 'tls.key': key }),
        opaque({ 'tls.crt': crt }, 'crl'),
      ],
      expect: [{ on: 'Secret shop/crl', mentions: ['has no crl.pem', 'revoked are accepted'] }],
    },
  },
});
