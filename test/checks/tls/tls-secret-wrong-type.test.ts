import { tlsSecretWrongType } from '../../../src/checks/tls/tls-secret-wrong-type.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = (name: string, secret: string) => `
kind: Host
metadata: { name: ${name}, namespace: shop }
spec: { hostname: ${name}.example.com, tlsSecret: { name: ${secret} } }
`;

testCheck(tlsSecretWrongType, {
  clean: {
    'kubernetes.io/tls': { given: [host('shop', 'a'), tlsSecret({ name: 'a' })] },
    Opaque: { given: [host('shop', 'a'), tlsSecret({ name: 'a', type: 'Opaque' })] },
    'a Secret of Istio': { given: [host('shop', 'a'), tlsSecret({ name: 'a', type: 'istio.io/key-and-cert' })] },
    'a Secret without type, which is Opaque': {
      given: [host('shop', 'a'), 'kind: Secret\nmetadata: { name: a, namespace: shop }\ndata: {}'],
    },
    'other types that nothing names': {
      given: [
        host('shop', 'a'),
        tlsSecret({ name: 'a' }),
        tlsSecret({ name: 'release', type: 'helm.sh/release.v1' }),
        tlsSecret({ name: 'registry', type: 'kubernetes.io/dockerconfigjson' }),
      ],
    },
    'a TLSContext that nothing uses': {
      given: [
        'kind: TLSContext\nmetadata: { name: old, namespace: shop }\nspec: { secret: a }',
        tlsSecret({ name: 'a', type: 'helm.sh/release.v1' }),
      ],
    },
  },
  found: {
    'two Hosts name it, one finding': {
      given: [host('shop', 'a'), host('www', 'a'), tlsSecret({ name: 'a', type: 'kubernetes.io/dockerconfigjson' })],
      expect: [
        {
          on: 'Secret shop/a',
          severity: 'error',
          says: 'Secret shop/a is of type kubernetes.io/dockerconfigjson, and the gateway reads certificates only from Secrets of type kubernetes.io/tls, Opaque, istio.io/key-and-cert.',
          evidence: ['Secret shop/a type', 'Host shop/shop spec.tlsSecret.name'],
          related: ['Host shop/shop', 'Host shop/www'],
        },
      ],
    },
    'an authority': {
      given: [
        'kind: Host\nmetadata: { name: shop, namespace: shop }\nspec: { tlsSecret: { name: a }, tls: { ca_secret: ca } }',
        tlsSecret({ name: 'a' }),
        tlsSecret({ name: 'ca', type: 'example.com/ca' }),
      ],
      expect: [{ on: 'Secret shop/ca', evidence: ['Host shop/shop spec.tls.ca_secret'] }],
    },
  },
});
