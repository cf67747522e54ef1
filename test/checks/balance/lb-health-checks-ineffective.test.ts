import { lbHealthChecksIneffective } from '../../../src/checks/balance/lb-health-checks-ineffective.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping } from './yaml.ts';

const checks = 'health_checks: [{ health_check: { http: { path: /health } } }]';

testCheck(lbHealthChecksIneffective, {
  clean: {
    'an endpoint resolver': { given: mapping('web', `resolver: endpoint, ${checks}`) },
    'an empty list': { given: mapping('web', 'health_checks: []') },
    'a resolver that does not exist is another finding': { given: mapping('web', `resolver: nothing, ${checks}`) },
  },
  found: {
    'the default resolver': {
      given: mapping('web', checks),
      expect: [
        {
          on: 'Mapping shop/web',
          severity: 'warning',
          mentions: [`'{"spec":{"resolver":"endpoint"}}'`],
          evidence: ['Mapping shop/web spec.health_checks'],
        },
      ],
    },
  },
});
