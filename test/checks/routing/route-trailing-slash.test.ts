import { routeTrailingSlash } from '../../../src/checks/routing/route-trailing-slash.ts';
import { testCheck } from '../../support/check-tester.ts';
import { host, mapping, PLAIN } from './yaml.ts';

const cart = mapping('cart');

testCheck(routeTrailingSlash, {
  clean: {
    'no slash at the end': { given: [...PLAIN, mapping('cart', 'prefix: /cart')] },
    'every path': { given: [...PLAIN, mapping('cart', 'prefix: /')] },
    'an exact path': { given: [...PLAIN, mapping('cart', 'prefix: /cart/, prefix_exact: true')] },
    'a regex': { given: [...PLAIN, mapping('cart', 'prefix: "/cart/", prefix_regex: true')] },
    'the bare path leads to the same Service': {
      given: [...PLAIN, cart, mapping('bare', 'prefix: /cart, prefix_exact: true, service: cart')],
    },
    'a catch-all to the same Service': { given: [...PLAIN, cart, mapping('all', 'prefix: /, service: cart')] },
    'the bare path is redirected': {
      given: [
        ...PLAIN,
        cart,
        mapping(
          'bare',
          'prefix: /cart, prefix_exact: true, host_redirect: true, service: shop.test, path_redirect: /cart/',
        ),
      ],
    },
    'a regex takes both to the same Service': {
      given: [...PLAIN, cart, mapping('re', 'prefix: "/cart/?", prefix_regex: true, service: cart')],
    },
    gRPC: { given: [...PLAIN, mapping('rpc', 'prefix: /shop.Cart/, grpc: true')] },
    'a redirect itself': { given: [...PLAIN, mapping('old', 'host_redirect: true, service: new.test')] },
    'no Host of its own': { given: mapping('cart', 'hostname: "*"') },
    'a prefix that ends within the last name and takes it, which is route-prefix-bleed': {
      given: [...PLAIN, mapping('man', 'prefix: /man'), mapping('mankind')],
    },
  },
  found: {
    'nothing takes the bare path': {
      given: [...PLAIN, cart, mapping('pay')],
      expect: [
        {
          on: 'Host shop/shop-test',
          severity: 'info',
          says: 'On Host shop/shop-test these paths work only with a slash behind them: /cart, /pay.',
          mentions: ['/cart is answered with 404', '/cart/'],
          related: ['Mapping shop/cart', 'Mapping shop/pay'],
        },
      ],
    },
    'a catch-all to another Service': {
      given: [...PLAIN, cart, mapping('all', 'prefix: /')],
      expect: [{ on: 'Host shop/shop-test', mentions: ['/cart goes to another Service'] }],
    },
    'a catch-all of another name only': {
      given: [...PLAIN.slice(0, 2), host('*'), cart, mapping('all', 'hostname: other.test, prefix: /, service: cart')],
      expect: [{ on: 'Host shop/all', mentions: ['/cart is answered with 404'] }],
    },
    'several Hosts, once': {
      given: [
        ...PLAIN,
        host('www.shop.test'),
        mapping('cart'),
        mapping('pay', 'hostname: www.shop.test, prefix: /pay/, service: pay'),
      ],
      expect: [
        {
          on: 'Host shop/shop-test',
          says: 'On Host shop/shop-test, Host shop/www-shop-test these paths work only with a slash behind them: shop.test/cart, www.shop.test/pay.',
          related: ['Host shop/www-shop-test', 'Mapping shop/pay'],
        },
      ],
    },
    'a Mapping on several Hosts, once': {
      given: [...PLAIN, host('www.shop.test'), mapping('cart', 'hostname: "*"')],
      expect: [{ on: 'Host shop/shop-test' }],
    },
  },
});
