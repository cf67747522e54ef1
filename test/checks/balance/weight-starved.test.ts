import { weightStarved } from '../../../src/checks/balance/weight-starved.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping } from './yaml.ts';

testCheck(weightStarved, {
  clean: {
    'the others leave 1 %': { given: [mapping('web'), mapping('web-next', 'weight: 99')] },
    'above 100 is another finding': { given: [mapping('web'), mapping('a', 'weight: 60'), mapping('b', 'weight: 60')] },
    'a lone Mapping': { given: mapping('web') },
    'a member with weight 0 said so': { given: [mapping('web', 'weight: 0'), mapping('web-next', 'weight: 100')] },
  },
  found: {
    'the others take all': {
      given: [mapping('web'), mapping('a', 'weight: 60'), mapping('b', 'weight: 40')],
      expect: [
        {
          on: 'Mapping shop/web',
          severity: 'info',
          evidence: ['Mapping shop/a spec.weight', 'Mapping shop/b spec.weight'],
          related: ['Mapping shop/a', 'Mapping shop/b'],
        },
      ],
    },
  },
});
