import { mappingForeignId } from '../../../src/checks/mappings/mapping-foreign-id.ts';
import { testCheck } from '../../support/check-tester.ts';
import { annotated, gateway, mapping, tcpMapping } from './yaml.ts';

const withId = (id: string) => mapping('cart', `service: cart, ambassador_id: ${id}`);
const SEEN = mapping('front');

testCheck(mappingForeignId, {
  clean: {
    'no ID': { given: [gateway(), SEEN] },
    'an empty list, which is the default ID': { given: [gateway(), SEEN, withId('[]')] },
    'the default ID': { given: [gateway(), SEEN, withId('[default]')] },
    'one ID among others': { given: [gateway(), SEEN, withId('[edge, default]')] },
    'the ID for all gateways': { given: [gateway(), SEEN, withId('[_automatic_]')] },
    'the ID of a second gateway': {
      given: [
        gateway(),
        gateway({ namespace: 'edge', env: '{ name: AMBASSADOR_ID, value: edge }' }),
        SEEN,
        withId('[edge]'),
      ],
    },
    'an ID that a Host has too': {
      given: [
        gateway(),
        SEEN,
        withId('[edge]'),
        'kind: Host\nmetadata: { name: edge, namespace: shop }\nspec: { hostname: edge.test, ambassador_id: [edge] }',
      ],
    },
    'no gateway that anybody found': { given: [SEEN, withId('[edge]')] },
    'a gateway whose ID comes from a ConfigMap': {
      given: [
        gateway({ env: '{ name: AMBASSADOR_ID, valueFrom: { configMapKeyRef: { name: a, key: b } } }' }),
        SEEN,
        withId('[edge]'),
      ],
    },
    'a gateway that reads nothing of what is there': { given: [gateway(), withId('[edge]')] },
    'workloads of some namespace that could not be read': {
      given: [gateway(), SEEN, withId('[edge]')],
      namespaces: ['emissary', 'shop'],
    },
    'DaemonSets of one namespace that could not be read': {
      given: [gateway(), SEEN, withId('[edge]'), 'kind: Namespace\nmetadata: { name: edge }'],
      namespaces: ['emissary', 'shop', 'kube-system'],
    },
    'a prefix that conversion puts in front of an ID': {
      given: [gateway(), SEEN, withId('["--apiVersion-v3alpha1-only--default"]')],
    },
  },
  found: {
    'a misspelled ID': {
      given: [gateway(), SEEN, withId('[defualt]')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'warning',
          says: 'Mapping shop/cart is for ambassador_id defualt, and no gateway here has that ID; there is default.',
          mentions: [
            `patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":{"ambassador_id":["default"]}}'`,
          ],
          evidence: ['Mapping shop/cart spec.ambassador_id'],
          related: ['Deployment emissary/emissary-ingress'],
        },
      ],
    },
    'letter case': {
      given: [
        gateway({ env: '{ name: AMBASSADOR_ID, value: edge }' }),
        mapping('front', 'service: front, ambassador_id: [edge]'),
        withId('[Edge]'),
      ],
      expect: [{ on: 'Mapping shop/cart', severity: 'warning' }],
    },
    'an ID that is near to none': {
      given: [gateway(), SEEN, withId('[internal]')],
      expect: [{ on: 'Mapping shop/cart', severity: 'info' }],
    },
    'the ID for all gateways beside another': {
      given: [gateway(), SEEN, withId('[_automatic_, internal]')],
      expect: [{ on: 'Mapping shop/cart', severity: 'warning', mentions: ['counts only when it stands alone'] }],
    },
    'a TCPMapping, and a Mapping in an annotation': {
      given: [
        gateway(),
        SEEN,
        tcpMapping('queue', 'service: queue, ambassador_id: [internal]'),
        annotated(
          'cart',
          'apiVersion: getambassador.io/v2\nkind: Mapping\nname: cart\nambassador_id: internal\nprefix: /cart/\nservice: cart',
        ),
      ],
      expect: [{ on: 'TCPMapping shop/queue' }, { on: 'Mapping shop/cart' }],
    },
    'the default ID, where the only gateway has another': {
      given: [
        gateway({ env: '{ name: AMBASSADOR_ID, value: edge }' }),
        mapping('front', 'service: front, ambassador_id: [edge]'),
        mapping('cart'),
      ],
      expect: [{ on: 'Mapping shop/cart', severity: 'info', mentions: ['default'] }],
    },
  },
});
