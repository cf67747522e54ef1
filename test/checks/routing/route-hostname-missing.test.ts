import { routeHostnameMissing } from '../../../src/checks/routing/route-hostname-missing.ts';
import { testCheck } from '../../support/check-tester.ts';
import { host, PLAIN } from './yaml.ts';

const bare = (labels = '', api = 'v3alpha1', fields = '') => `
apiVersion: getambassador.io/${api}
kind: Mapping
metadata: { name: cart, namespace: shop${labels && `, labels: ${labels}`} }
spec: { prefix: /cart/, service: cart${fields} }
`;
const selecting = (name = 'shop-tls', fields = '') =>
  host('other.test', `mappingSelector: { matchLabels: { team: shop } }${fields}`, { name });

testCheck(routeHostnameMissing, {
  clean: {
    'every hostname': { given: [...PLAIN, bare('', 'v3alpha1', ', hostname: "*"')] },
    'a Mapping of v2': { given: [...PLAIN, bare('', 'v2')] },
    'labels that a Host asks for': { given: [...PLAIN, selecting(), bare('{ team: shop }')] },
    'labels that a Host asks for which Emissary dropped': {
      given: [...PLAIN, selecting('shop', ', tlsSecret: { name: gone }'), bare('{ team: shop }')],
    },
    'a regex': { given: [...PLAIN, bare('', 'v3alpha1', ', host: "shop[.].*", host_regex: true')] },
  },
  found: {
    'no hostname, with an ordinary Host': {
      given: [...PLAIN, bare()],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'Mapping shop/cart has no hostname, and no Host asks for its labels, so no Host takes it.',
          mentions: [`-p '{"spec":{"hostname":"shop.test"}}'`],
        },
      ],
    },
    'no hostname and no Host at all': { given: bare(), expect: [{ on: 'Mapping shop/cart' }] },
    'other labels than a Host asks for': {
      given: [...PLAIN, selecting(), bare('{ team: sales }')],
      expect: [{ on: 'Mapping shop/cart' }],
    },
    'a Host that asks for no labels and was dropped, which would not have taken it either': {
      given: [...PLAIN, host('other.test', 'tlsSecret: { name: gone }'), bare()],
      expect: [{ on: 'Mapping shop/cart' }],
    },
  },
});
