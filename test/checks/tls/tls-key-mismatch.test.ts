import { tlsKeyMismatch } from '../../../src/checks/tls/tls-key-mismatch.ts';
import { certificate, intermediate, tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = (name: string) => `
kind: Host
metadata: { name: ${name}, namespace: shop }
spec: { hostname: ${name}.example.com, tlsSecret: { name: a } }
`;
const other = { type: 'rsa', publicKey: 'public-2' };

testCheck(tlsKeyMismatch, {
  clean: {
    'a pair': { given: [host('shop'), tlsSecret({ name: 'a' })] },
    'a key that could not be read': { given: [host('shop'), tlsSecret({ name: 'a', key: { type: 'rsa' } })] },
    'no key at all': { given: [host('shop'), tlsSecret({ name: 'a', key: null })] },
    'a certificate whose key is not known': {
      given: [host('shop'), tlsSecret({ name: 'a', leaf: { publicKey: '' } })],
    },
    'a Secret that nothing uses': { given: [tlsSecret({ name: 'a', key: other })] },
    'an authority with any key': {
      given: [
        host('shop').replace('{ name: a }', '{ name: a }, tls: { ca_secret: ca }'),
        tlsSecret({ name: 'a' }),
        tlsSecret({ name: 'ca', key: other }),
      ],
    },
  },
  found: {
    'a key of another certificate, once for two Hosts': {
      given: [host('shop'), host('www'), tlsSecret({ name: 'a', key: other })],
      expect: [
        {
          on: 'Secret shop/a',
          severity: 'critical',
          says: 'The certificate for shop.example.com, www.example.com and the private key in Secret shop/a do not belong together.',
          evidence: ['Secret shop/a data[tls.crt].publicKey', 'Secret shop/a data[tls.key].publicKey'],
          related: ['Host shop/shop', 'Host shop/www'],
        },
      ],
    },
    'a chain in the wrong order': {
      given: [host('shop'), tlsSecret({ name: 'a', chain: [intermediate(), certificate()] })],
      expect: [{ on: 'Secret shop/a', mentions: ['stands further down', 'that of the server first'] }],
    },
  },
});
