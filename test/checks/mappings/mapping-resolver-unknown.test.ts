import { mappingResolverUnknown } from '../../../src/checks/mappings/mapping-resolver-unknown.ts';
import { testCheck } from '../../support/check-tester.ts';
import { annotated, gateway, mapping, tcpMapping } from './yaml.ts';

const resolver = (name: string, { kind = 'KubernetesEndpointResolver', spec = '', namespace = 'shop' } = {}) =>
  `kind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { ${spec} }`;
const module = (config: string) =>
  `kind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: { ${config} } }`;

testCheck(mappingResolverUnknown, {
  clean: {
    'no resolver': { given: mapping('cart') },
    'the names that exist by themselves': {
      given: ['kubernetes-service', 'kubernetes-endpoint', 'endpoint', 'consul', 'consul-endpoint'].map((name) =>
        mapping(name, `service: cart, resolver: ${name}`),
      ),
    },
    'one that exists': { given: [mapping('cart', 'service: cart, resolver: by-pods'), resolver('by-pods')] },
    'one of another namespace': {
      given: [mapping('cart', 'service: cart, resolver: by-pods'), resolver('by-pods', { namespace: 'emissary' })],
    },
    'a ConsulResolver': {
      given: [
        mapping('cart', 'service: cart, resolver: dc7'),
        resolver('dc7', { kind: 'ConsulResolver', spec: 'address: "consul:8500", datacenter: dc7' }),
      ],
    },
    'one of this gateway, by its ID': {
      given: [
        gateway({ env: '{ name: AMBASSADOR_ID, value: edge }' }),
        mapping('cart', 'service: cart, resolver: by-pods, ambassador_id: [edge]'),
        resolver('by-pods', { spec: 'ambassador_id: [edge]' }),
      ],
    },
    'resolvers of some namespace that could not be read': {
      given: mapping('cart', 'service: cart, resolver: by-pods'),
      namespaces: ['shop'],
    },
    'a Mapping of another gateway': {
      given: [gateway(), mapping('cart', 'service: cart, resolver: by-pods, ambassador_id: [edge]')],
    },
    'an unknown resolver of the Module that nobody asks for': {
      given: [gateway(), module('resolver: nothing'), mapping('cart', 'service: cart, resolver: endpoint')],
    },
  },
  found: {
    'a misspelled name': {
      given: [mapping('cart', 'service: cart, resolver: By_Pods'), resolver('by-pods')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
        },
      ],
    },
    'a name with a letter too few': {
      given: [mapping('cart', 'service: cart, resolver: by-pod'), resolver('by-pods')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'Mapping shop/cart asks for the resolver by-pod, and the gateway knows none of that name. The nearest name is by-pods.',
          mentions: [`patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":{"resolver":"by-pods"}}'`],
          evidence: ['Mapping shop/cart spec.resolver'],
        },
      ],
    },
    'a built-in name, misspelled': {
      given: mapping('cart', 'service: cart, resolver: endpoints'),
      expect: [{ on: 'Mapping shop/cart', mentions: ['"resolver":"endpoint"'] }],
    },
    'one that is for another gateway': {
      given: [
        gateway(),
        mapping('cart', 'service: cart, resolver: by-pods'),
        resolver('by-pods', { spec: 'ambassador_id: [edge]' }),
      ],
      expect: [
        {
          on: 'Mapping shop/cart',
          mentions: ['for another gateway (ambassador_id edge)'],
          related: ['KubernetesEndpointResolver shop/by-pods'],
        },
      ],
    },
    'a ConsulResolver without datacenter': {
      given: [mapping('cart', 'service: cart, resolver: dc7'), resolver('dc7', { kind: 'ConsulResolver' })],
      expect: [{ on: 'Mapping shop/cart', mentions: ['has no datacenter'], related: ['ConsulResolver shop/dc7'] }],
    },
    'a TCPMapping': {
      given: [mapping('front'), tcpMapping('queue', 'service: queue, resolver: nothing')],
      expect: [{ on: 'TCPMapping shop/queue' }],
    },
    'a Mapping in an annotation': {
      given: annotated(
        'cart',
        'apiVersion: getambassador.io/v2\nkind: Mapping\nname: cart\nprefix: /cart/\nservice: cart\nresolver: endpoints',
      ),
      expect: [{ on: 'Mapping shop/cart' }],
    },
    'the Module, for all that name none, once': {
      given: [
        gateway(),
        module('resolver: endpoints'),
        mapping('cart'),
        mapping('front'),
        mapping('own', 'service: own, resolver: kubernetes-service'),
      ],
      expect: [
        {
          on: 'Module emissary/ambassador',
          severity: 'critical',
          mentions: [
            `patch modules.v3alpha1.getambassador.io ambassador --type=merge -p '{"spec":{"config":{"resolver":"endpoint"}}}'`,
          ],
          evidence: ['Module emissary/ambassador spec.config.resolver'],
          related: ['Mapping shop/cart', 'Mapping shop/front'],
        },
      ],
    },
  },
});
