import { mappingServicePathDropped } from '../../../src/checks/mappings/mapping-service-path-dropped.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, mapping, tcpMapping } from './yaml.ts';

testCheck(mappingServicePathDropped, {
  clean: {
    'an address alone': { given: mapping('cart', 'service: "http://cart.shop"') },
    'a lone slash at its end': { given: mapping('cart', 'service: "http://cart.shop/"') },
    'a path that rewrite says as well': { given: mapping('cart', 'service: "http://cart.shop/v2", rewrite: /v2/') },
    'a redirect': { given: mapping('cart', 'service: new.example.com/v2, host_redirect: true') },
    'a text that cannot be read, which is another finding': { given: mapping('cart', 'service: "http://cart:web/v2"') },
    'a Mapping of another gateway': {
      given: [gateway(), mapping('cart', 'service: "http://cart/v2", ambassador_id: [internal]')],
    },
  },
  found: {
    'a path, which rewrite can say': {
      given: mapping('cart', 'service: "http://cart.shop:8080/v2"'),
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'warning',
          says: 'Mapping shop/cart writes the path /v2 into spec.service; Emissary drops it without a word.',
          mentions: [`-p '{"spec":{"service":"http://cart.shop:8080","rewrite":"/v2/"}}'`],
          evidence: ['Mapping shop/cart spec.service'],
        },
      ],
    },
    'a path behind a name without scheme': {
      given: mapping('cart', 'service: cart/v2/, prefix: /cart'),
      expect: [{ on: 'Mapping shop/cart', mentions: ['"service":"cart","rewrite":"/v2"'] }],
    },
    'another path than rewrite says, so no command': {
      given: mapping('cart', 'service: cart/v2, rewrite: /v1/'),
      expect: [{ on: 'Mapping shop/cart' }],
    },
    'a query': {
      given: mapping('cart', 'service: "http://cart.shop?a=b"'),
      expect: [{ on: 'Mapping shop/cart', mentions: ['?a=b'] }],
    },
    'a TCPMapping': {
      given: [mapping('front'), tcpMapping('queue', 'service: queue.shop/v2')],
      expect: [{ on: 'TCPMapping shop/queue' }],
    },
  },
});
