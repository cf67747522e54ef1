import { routeRedirectFlagMissing } from '../../../src/checks/routing/route-redirect-flag-missing.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping, PLAIN } from './yaml.ts';

testCheck(routeRedirectFlagMissing, {
  clean: {
    'a redirect': { given: [...PLAIN, mapping('old', 'host_redirect: true, path_redirect: /new/')] },
    'a redirect to another host alone': { given: [...PLAIN, mapping('old', 'host_redirect: true')] },
    'an empty field': { given: [...PLAIN, mapping('old', 'path_redirect: ""')] },
    'a Mapping of another installation': {
      given: [...PLAIN, mapping('old', 'path_redirect: /new/, ambassador_id: [north]')],
    },
  },
  found: {
    'path_redirect alone': {
      given: [...PLAIN, mapping('old', 'path_redirect: /new/')],
      expect: [
        {
          on: 'Mapping shop/old',
          severity: 'error',
          says: 'Mapping shop/old says path_redirect, but not host_redirect: true, so it is an ordinary route to old.',
          mentions: [`-p '{"spec":{"host_redirect":true}}'`],
        },
      ],
    },
    'host_redirect: false': {
      given: [...PLAIN, mapping('old', 'prefix_redirect: /new/, host_redirect: false')],
      expect: [{ on: 'Mapping shop/old', evidence: ['Mapping shop/old spec.host_redirect'] }],
    },
    'by regex': {
      given: [...PLAIN, mapping('old', 'regex_redirect: { pattern: "/old/(.*)", substitution: "/new/" }')],
      expect: [{ on: 'Mapping shop/old', mentions: ['regex_redirect'] }],
    },
  },
});
