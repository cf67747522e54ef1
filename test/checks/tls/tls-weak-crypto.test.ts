import { tlsWeakCrypto } from '../../../src/checks/tls/tls-weak-crypto.ts';
import type { Certificate } from '../../../src/cluster/objects.ts';
import { certificate, intermediate, tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: a } }
`;
const gateway = (tag: string) => `
kind: Deployment
metadata: { name: emissary-ingress, namespace: emissary }
spec:
  template:
    spec:
      containers: [{ name: e, image: "docker.io/emissaryingress/emissary:${tag}", env: [{ name: AMBASSADOR_NAMESPACE, value: emissary }] }]
`;
const withLeaf = (leaf: Partial<Certificate>) => tlsSecret({ name: 'a', leaf });
const ec = (curve: string) => withLeaf({ keyType: 'ec', keyBits: 0, curve });

testCheck(tlsWeakCrypto, {
  clean: {
    'RSA with 2048 bits': { given: [host, withLeaf({ keyBits: 2048 })] },
    'P-256': { given: [host, ec('prime256v1')] },
    'Ed25519, which Envoy loads': { given: [host, withLeaf({ keyType: 'ed25519', keyBits: 0 })] },
    'P-384, and the version is not known': { given: [host, ec('secp384r1')] },
    'P-384 on version 4': { given: [gateway('4.0.1'), host, ec('secp384r1')] },
    'a key of a kind that is not known': { given: [host, withLeaf({ keyType: 'ed25519', keyBits: 0 })] },
    'SHA-256 and SHA-384': {
      given: [
        host,
        tlsSecret({
          name: 'a',
          chain: [
            certificate({ signatureAlgorithm: 'ecdsa-with-SHA384' }),
            intermediate({ signatureAlgorithm: 'sha256WithRSAEncryption' }),
          ],
        }),
      ],
    },
    'SHA-1 on a root, which nobody checks': {
      given: [
        host,
        tlsSecret({
          name: 'a',
          chain: [
            certificate({ issuer: 'CN=Root' }),
            intermediate({
              subject: 'CN=Root',
              issuer: 'CN=Root',
              isSelfSigned: true,
              signatureAlgorithm: 'sha1WithRSAEncryption',
            }),
          ],
        }),
      ],
    },
    'nothing uses it': { given: withLeaf({ keyBits: 1024 }) },
  },
  found: {
    'RSA with 2047 bits': {
      given: [host, withLeaf({ keyBits: 2047 })],
      expect: [
        {
          on: 'Secret shop/a',
          severity: 'critical',
          says: 'The certificate for shop.example.com in Secret shop/a has an RSA key of 2047 bits.',
          evidence: ['Secret shop/a data[tls.crt].keyBits'],
          related: ['Host shop/shop'],
        },
      ],
    },
    'P-224': { given: [host, ec('secp224r1')], expect: [{ on: 'Secret shop/a', severity: 'critical' }] },
    'kinds of keys that Envoy does not load': {
      given: [host, withLeaf({ keyType: 'rsa-pss', keyBits: 2048 })],
      expect: [{ on: 'Secret shop/a', severity: 'critical', mentions: ['a key of the kind rsa-pss'] }],
    },
    'P-384 on version 3': {
      given: [gateway('3.9.1'), host, ec('secp384r1')],
      expect: [{ on: 'Secret shop/a', severity: 'critical', mentions: ['a key on the curve secp384r1'] }],
    },
    'SHA-1': {
      given: [host, withLeaf({ signatureAlgorithm: 'sha1WithRSAEncryption' })],
      expect: [{ on: 'Secret shop/a', severity: 'warning', mentions: ['sha1WithRSAEncryption'] }],
    },
    'no Listener takes TLS': {
      given: [
        host,
        withLeaf({ keyBits: 1024 }),
        'kind: Listener\nmetadata: { name: web, namespace: shop }\nspec: { port: 8080, protocol: HTTP, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }',
      ],
      expect: [{ on: 'Secret shop/a', severity: 'warning' }],
    },
  },
});
