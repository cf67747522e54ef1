import { mappingNeverMatches } from '../../../src/checks/mappings/mapping-never-matches.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway, mapping } from './yaml.ts';

const withMethod = (method: string, more = '') => mapping('cart', `method: ${method}, service: cart, ${more}`);
const prefixed = (prefix: string, more = '') => mapping('cart', `prefix: "${prefix}", service: cart, ${more}`);

testCheck(mappingNeverMatches, {
  clean: {
    'no method': { given: mapping('cart') },
    'a method in capitals': { given: withMethod('POST') },
    'a method that HTTP does not know': { given: withMethod('brew') },
    'a regex of methods': { given: withMethod('"(?i)get|post"', 'method_regex: true') },
    'a percent-encoded prefix': { given: prefixed('/caf%C3%A9/a%20b/') },
    'marks that stand in paths as they are': { given: prefixed("/a-b_c.d~e!f$g&h'i(j)k*l+m,n;o=p:q@r/") },
    'a regex with other characters': { given: prefixed('/(é| |#).*', 'prefix_regex: true') },
    'a Mapping of another gateway': { given: [gateway(), withMethod('get', 'ambassador_id: [edge]')] },
  },
  found: {
    'a method in small letters': {
      given: withMethod('get'),
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'spec.method of Mapping shop/cart is get: clients send methods in capitals, and Envoy refuses others.',
          mentions: [`patch mapping cart --type=merge -p '{"spec":{"method":"GET"}}'`],
          evidence: ['Mapping shop/cart spec.method'],
        },
      ],
    },
    'a method with one capital': {
      given: withMethod('Delete'),
      expect: [{ on: 'Mapping shop/cart', mentions: ['as DELETE'] }],
    },
    'a space, a # and letters beyond ASCII': {
      given: prefixed('/café/a b#c/'),
      expect: [
        {
          on: 'Mapping shop/cart',
          mentions: [`'{"spec":{"prefix":"/caf%C3%A9/a%20b%23c/"}}'`],
          evidence: ['Mapping shop/cart spec.prefix'],
        },
      ],
    },
    'an exact path, and a symbol of two units': {
      given: prefixed('/😀', 'prefix_exact: true'),
      expect: [{ on: 'Mapping shop/cart', mentions: ['/%F0%9F%98%80'] }],
    },
    'a half of a symbol, which no text should have': {
      given: prefixed('/\\ud83d/'),
      expect: [{ on: 'Mapping shop/cart' }],
    },
    'both, in a canary and its old version': {
      given: [
        mapping('cart', 'prefix: "/a b/", method: put, service: cart'),
        mapping('next', 'prefix: "/a b/", method: put, service: next, weight: 10'),
      ],
      expect: [
        { on: 'Mapping shop/cart' },
        { on: 'Mapping shop/cart' },
        { on: 'Mapping shop/next' },
        { on: 'Mapping shop/next' },
      ],
    },
  },
});
