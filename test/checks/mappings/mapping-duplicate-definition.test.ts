import { mappingDuplicateDefinition } from '../../../src/checks/mappings/mapping-duplicate-definition.ts';
import { testCheck } from '../../support/check-tester.ts';
import { annotated, gateway, mapping } from './yaml.ts';

const inAnnotation = (more = '', prefix = '/old/') =>
  `apiVersion: getambassador.io/v3alpha1\nkind: Mapping\nname: cart\nhostname: "*"\nprefix: ${prefix}\nservice: cart.shop\n${more}`;

testCheck(mappingDuplicateDefinition, {
  clean: {
    'one object': { given: mapping('cart') },
    'one in an annotation': { given: annotated('cart', inAnnotation()) },
    'other names': { given: [mapping('basket'), annotated('cart', inAnnotation())] },
    'one name in two namespaces': {
      given: [mapping('cart', 'service: cart', { namespace: 'other' }), annotated('cart', inAnnotation())],
    },
    'a Mapping and a TCPMapping of one name': {
      given: [
        mapping('cart'),
        annotated(
          'cart',
          'apiVersion: getambassador.io/v3alpha1\nkind: TCPMapping\nname: cart\nport: 7000\nservice: cart',
        ),
      ],
    },
    'definitions for different gateways': {
      given: [gateway(), mapping('cart', 'service: cart, ambassador_id: [edge]'), annotated('cart', inAnnotation())],
    },
  },
  found: {
    'an object and an annotation of another Service': {
      given: [mapping('cart'), annotated('web', inAnnotation())],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'Mapping shop/cart is defined twice: as an object of its own, and in the annotation of Service shop/web. Emissary uses the latter alone.',
          evidence: ['Mapping shop/cart spec', 'Service shop/web metadata.annotations[getambassador.io/config]'],
          related: ['Service shop/web'],
        },
      ],
    },
    'an annotation that comes before the object': {
      given: [mapping('cart'), annotated('basket', inAnnotation())],
      expect: [
        {
          on: 'Mapping shop/cart',
          mentions: ['in the annotation of Service shop/basket, and as an object of its own. Emissary uses the latter'],
        },
      ],
    },
    'two annotations': {
      given: [annotated('a', inAnnotation()), annotated('b', inAnnotation('', '/new/'))],
      expect: [{ on: 'Mapping shop/cart', related: ['Service shop/a', 'Service shop/b'] }],
    },
    'two that say the same, which does no harm': {
      given: [mapping('cart', 'service: cart.shop'), annotated('web', inAnnotation('', '/cart/'))],
      expect: [{ on: 'Mapping shop/cart', severity: 'info' }],
    },
  },
});
