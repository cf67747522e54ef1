import { mappingPrefixNoSlash } from '../../../src/checks/mappings/mapping-prefix-no-slash.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, mapping } from './yaml.ts';

const prefixed = (prefix: string, more = '') => mapping('cart', `prefix: ${prefix}, service: cart, ${more}`);

testCheck(mappingPrefixNoSlash, {
  clean: {
    'a slash': { given: prefixed('/cart/') },
    'a slash alone': { given: prefixed('/') },
    'a regex': { given: prefixed('".*"', 'prefix_regex: true') },
    'the method CONNECT': { given: prefixed('shop.test', 'method: CONNECT') },
    'a Mapping of another gateway': { given: [gateway(), prefixed('cart/', 'ambassador_id: [edge]')] },
  },
  found: {
    'an empty prefix, at which the compiler stops': {
      given: [gateway(), prefixed('""')],
      expect: [
        { on: 'Mapping shop/cart', severity: 'critical', mentions: ['no later change of any object takes effect'] },
      ],
    },
    'no prefix, in objects that are in no cluster yet': {
      given: prefixed('""'),
      expect: [{ on: 'Mapping shop/cart', severity: 'error' }],
    },
    'no slash': {
      given: prefixed('cart/'),
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'The prefix cart/ of Mapping shop/cart does not start with a slash, and every path does.',
          mentions: [`patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":{"prefix":"/cart/"}}'`],
          evidence: ['Mapping shop/cart spec.prefix'],
        },
      ],
    },
    'no slash in an exact path, and in a redirect': {
      given: [
        prefixed('cart', 'prefix_exact: true'),
        mapping('moved', 'prefix: old/, service: shop.test, host_redirect: true'),
      ],
      expect: [{ on: 'Mapping shop/cart' }, { on: 'Mapping shop/moved' }],
    },
    'what looks like a regex': {
      given: prefixed('"^/cart/.*"'),
      expect: [{ on: 'Mapping shop/cart', mentions: ['or add prefix_regex: true if it is meant as a regex'] }],
    },
    'a canary': {
      given: [prefixed('cart/'), mapping('next', 'prefix: cart/, service: next, weight: 10')],
      expect: [{ on: 'Mapping shop/cart' }, { on: 'Mapping shop/next' }],
    },
  },
});
