import { tlsConflictingHosts } from '../../../src/checks/tls/tls-conflicting-hosts.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = (name: string, hostname: string, spec = '') => `
kind: Host
metadata: { name: ${name}, namespace: shop }
spec: { hostname: "${hostname}", tlsSecret: { name: a }${spec} }
`;
const listener = `
kind: Listener
metadata: { name: web, namespace: shop }
spec: { port: 8443, protocol: HTTPS, securityModel: XFP, hostBinding: { namespace: { from: ALL } } }
`;
const shared = ', tlsContext: { name: modern }';
const context = 'kind: TLSContext\nmetadata: { name: modern, namespace: shop }\nspec: { secret: a }';
const a = tlsSecret({ name: 'a' });

testCheck(tlsConflictingHosts, {
  clean: {
    'two hostnames': { given: [host('one', 'one.example.com'), host('two', 'two.example.com'), listener, a] },
    'one hostname, one TLSContext': {
      given: [host('one', 'x.example.com', shared), host('two', 'x.example.com:8443', shared), context, listener, a],
    },
    'one of them without TLS': {
      given: [
        host('one', 'x.example.com'),
        'kind: Host\nmetadata: { name: two, namespace: shop }\nspec: { hostname: x.example.com }',
        listener,
        a,
      ],
    },
    'for different gateways': {
      given: [host('one', 'x.example.com'), host('two', 'x.example.com', ', ambassador_id: [other]'), listener, a],
    },
  },
  found: {
    'the port is no part of the name in TLS': {
      given: [host('one', 'x.example.com'), host('two', 'x.example.com:8443'), listener, a],
      expect: [
        {
          on: 'Host shop/two',
          severity: 'error',
          says: 'Host shop/two and Host shop/one both serve x.example.com with TLS, and each has a TLS context of its own, so Host shop/two gets no https.',
          evidence: ['Host shop/two spec.hostname', 'Host shop/one spec.hostname'],
          related: ['Host shop/one'],
        },
      ],
    },
  },
});
