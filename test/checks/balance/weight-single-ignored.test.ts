import { weightSingleIgnored } from '../../../src/checks/balance/weight-single-ignored.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping } from './yaml.ts';

testCheck(weightSingleIgnored, {
  clean: {
    'two that share': { given: [mapping('web'), mapping('web-next', 'weight: 10')] },
    'another precedence, which mapping-conflict-precedence reports': {
      given: [mapping('web'), mapping('web-next', 'weight: 10, precedence: 1')],
    },
    'a canary that has ended': { given: mapping('web-next', 'weight: 10') },
    'a weight of 100': { given: [mapping('web'), mapping('web-next', 'weight: 100, method: GET')] },
    'a weight of 0': { given: [mapping('web'), mapping('web-next', 'weight: 0, method: GET')] },
    'two that share, beside a third with another method': {
      given: [mapping('web', 'weight: 90'), mapping('web-next', 'weight: 10'), mapping('reader', 'method: GET')],
    },
    'a version that a parameter asks for': {
      given: [mapping('web'), mapping('web-next', 'weight: 10, query_parameters: { next: "1" }')],
    },
    'another value of the same header': {
      given: [mapping('web', 'headers: { x-next: "0" }'), mapping('web-next', 'weight: 10, headers: { x-next: "1" }')],
    },
    'another method and another hostname': {
      given: [mapping('web'), mapping('web-next', 'weight: 10, method: GET').replace('"*"', 'shop.test')],
    },
    'a version that a header asks for': {
      given: [mapping('web'), mapping('web-next', 'weight: 10, headers: { x-next: "1" }')],
    },
    'two things differ: another route': {
      given: [mapping('web'), mapping('web-next', 'weight: 10, precedence: 1, method: GET')],
    },
    'another path': { given: [mapping('web'), mapping('web-next', 'weight: 10').replace('/shop/', '/next/')] },
    'hostnames without a Host in common': {
      given: [
        mapping('web').replace('"*"', 'a.test'),
        mapping('web-next', 'weight: 10').replace('"*"', 'b.test'),
        ...['a', 'b'].map(
          (name) => `kind: Host\nmetadata: { name: ${name}, namespace: shop }\nspec: { hostname: ${name}.test }\n`,
        ),
      ],
    },
  },
  found: {
    'a weight of 99': {
      given: [mapping('web'), mapping('web-next', 'weight: 99, method: GET')],
      expect: [
        {
          on: 'Mapping shop/web-next',
          severity: 'warning',
          says: 'Mapping shop/web-next asks for 99 % and gets everything: Mapping shop/web is no part of its route, because their method differs (GET, none).',
          evidence: ['Mapping shop/web-next spec.weight', 'Mapping shop/web spec.method'],
          related: ['Mapping shop/web'],
        },
      ],
    },
    'a weight of 1, and one of two Hosts in common': {
      given: [
        mapping('web').replace('"*"', 'a.test'),
        mapping('web-next', 'weight: 1').replace('"*"', '"*.test"'),
        ...['a', 'b'].map(
          (name) => `kind: Host\nmetadata: { name: ${name}, namespace: shop }\nspec: { hostname: ${name}.test }\n`,
        ),
      ],
      expect: [
        {
          on: 'Mapping shop/web-next',
          mentions: ['asks for 1 %', 'their hostname differs (*.test, a.test)'],
          evidence: ['Mapping shop/web-next spec.hostname', 'Mapping shop/web spec.hostname'],
        },
      ],
    },
    'a hostname beside the star': {
      given: [mapping('web'), mapping('web-next', 'weight: 10').replace('"*"', 'shop.test')],
      expect: [{ on: 'Mapping shop/web-next', mentions: ['their hostname differs (shop.test, *)'] }],
    },
  },
});
