import { mappingAnnotationBroken } from '../../../src/checks/mappings/mapping-annotation-broken.ts';
import { testCheck } from '../../support/check-tester.ts';
import { annotated, gateway, mapping, namespaces, workload } from './yaml.ts';

const GOOD =
  'apiVersion: getambassador.io/v3alpha1\nkind: Mapping\nname: cart\nhostname: "*"\nprefix: /cart/\nservice: cart';
const withField = (field: string, value: string) => GOOD.replace(new RegExp(`^${field}: .*`, 'm'), value);
const ON = 'Service shop/cart';

testCheck(mappingAnnotationBroken, {
  clean: {
    'a Mapping': { given: annotated('cart', GOOD) },
    'several documents, some empty': { given: annotated('cart', `---\n${GOOD}\n---\n---\n# nothing here\n`) },
    'metadata and spec as in objects': {
      given: annotated(
        'cart',
        'apiVersion: getambassador.io/v2\nkind: Mapping\nmetadata: { name: cart }\nspec: { prefix: / }',
      ),
    },
    'the old name of the group': { given: annotated('cart', withField('apiVersion', 'apiVersion: ambassador/v1')) },
    'kinds of Edge Stack': {
      given: annotated(
        'cart',
        'apiVersion: getambassador.io/v2\nkind: RateLimit\nname: cart\n---\nkind: Filter\napiVersion: getambassador.io/v2\nname: login',
      ),
    },
    'one key twice, of which the last counts': { given: annotated('cart', `${GOOD}\nprefix: /basket/`) },
    'an empty annotation': { given: annotated('cart', '\n') },
    'an annotation of something else': {
      given: annotated('cart', 'no: [yaml').replace('getambassador.io/config', 'example.org/config'),
    },
    'a kind whose annotations Emissary does not read': {
      given: [
        gateway(),
        'kind: Deployment\nmetadata: { name: cart, namespace: shop, annotations: { getambassador.io/config: "{" } }',
      ],
    },
    'a namespace that the gateway does not read': {
      given: [
        gateway({ env: '{ name: AMBASSADOR_SINGLE_NAMESPACE, value: "true" }' }),
        annotated('cart', 'kind: [Mapping'),
      ],
    },
    'a Service without the label that the gateway asks for': {
      given: [
        gateway({ env: '{ name: AMBASSADOR_LABEL_SELECTOR, value: app=edge }' }),
        annotated('cart', 'kind: [Mapping'),
      ],
    },
    'what is left of a gateway that is gone': {
      given: [namespaces('shop'), workload('cart'), annotated('cart', 'kind: [Mapping')],
    },
  },
  found: {
    'no YAML': {
      given: [gateway(), annotated('cart', withField('name', 'name: [cart'))],
      expect: [
        {
          on: ON,
          severity: 'error',
          mentions: ['The annotation getambassador.io/config of Service shop/cart is no YAML:', 'Emissary ignores it.'],
          evidence: ['Service shop/cart metadata.annotations[getambassador.io/config]'],
        },
      ],
    },
    'one document that is no YAML loses the others': {
      given: [gateway(), annotated('cart', `${GOOD}\n---\n${withField('name', 'name: *nowhere')}`)],
      expect: [
        {
          on: ON,
          mentions: [
            'Document 2 in the annotation',
            'is no YAML: Unresolved alias',
            'Emissary ignores the whole annotation.',
          ],
        },
      ],
    },
    'a document without kind': {
      given: [gateway(), annotated('cart', `${GOOD}\n---\n${withField('kind', '')}`)],
      expect: [
        {
          on: ON,
          says: 'Document 2 in the annotation getambassador.io/config of Service shop/cart has no kind, so Emissary ignores the whole annotation.',
        },
      ],
    },
    'only words': {
      given: [gateway(), annotated('cart', 'see the wiki')],
      expect: [{ on: ON, mentions: ['has no kind'] }],
    },
    'a document without name': {
      given: [gateway(), annotated('cart', `${withField('name', '')}\n---\n${GOOD}`)],
      expect: [
        {
          on: ON,
          says: 'Document 1 in the annotation getambassador.io/config of Service shop/cart has no name, so Emissary ignores it.',
          mentions: ['Give it a name'],
        },
      ],
    },
    'a kind with a typing mistake, and one from elsewhere': {
      given: [
        gateway(),
        annotated('cart', `${withField('kind', 'kind: Mappnig')}\n---\n${withField('kind', 'kind: VirtualService')}`),
      ],
      expect: [
        { on: ON, mentions: ['Document 1 (Mappnig cart) in', 'has the unknown kind Mappnig', 'Write kind: Mapping;'] },
        { on: ON, mentions: ['Document 2', 'has the unknown kind VirtualService', 'Write kind: Mapping, or'] },
      ],
    },
    'no apiVersion': {
      given: [gateway(), annotated('cart', withField('apiVersion', ''))],
      expect: [{ on: ON, mentions: ['has no apiVersion', 'apiVersion: getambassador.io/v3alpha1'] }],
    },
    'a version that never was, and the group of another product': {
      given: [
        gateway(),
        annotated(
          'cart',
          `${withField('apiVersion', 'apiVersion: getambassador.io/v3')}\n---\n${withField('apiVersion', 'apiVersion: example.org/v1').replace('cart', 'two')}`,
        ),
      ],
      expect: [
        { on: ON, mentions: ['has the unknown apiVersion getambassador.io/v3'] },
        { on: ON, mentions: ['has the unknown apiVersion example.org/v1'] },
      ],
    },
    'a file that does not say whether there is a gateway': {
      given: annotated('cart', withField('kind', 'kind: Mappnig')),
      gaps: [{ kind: 'Deployment', reason: 'not in the input' }],
      expect: [{ on: ON }],
    },
    'an Ingress': {
      given: [
        mapping('front'),
        annotated('cart', 'kind: [Mapping')
          .replace('kind: Service', 'kind: Ingress')
          .replace(/spec: .*/, 'spec: {}'),
      ],
      expect: [{ on: 'Ingress shop/cart' }],
    },
  },
});
