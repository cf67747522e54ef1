import { routeNoHostMatch } from '../../../src/checks/routing/route-no-host-match.ts';
import { tlsSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, mapping, PLAIN } from './yaml.ts';

const other = mapping('cart', 'hostname: other.test');

testCheck(routeNoHostMatch, {
  clean: {
    'the same name': { given: [...PLAIN, mapping('cart')] },
    'a Host for every name': { given: [GATEWAY, listener(8080), host('*'), other] },
    'a wildcard that takes it': {
      given: [GATEWAY, listener(8080), host('*.shop.test'), mapping('cart', 'hostname: a.shop.test')],
    },
    'no Hosts at all: a default one takes every name': { given: [GATEWAY, listener(8080), other] },
    'a Host that Emissary dropped for want of its Secret': {
      given: [...PLAIN, host('other.test', 'tlsSecret: { name: gone }'), other],
    },
    'Hosts that could not be read in one namespace': {
      given: [...PLAIN, other],
      gaps: [{ kind: 'Host', namespace: 'elsewhere', reason: 'forbidden' }],
    },
    'a look at some namespaces only': { given: [...PLAIN, other], namespaces: ['shop', 'emissary'] },
    'a regex for the host': { given: [...PLAIN, mapping('cart', 'host: "other[.]test", host_regex: true')] },
    'a Mapping of another installation': {
      given: [...PLAIN, mapping('cart', 'hostname: other.test, ambassador_id: [north]')],
    },
    'Ambassador 1, which knows no such thing': {
      given: [
        GATEWAY.replace('ghcr.io/emissary-ingress/emissary:4.0.1', 'docker.io/datawire/ambassador:1.14.4'),
        host('shop.test'),
        other,
      ],
    },
    'a shadow, which is no route of its own': { given: [...PLAIN, mapping('cart', 'shadow: true')] },
    'two gateways, the second of which serves it': {
      given: [
        ...PLAIN,
        GATEWAY.replaceAll('emissary }', 'north }').replaceAll('app: emissary', 'app: north'),
        other.replace('other.test', 'shop.test'),
      ],
    },
  },
  found: {
    'a name that no Host has': {
      given: [...PLAIN, other],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'Mapping shop/cart is for other.test, and no Host serves that name.',
          evidence: ['Mapping shop/cart spec.hostname'],
        },
      ],
    },
    'a typing mistake': {
      given: [...PLAIN, mapping('cart', 'hostname: shpo.test')],
      expect: [
        {
          on: 'Mapping shop/cart',
          mentions: [
            '; the nearest is shop.test.',
            `kubectl -n shop patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":{"hostname":"shop.test"}}'`,
          ],
          evidence: ['Host shop/shop-test spec.hostname'],
        },
      ],
    },
    'the name under a wildcard itself': {
      given: [GATEWAY, listener(8080), host('*.shop.test'), mapping('cart')],
      expect: [{ on: 'Mapping shop/cart' }],
    },
    'several Mappings of one name, once': {
      given: [...PLAIN, other, mapping('pay', 'hostname: other.test')],
      expect: [{ on: 'Mapping shop/cart', mentions: ['(as 1 other Mapping is)'], related: ['Mapping shop/pay'] }],
    },
    'a name whose only Host is that of an Ingress': {
      given: [
        ...PLAIN,
        mapping('cart', 'hostname: in.test'),
        tlsSecret({ name: 'in-tls' }),
        `
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { kubernetes.io/ingress.class: ambassador } }
spec: { tls: [{ hosts: [in.test], secretName: in-tls }], rules: [] }
`,
      ],
      expect: [{ on: 'Mapping shop/cart', mentions: ['but the one that Ingress shop/web becomes'] }],
    },
    'an Ingress beside Hosts of other names': {
      given: [
        ...PLAIN,
        `
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { kubernetes.io/ingress.class: ambassador } }
spec: { rules: [{ host: other.test, http: { paths: [{ path: /, backend: { service: { name: web, port: { number: 80 } } } }] } }] }
`,
      ],
      expect: [{ on: 'Ingress shop/web' }],
    },
  },
});
