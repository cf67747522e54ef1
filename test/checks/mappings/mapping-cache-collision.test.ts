import { mappingCacheCollision } from '../../../src/checks/mappings/mapping-cache-collision.ts';
import { testCheck } from '../../support/check-tester.ts';
import { annotated, gateway, mapping, tcpMapping } from './yaml.ts';

const TWO = [mapping('api.v1', 'service: v1'), mapping('api.v2', 'service: v2')];

testCheck(mappingCacheCollision, {
  clean: {
    'names without dots': { given: [gateway(), mapping('api-v1', 'service: v1'), mapping('api-v2', 'service: v2')] },
    'a dot in one name': { given: [gateway(), mapping('api.v1', 'service: v1'), mapping('web.v1', 'service: v2')] },
    'two namespaces': {
      given: [gateway(), mapping('api.v1', 'service: v1'), mapping('api.v2', 'service: v2', { namespace: 'b' })],
    },
    'a Mapping and a TCPMapping': {
      given: [gateway(), mapping('api.v1', 'service: v1'), tcpMapping('api.v2', 'service: v2')],
    },
    'Emissary before 2.3': { given: [gateway({ version: '2.2.2' }), ...TWO] },
    'a gateway without that cache': {
      given: [gateway({ env: '{ name: AMBASSADOR_FAST_RECONFIGURE, value: "false" }' }), ...TWO],
    },
    'Mappings of two gateways': {
      given: [gateway(), mapping('api.v1', 'service: v1'), mapping('api.v2', 'service: v2, ambassador_id: [edge]')],
    },
    'one name twice, which is another finding': {
      given: [
        gateway(),
        mapping('api.v1', 'service: v1'),
        annotated(
          'web',
          'apiVersion: getambassador.io/v3alpha1\nkind: Mapping\nname: api.v1\nhostname: "*"\nprefix: /x/\nservice: x',
        ),
      ],
    },
    'the Mappings of an Ingress': {
      given: [
        gateway(),
        `kind: Ingress
metadata: { name: shop.test, namespace: shop, annotations: { kubernetes.io/ingress.class: ambassador } }
spec:
  rules:
    - http:
        paths:
          - { path: /a, pathType: Prefix, backend: { service: { name: a, port: { number: 80 } } } }
          - { path: /b, pathType: Prefix, backend: { service: { name: b, port: { number: 80 } } } }`,
      ],
    },
  },
  found: {
    'two versions': {
      given: [gateway(), ...TWO],
      expect: [
        {
          on: 'Mapping shop/api.v2',
          severity: 'error',
          says: "Emissary's cache takes Mapping shop/api.v2 for Mapping shop/api.v1: their names are the same up to the first dot.",
          evidence: ['Mapping shop/api.v1 metadata.name', 'Mapping shop/api.v2 metadata.name'],
          related: ['Mapping shop/api.v1'],
        },
      ],
    },
    'Emissary 2.3.0': {
      given: [gateway({ version: '2.3.0' }), ...TWO],
      expect: [{ on: 'Mapping shop/api.v2', severity: 'error' }],
    },
    'nobody knows the version': { given: TWO, expect: [{ on: 'Mapping shop/api.v2', severity: 'warning' }] },
    'three, one of them without a dot': {
      given: [gateway(), ...TWO, mapping('api', 'service: v0')],
      expect: [{ on: 'Mapping shop/api.v1' }, { on: 'Mapping shop/api.v2' }],
    },
    TCPMappings: {
      given: [
        gateway(),
        mapping('front'),
        tcpMapping('a.b', 'service: a'),
        tcpMapping('a.c', 'port: 7001, service: a'),
      ],
      expect: [{ on: 'TCPMapping shop/a.c' }],
    },
  },
});
