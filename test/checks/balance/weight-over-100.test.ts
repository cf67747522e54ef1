import { weightOver100 } from '../../../src/checks/balance/weight-over-100.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping } from './yaml.ts';

testCheck(weightOver100, {
  clean: {
    'one of 100 beside nothing': { given: [mapping('web', 'weight: 100'), mapping('web-next', 'weight: 0')] },
    'exactly 100': { given: [mapping('web', 'weight: 70'), mapping('web-next', 'weight: 30')] },
    'a member without weight gets the rest': { given: [mapping('web'), mapping('web-next', 'weight: 30')] },
    'a lone Mapping, whose weight is ignored': { given: mapping('web', 'weight: 240') },
    'two routes that differ in a header': {
      given: [mapping('web', 'weight: 80'), mapping('web-next', 'weight: 80, headers: { x-next: "1" }')],
    },
    'Mappings of another gateway': {
      given: [
        mapping('web', 'weight: 80'),
        mapping('web-next', 'weight: 30, ambassador_id: [other]'),
        mapping('front', 'weight: 20'),
      ],
    },
    'nothing for anybody, which is weight-all-zero': { given: [mapping('web', 'weight: 150'), mapping('web-next')] },
    'a shadow is no member': {
      given: [mapping('web', 'weight: 100'), mapping('web-next', 'weight: 50, shadow: true')],
    },
  },
  found: {
    'one more than 100': {
      given: [mapping('web', 'weight: 71'), mapping('web-next', 'weight: 30')],
      expect: [
        {
          on: 'Mapping shop/web-next',
          severity: 'error',
          says: 'The weights of /shop/ add up to 101; what requests really get is web-next 30 %, web 70 %.',
          evidence: ['Mapping shop/web spec.weight', 'Mapping shop/web-next spec.weight'],
          related: ['Mapping shop/web'],
        },
      ],
    },
    'a weightless third gets nothing': {
      given: [mapping('a', 'weight: 60'), mapping('b', 'weight: 70'), mapping('c')],
      expect: [{ on: 'Mapping shop/a', mentions: ['130', 'a 60 %, b 40 %, c 0 %'] }],
    },
    'one weight above 100, after one that is counted': {
      given: [mapping('a', 'weight: 20'), mapping('b', 'weight: 120')],
      expect: [{ on: 'Mapping shop/a', mentions: ['140', 'a 20 %'] }],
    },
  },
});
