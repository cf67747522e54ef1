import { weightAllZero } from '../../../src/checks/balance/weight-all-zero.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping } from './yaml.ts';

testCheck(weightAllZero, {
  clean: {
    'a lone Mapping with weight 0, which gets everything': { given: mapping('web', 'weight: 0') },
    'one of two is 0': { given: [mapping('web', 'weight: 0'), mapping('web-next', 'weight: 100')] },
    'one of two is 1': { given: [mapping('web', 'weight: 0'), mapping('web-next', 'weight: 1')] },
    'one of two has no weight': { given: [mapping('web', 'weight: 0'), mapping('web-next')] },
  },
  found: {
    'two zeros': {
      given: [mapping('web', 'weight: 0'), mapping('web-next', 'weight: 0')],
      expect: [
        {
          on: 'Mapping shop/web-next',
          severity: 'error',
          says: 'No Mapping of /shop/ gets a single request: all weights are 0.',
          related: ['Mapping shop/web'],
        },
      ],
    },
    'a weight above 100 ends the counting': {
      given: [mapping('web', 'weight: 150'), mapping('web2')],
      expect: [{ on: 'Mapping shop/web', mentions: ['the weight 150 of web is above 100'] }],
    },
  },
});
