import { gatewayScopeExcludes } from '../../../src/checks/gateway/gateway-scope-excludes.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from './given.ts';

const mapping = (name: string, { namespace = 'shop', id = '', labels = '' } = {}) => `
kind: Mapping
metadata: { name: ${name}, namespace: ${namespace}${labels && `, labels: { ${labels} }`} }
spec: { hostname: "*", prefix: /${name}/, service: ${name}${id && `, ambassador_id: [${id}]`} }`;
const single = (value = 'true', more = {}) => gateway({ env: { AMBASSADOR_SINGLE_NAMESPACE: value, ...more } });
const labelled = (selector: string) => gateway({ env: { AMBASSADOR_LABEL_SELECTOR: selector } });
const GATEWAY = 'Deployment emissary/emissary-ingress';

testCheck(gatewayScopeExcludes, {
  clean: {
    'it reads all namespaces': { given: [gateway(), mapping('cart')] },
    'everything lies in its namespace': { given: [single(), mapping('cart', { namespace: 'emissary' })] },
    'for another gateway, by ID': { given: [single(), mapping('cart', { id: 'internal' })] },
    'a gateway with another ID reads it too': {
      given: [
        single(),
        gateway({ namespace: 'internal', env: { AMBASSADOR_ID: 'internal' } }),
        mapping('cart', { id: 'default, internal' }),
      ],
    },
    'a gateway for each team, and a namespace without one': {
      given: [
        gateway({ namespace: 'a', env: { AMBASSADOR_SINGLE_NAMESPACE: 'true' } }),
        gateway({ namespace: 'b', env: { AMBASSADOR_SINGLE_NAMESPACE: 'true' } }),
        mapping('cart', { namespace: 'c' }),
      ],
    },
    'a word for no: that is another finding': { given: [single('false'), mapping('cart')] },
    'the labels are there': { given: [labelled('edge=public'), mapping('cart', { labels: 'edge: public' })] },
    'a selector that is none': { given: [labelled('=='), mapping('cart')] },
    'another gateway may be where nobody could look': {
      given: [single(), mapping('cart')],
      gaps: [{ kind: 'Deployment', namespace: 'internal', reason: 'forbidden' }],
    },
    'it hides its ID': {
      given: [
        single().replace(
          'env: [',
          'env: [{ name: AMBASSADOR_ID, valueFrom: { configMapKeyRef: { name: a, key: id } } }, ',
        ),
        mapping('cart'),
      ],
    },
    'no gateway was found': { given: mapping('cart') },
  },
  found: {
    'objects of other namespaces': {
      given: [
        single(),
        mapping('cart'),
        mapping('pay', { namespace: 'bank' }),
        mapping('own', { namespace: 'emissary' }),
      ],
      expect: [
        {
          on: GATEWAY,
          severity: 'warning',
          says: `${GATEWAY} reads namespace emissary only, and no gateway reads 2 objects: Mapping bank/pay, Mapping shop/cart.`,
          mentions: [
            'Take AMBASSADOR_SINGLE_NAMESPACE off the gateway',
            'kubectl -n emissary set env deployment emissary-ingress AMBASSADOR_SINGLE_NAMESPACE-',
          ],
          evidence: [
            `${GATEWAY} spec.template.spec.containers[].env[AMBASSADOR_SINGLE_NAMESPACE]`,
            'Mapping bank/pay metadata.namespace',
          ],
          related: ['Mapping shop/cart'],
        },
      ],
    },
    'objects without the labels': {
      given: [labelled('edge=public,tier==web'), mapping('cart', { labels: 'edge: public' })],
      expect: [
        {
          on: GATEWAY,
          mentions: [
            'reads objects with the labels edge=public,tier==web only, and no gateway reads 1 object: Mapping shop/cart.',
            'kubectl -n shop label mapping cart edge=public tier=web',
          ],
          evidence: ['Mapping shop/cart metadata.labels'],
        },
      ],
    },
    'a Mapping in the annotation of a Service': {
      given: [
        labelled('edge=public'),
        `
kind: Service
metadata:
  name: cart
  namespace: shop
  annotations:
    getambassador.io/config: |
      { apiVersion: getambassador.io/v3alpha1, kind: Mapping, name: cart, hostname: "*", prefix: /cart/, service: cart }
spec: { ports: [{ port: 80 }] }`,
      ],
      expect: [{ on: GATEWAY, mentions: ['kubectl -n shop edit service cart'] }],
    },
    'a selector with choices': {
      given: [labelled('edge in (public, open)'), mapping('cart')],
      expect: [{ on: GATEWAY, mentions: ['the labels edge in (public, open) only'] }],
    },
    'other names than it asks for': {
      given: [gateway({ env: { AMBASSADOR_FIELD_SELECTOR: 'metadata.namespace=web' } }), mapping('cart')],
      expect: [
        {
          on: GATEWAY,
          mentions: ['objects with metadata.namespace=web only'],
          evidence: ['Mapping shop/cart metadata'],
        },
      ],
    },
  },
});
