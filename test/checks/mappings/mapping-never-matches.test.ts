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
    'a regex in which ? is no character': { given: prefixed('/colou?r/(?:a|b)?', 'prefix_regex: true') },
    'a regex that may have a question mark': {
      given: prefixed(String.raw`/a(\\?.*)?`, 'prefix_regex: true'),
    },
    'a regex of several, of which one has a question mark': {
      given: prefixed(String.raw`/a\\?b|/c`, 'prefix_regex: true'),
    },
    'a percent-encoded question mark': { given: prefixed('/what%3F/') },
    'query parameters': { given: prefixed('/search', 'query_parameters: { q: shoes }') },
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
          mentions: [`patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":{"method":"GET"}}'`],
          evidence: ['Mapping shop/cart spec.method'],
        },
      ],
    },
    'a method with one capital': {
      given: withMethod('Delete'),
      expect: [{ on: 'Mapping shop/cart', mentions: ['as DELETE'] }],
    },
    'a space and letters beyond ASCII': {
      given: prefixed('/café/a b/'),
      expect: [
        {
          on: 'Mapping shop/cart',
          mentions: [`'{"spec":{"prefix":"/caf%C3%A9/a%20b/"}}'`],
          evidence: ['Mapping shop/cart spec.prefix'],
        },
      ],
    },
    'a query': {
      given: prefixed('/search?q=shoes&page=&lang'),
      expect: [
        {
          on: 'Mapping shop/cart',
          severity: 'error',
          says: 'spec.prefix of Mapping shop/cart is /search?q=shoes&page=&lang: Envoy compares the path without its query.',
          mentions: [
            'Write spec.prefix of Mapping shop/cart as /search, and what is behind ? as query_parameters.',
            `-p '{"spec":{"prefix":"/search","query_parameters":{"q":"shoes"},"regex_query_parameters":{"page":".*","lang":".*"}}}'`,
          ],
        },
      ],
    },
    'a question mark at the end of an exact path': {
      given: prefixed('/search?', 'prefix_exact: true'),
      expect: [{ on: 'Mapping shop/cart', mentions: ['as /search.', `'{"spec":{"prefix":"/search"}}'`] }],
    },
    'a fragment, as in applications of one page': {
      given: prefixed('/#/login'),
      expect: [{ on: 'Mapping shop/cart', mentions: ['keep what is behind # to themselves', `"prefix":"/"}`] }],
    },
    'a regex with a question mark in all it takes': {
      given: prefixed(String.raw`/search/[^?]+\\?q=(a|b)`, 'prefix_regex: true'),
      expect: [{ on: 'Mapping shop/cart', mentions: ['as /search/[^?]+, and what is behind ?'] }],
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
