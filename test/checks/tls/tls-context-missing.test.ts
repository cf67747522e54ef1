import { tlsContextMissing } from '../../../src/checks/tls/tls-context-missing.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const host = (name: string, context: string, secret = 'a') => `
kind: Host
metadata: { name: ${name}, namespace: shop }
spec: { hostname: ${name}.example.com, tlsSecret: ${secret ? `{ name: ${secret} }` : '{}'}, tlsContext: { name: ${context} } }
`;
const context = (name: string, namespace = 'shop', spec = '') => `
kind: TLSContext
metadata: { name: ${name}, namespace: ${namespace} }
spec: { secret: a${spec} }
`;
const mapping = (tls: string, service = 'cart') => `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: "${service}", tls: ${tls} }
`;
const a = tlsSecret({ name: 'a' });

testCheck(tlsContextMissing, {
  clean: {
    'the TLSContext is there': { given: [host('shop', 'modern'), context('modern'), a] },
    'it is in another namespace': { given: [mapping('upstream'), context('upstream', 'vault'), a] },
    'it is named with its namespace': {
      given: [mapping('upstream.vault'), context('upstream', 'shop'), context('upstream', 'vault'), a],
    },
    'it is there and cannot be used, which others tell': {
      given: [
        mapping('upstream'),
        'kind: TLSContext\nmetadata: { name: upstream, namespace: shop }\nspec: { secret: gone }',
      ],
    },
    'the context that a Host made for itself': {
      given: [
        'kind: Host\nmetadata: { name: first, namespace: shop }\nspec: { hostname: first.example.com, tlsSecret: { name: a } }',
        host('second', 'first-context'),
        mapping('first-context'),
        a,
      ],
    },
    'a Host without Secret never looks': { given: [host('shop', 'unknown', ''), context('modern')] },
    'a Host that is dropped for its Secret': { given: [host('shop', 'unknown', 'gone'), context('modern')] },
    'TLSContexts of some namespace cannot be read': {
      given: [mapping('unknown'), context('modern')],
      gaps: [{ kind: 'TLSContext', namespace: 'vault', reason: 'forbidden' }],
    },
    'the old Module tls makes it': {
      given: [
        mapping('upstream'),
        context('modern'),
        'kind: Module\nmetadata: { name: tls, namespace: shop }\nspec: { config: { upstream: { enabled: true, secret: a } } }',
      ],
    },
    'a TLSContext without certificate for Hosts, which bring their own': {
      given: [
        host('shop', 'modern'),
        'kind: TLSContext\nmetadata: { name: modern, namespace: shop }\nspec: { min_tls_version: v1.2 }',
        a,
      ],
    },
    'a TLSContext without certificate that nothing uses': {
      given: 'kind: TLSContext\nmetadata: { name: modern, namespace: shop }\nspec: { min_tls_version: v1.2 }',
    },
    'a LogService and a TracingService, which have no such field': {
      given: [
        'kind: LogService\nmetadata: { name: log, namespace: shop }\nspec: { service: log, driver: http, driver_config: {}, protocol_version: v3, tls: unknown }',
        'kind: TracingService\nmetadata: { name: trace, namespace: shop }\nspec: { service: zipkin, driver: zipkin, tls: unknown }',
        context('modern'),
      ],
    },
    'an AuthService that says only yes': {
      given: [
        'kind: AuthService\nmetadata: { name: auth, namespace: shop }\nspec: { auth_service: auth, proto: http, tls: true }',
        context('modern'),
      ],
    },
  },
  found: {
    'an AuthService and a RateLimitService': {
      given: [
        'kind: AuthService\nmetadata: { name: auth, namespace: shop }\nspec: { auth_service: "https://auth", tls: unknown }',
        'kind: RateLimitService\nmetadata: { name: limits, namespace: shop }\nspec: { service: limits, protocol_version: v3, tls: unknown }',
        context('modern'),
      ],
      expect: [
        { on: 'AuthService shop/auth', severity: 'warning', mentions: ['with TLS, but without'] },
        { on: 'RateLimitService shop/limits', severity: 'error', mentions: ['in clear'] },
      ],
    },
    'a Host with a typing mistake': {
      given: [host('shop', 'modren'), context('modern'), a],
      expect: [
        {
          on: 'Host shop/shop',
          severity: 'error',
          says: 'Host shop/shop names TLSContext modren, and there is none of that name, the nearest is modern.',
          evidence: ['Host shop/shop spec.tlsContext.name'],
          mentions: [
            'drops the whole Host',
            `kubectl -n shop patch hosts.v3alpha1.getambassador.io shop --type=merge -p '{"spec":{"tlsContext":{"name":"modern"}}}'`,
          ],
        },
      ],
    },
    'a Mapping': {
      given: [mapping('unknown'), context('modern')],
      expect: [{ on: 'Mapping shop/cart', severity: 'error', mentions: ['in clear'] }],
    },
    'a TLSContext without certificate towards an upstream': {
      given: [mapping('up'), 'kind: TLSContext\nmetadata: { name: up, namespace: shop }\nspec: { sni: cart.internal }'],
      expect: [
        {
          on: 'TLSContext shop/up',
          severity: 'error',
          says: 'Mapping shop/cart names TLSContext up, and it is not used, because it has no certificate.',
          related: ['Mapping shop/cart'],
        },
      ],
    },
    'a TLSContext without certificate towards an upstream with https, as the documentation shows it': {
      given: [
        mapping('up', 'https://cart'),
        'kind: TLSContext\nmetadata: { name: up, namespace: shop }\nspec: { alpn_protocols: h2 }',
      ],
      expect: [{ on: 'TLSContext shop/up', severity: 'info' }],
    },
    'a Mapping that says https itself': {
      given: [mapping('unknown', 'https://cart'), context('modern')],
      expect: [{ on: 'Mapping shop/cart', severity: 'warning', mentions: ['with TLS, but without'] }],
    },
    'a TCPMapping and an AuthService': {
      given: [
        'kind: TCPMapping\nmetadata: { name: db, namespace: shop }\nspec: { port: 5432, service: db, tls: unknown }',
        'kind: AuthService\nmetadata: { name: auth, namespace: shop }\nspec: { auth_service: auth, proto: http, tls: unknown }',
        context('modern'),
      ],
      expect: [{ on: 'TCPMapping shop/db' }, { on: 'AuthService shop/auth' }],
    },
    'the context of a Host that is set up later': {
      given: [
        'kind: Host\nmetadata: { name: second, namespace: shop }\nspec: { hostname: second.example.com, tlsSecret: { name: a } }',
        host('first', 'second-context'),
        a,
      ],
      expect: [{ on: 'Host shop/first' }],
    },
    'a TLSContext of another gateway': {
      given: [mapping('upstream'), context('upstream', 'shop', ', ambassador_id: [other]'), context('modern')],
      expect: [{ on: 'Mapping shop/cart' }],
    },
  },
});
