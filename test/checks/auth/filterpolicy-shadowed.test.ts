import { filterpolicyShadowed } from '../../../src/checks/auth/filterpolicy-shadowed.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from '../gateway/given.ts';

const AES = gateway({ image: 'docker.io/datawire/aes:3.9.0' });
const policy = (...rules: readonly string[]) => `
kind: FilterPolicy
metadata: { name: gate, namespace: shop }
spec: { rules: [${rules.map((rule) => `{ ${rule} }`).join(', ')}] }`;
const LOGIN = 'filters: [{ name: login }]';

testCheck(filterpolicyShadowed, {
  clean: {
    'the wide rule comes last': { given: [AES, policy(`host: "*", path: /admin/*, ${LOGIN}`, 'host: "*", path: "*"')] },
    'another host': {
      given: [AES, policy('host: a.example.com, path: "*"', `host: b.example.com, path: /admin/*, ${LOGIN}`)],
    },
    'another path': { given: [AES, policy('path: /admin/*', `path: /shop/*, ${LOGIN}`)] },
    'a path that begins alike': { given: [AES, policy('path: /admin/x*', `path: /admin/*, ${LOGIN}`)] },
    'both say the same': { given: [AES, policy(`path: "*", ${LOGIN}`, `path: /admin/*, ${LOGIN}`)] },
    'both say none, in two ways': { given: [AES, policy('path: "*", filters: null', 'path: /health')] },
    'the policy sets the order itself': {
      given: [AES, policy('path: "*"', `path: /admin/*, ${LOGIN}, precedence: 5`)],
    },
    'no gateway reads it': { given: [gateway(), policy('path: "*"', `path: /admin/*, ${LOGIN}`)] },
  },
  found: {
    'everything is taken first': {
      given: [AES, policy('host: "*", path: "*", filters: null', `host: a.example.com, path: /admin/*, ${LOGIN}`)],
      expect: [
        {
          on: 'FilterPolicy shop/gate',
          severity: 'warning',
          says: 'Rule 2 of FilterPolicy shop/gate (a.example.com /admin/*) is never reached: rule 1 (* *) takes all its requests.',
          evidence: ['FilterPolicy shop/gate spec.rules[0]', 'FilterPolicy shop/gate spec.rules[1]'],
        },
      ],
    },
    'all paths, written with a slash; and the same rule twice': {
      given: [policy('path: /*', `path: /admin, ${LOGIN}`, 'path: /admin')],
      expect: [{ on: 'FilterPolicy shop/gate' }],
    },
  },
});
