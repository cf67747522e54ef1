import { mappingApiVersion } from '../../../src/checks/mappings/mapping-api-version.ts';
import { testCheck } from '../../support/check-tester.ts';
import { annotated, gateway, mapping } from './yaml.ts';

const written = (version: string) => `
apiVersion: getambassador.io/${version}
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { prefix: /cart/, service: cart }`;
const definition = (...versions: readonly string[]) => `
kind: CustomResourceDefinition
metadata: { name: mappings.getambassador.io }
spec: { group: getambassador.io, versions: [${versions.map((name) => `{ name: ${name}, served: true }`).join(', ')}] }`;

testCheck(mappingApiVersion, {
  clean: {
    v3alpha1: { given: written('v3alpha1') },
    'no version': { given: mapping('cart') },
    'what kubectl read, in the first version that is served': {
      given: [
        gateway(),
        written('v2').replace('namespace: shop', 'namespace: shop, uid: 3f0c'),
        definition('v2', 'v3alpha1'),
      ],
    },
    'Ambassador 1, which knows no other': { given: [gateway({ version: '1.14.4' }), written('v2')] },
    'v3alpha1 that is not served, which is another finding': {
      given: [gateway(), written('v2'), definition('v1', 'v2')],
    },
    'a Mapping of another gateway': {
      given: [gateway(), written('v2').replace('service: cart', 'service: cart, ambassador_id: edge')],
    },
  },
  found: {
    v2: {
      given: written('v2'),
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'info',
          says: 'Mapping shop/cart is written as getambassador.io/v2.',
          evidence: ['Mapping shop/cart apiVersion'],
        },
      ],
    },
    'several of one namespace, once': {
      given: [
        written('v2'),
        written('v2').replace('name: cart', 'name: basket'),
        written('v2').replace('shop', 'blog'),
      ],
      expect: [
        {
          on: 'Mapping shop/basket',
          says: 'Mapping shop/basket, Mapping shop/cart are written as getambassador.io/v2.',
          related: ['Mapping shop/cart'],
        },
        { on: 'Mapping blog/cart' },
      ],
    },
    'v1, beside a definition that serves it': {
      given: [gateway(), written('v1'), definition('v1', 'v2', 'v3alpha1')],
      expect: [{ on: 'Mapping shop/cart', severity: 'info' }],
    },
    'v2, and the definition does not serve it any more': {
      given: [gateway({ version: '4.0.1' }), written('v2'), definition('v3alpha1')],
      expect: [
        { on: 'Mapping shop/cart', severity: 'warning', mentions: ['which this cluster does not serve any more'] },
      ],
    },
    'an annotation, which no definition holds for': {
      given: [
        gateway(),
        annotated('web', 'apiVersion: ambassador/v2\nkind: Mapping\nname: cart\nprefix: /cart/\nservice: cart'),
        definition('v3alpha1'),
      ],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'info',
          evidence: ['Service shop/web metadata.annotations[getambassador.io/config]'],
        },
      ],
    },
  },
});
