import { lbRetryTimeout } from '../../../src/checks/balance/lb-retry-timeout.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping } from './yaml.ts';

const retrying = (timeout: string, tries: number, perTry: string) =>
  mapping('web', `${timeout}retry_policy: { retry_on: 5xx, num_retries: ${tries}, per_try_timeout: ${perTry} }`);

testCheck(lbRetryTimeout, {
  clean: {
    'everything fits exactly': { given: retrying('timeout_ms: 8000, ', 3, '2s') },
    'no timeout': { given: retrying('timeout_ms: 0, ', 3, '2s') },
    'no time for a single try': { given: mapping('web', 'retry_policy: { retry_on: 5xx, num_retries: 10 }') },
    'the default timeout of 3 s is enough': { given: retrying('', 2, '1s') },
    'no retries at all': { given: mapping('web', 'timeout_ms: 1') },
    'a time of 1.5 s that fits exactly': { given: retrying('', 1, '1.5s') },
    'a duration that cannot be read': { given: retrying('', 2, 'soon') },
  },
  found: {
    'one millisecond too little': {
      given: retrying('timeout_ms: 7999, ', 3, '2s'),
      expect: [
        {
          on: 'Mapping shop/web',
          severity: 'warning',
          says: 'Mapping shop/web allows 4 tries of 2s each, but the whole request may take only 7999 ms.',
          mentions: ['Raise timeout_ms to at least 8000'],
        },
      ],
    },
    'the default timeout of 3 s is too little': {
      given: retrying('', 2, '1500ms'),
      expect: [{ on: 'Mapping shop/web' }],
    },
    'the timeout of the Module is too little': {
      given: [
        retrying('', 1, '1s'),
        'kind: Module\nmetadata: { name: ambassador, namespace: emissary }\nspec: { config: { cluster_request_timeout_ms: 1500 } }',
      ],
      expect: [{ on: 'Mapping shop/web', mentions: ['1500 ms'] }],
    },
  },
});
