import { tlsChainIncomplete } from '../../../src/checks/tls/tls-chain-incomplete.ts';
import { certificate, intermediate, tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: a } }
`;
const R11 = "C=US, O=Let's Encrypt, CN=R11";
const leaf = certificate({ issuer: R11 });

testCheck(tlsChainIncomplete, {
  clean: {
    'the intermediate is there': {
      given: [host, tlsSecret({ name: 'a', chain: [leaf, intermediate({ subject: R11 })] })],
    },
    'the intermediate stands last': {
      given: [
        host,
        tlsSecret({ name: 'a', chain: [leaf, intermediate({ subject: 'CN=Other' }), intermediate({ subject: R11 })] }),
      ],
    },
    'a private authority signs directly': {
      given: [host, tlsSecret({ name: 'a', chain: [certificate({ issuer: 'O=Example Corp, CN=Example Corp CA' })] })],
    },
    'a certificate that signed itself': {
      given: [
        host,
        tlsSecret({
          name: 'a',
          chain: [certificate({ subject: 'O=DigiCert', issuer: 'O=DigiCert', isSelfSigned: true })],
        }),
      ],
    },
    'a staging authority': {
      given: [host, tlsSecret({ name: 'a', chain: [certificate({ issuer: "O=(STAGING) Let's Encrypt, CN=R10" })] })],
    },
    'a certificate for upstreams, which the gateway shows as a client': {
      given: [
        'kind: TLSContext\nmetadata: { name: up, namespace: shop }\nspec: { secret: a }',
        'kind: Mapping\nmetadata: { name: m, namespace: shop }\nspec: { hostname: "*", prefix: /, service: s, tls: up }',
        tlsSecret({ name: 'a', chain: [leaf] }),
      ],
    },
    'nothing uses it': { given: tlsSecret({ name: 'a', chain: [leaf] }) },
  },
  found: {
    'only the certificate itself': {
      given: [host, tlsSecret({ name: 'a', chain: [leaf] })],
      expect: [
        {
          on: 'Secret shop/a',
          severity: 'warning',
          says: 'Secret shop/a holds the certificate for shop.example.com, and not the one of its issuer R11.',
          evidence: ['Secret shop/a data[tls.crt].issuer'],
          related: ['Host shop/shop'],
        },
      ],
    },
    'the intermediate of another authority': {
      given: [
        host,
        tlsSecret({
          name: 'a',
          chain: [certificate({ issuer: 'C=US, O=DigiCert Inc, CN=DigiCert TLS CA1' }), intermediate({ subject: R11 })],
        }),
      ],
      expect: [{ on: 'Secret shop/a', mentions: ['DigiCert TLS CA1'] }],
    },
  },
});
