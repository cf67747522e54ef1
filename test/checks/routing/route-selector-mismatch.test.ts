import { routeSelectorMismatch } from '../../../src/checks/routing/route-selector-mismatch.ts';
import { testCheck } from '../../support/check-tester.ts';
import { GATEWAY, host, listener, mapping } from './yaml.ts';

const asking = host('shop.test', 'mappingSelector: { matchLabels: { team: shop, env: live } }');
const labels = (text: string) => mapping('cart', '', `labels: ${text}`);
const old = (version: string) => GATEWAY.replace('emissary:4.0.1', `emissary:${version}`);

testCheck(routeSelectorMismatch, {
  clean: {
    'all labels': { given: [GATEWAY, listener(8080), asking, labels('{ team: shop, env: live, more: "1" }')] },
    'a Host that asks for none': { given: [GATEWAY, listener(8080), host('shop.test'), mapping('cart')] },
    'an empty selector': {
      given: [GATEWAY, listener(8080), host('shop.test', 'mappingSelector: {}'), mapping('cart')],
    },
    'another Host of the name takes it': {
      given: [GATEWAY, listener(8080), asking, host('*'), mapping('cart')],
    },
    'not strict: the hostname is enough': {
      given: [
        GATEWAY.replace('env: [', 'env: [{ name: DISABLE_STRICT_LABEL_SELECTORS, value: "true" }, '),
        listener(8080),
        asking,
        mapping('cart'),
      ],
    },
    'release 2.4, for which the hostname is enough': { given: [old('2.4.2'), listener(8080), asking, mapping('cart')] },
    'release 3.1, likewise': { given: [old('3.1.0'), listener(8080), asking, mapping('cart')] },
    'labelled by its group': {
      given: [
        GATEWAY,
        listener(8080),
        asking,
        labels('{ team: shop, env: live }'),
        mapping('canary', 'prefix: /cart/'),
      ],
    },
  },
  found: {
    'no labels': {
      given: [GATEWAY, listener(8080), asking, mapping('cart')],
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'Host shop/shop-test has the hostname of Mapping shop/cart, but takes only Mappings with the labels team=shop, env=live.',
          mentions: ['kubectl -n shop label mapping cart team=shop env=live'],
          related: ['Host shop/shop-test'],
        },
      ],
    },
    'one label of two': {
      given: [old('2.5.0'), listener(8080), asking, labels('{ team: shop, env: test }')],
      expect: [{ on: 'Mapping shop/cart', mentions: ['labels env=live.', 'env=live --overwrite'] }],
    },
    'the old name of the selector': {
      given: [GATEWAY, listener(8080), host('shop.test', 'selector: { matchLabels: { team: shop } }'), mapping('cart')],
      expect: [{ on: 'Mapping shop/cart', mentions: ['team=shop'] }],
    },
    'a regex that means the Host': {
      given: [GATEWAY, listener(8080), asking, mapping('cart', 'host: "shop[.]test", host_regex: true')],
      expect: [{ on: 'Mapping shop/cart' }],
    },
  },
});
