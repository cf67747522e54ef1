import { filterReferenceMissing } from '../../../src/checks/auth/filter-reference-missing.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from '../gateway/given.ts';

const AES = gateway({ image: 'docker.io/datawire/aes:3.9.0' });
const policy = (filters: string) => `
kind: FilterPolicy
metadata: { name: gate, namespace: shop }
spec: { rules: [{ host: "*", path: "*", filters: ${filters} }] }`;
const filter = (name: string, spec = 'JWT: {}', namespace = 'shop') => `
kind: Filter
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${spec} }`;
const secret = (name: string, key = 'oauth2-client-secret') => `
kind: Secret
type: Opaque
metadata: { name: ${name}, namespace: shop }
data: { ${key}: { bytes: 20 } }`;

testCheck(filterReferenceMissing, {
  clean: {
    'the Filter stands beside the policy': { given: [AES, policy('[{ name: login }]'), filter('login')] },
    'the Filter stands in the namespace that is named': {
      given: [AES, policy('[{ name: login, namespace: gates }]'), filter('login', 'JWT: {}', 'gates')],
    },
    'no filters, on purpose': { given: [AES, policy('null')] },
    'no gateway reads them': {
      given: [gateway(), policy('[{ name: login }]'), filter('f', 'OAuth2: { secretName: x }')],
    },
    'Filters of that namespace were not looked at': {
      given: [AES, policy('[{ name: login, namespace: gates }]')],
      namespaces: ['emissary', 'shop'],
    },
    'the client secret is there': { given: [AES, filter('f', 'OAuth2: { secretName: client }'), secret('client')] },
    'the client secret is written into the Filter': { given: [AES, filter('f', 'OAuth2: { secret: x }')] },
    'Secrets could not be read': {
      given: [AES, filter('f', 'OAuth2: { secretName: client }')],
      gaps: [{ kind: 'Secret', reason: 'forbidden' }],
    },
  },
  found: {
    'a typing mistake': {
      given: [AES, policy('[{ name: logn }]'), filter('login')],
      expect: [
        {
          on: 'FilterPolicy shop/gate',
          severity: 'error',
          says: 'FilterPolicy shop/gate needs Filter shop/logn, which does not exist. The nearest name is login.',
          evidence: ['FilterPolicy shop/gate spec.rules[].filters[].name'],
          mentions: ['Create Filter shop/logn, or correct spec.rules of FilterPolicy shop/gate.'],
        },
      ],
    },
    'a Filter of another namespace': {
      given: [policy('[{ name: login }]'), filter('login', 'JWT: {}', 'gates')],
      expect: [{ on: 'FilterPolicy shop/gate', mentions: ['There is one in namespace gates.'] }],
    },
    'the client secret is not there': {
      given: [AES, filter('f', 'OAuth2: { secretName: client }'), secret('clients')],
      expect: [
        {
          on: 'Filter shop/f',
          says: 'Filter shop/f needs Secret shop/client, which does not exist. The nearest name is clients.',
          evidence: ['Filter shop/f spec.OAuth2.secretName'],
        },
      ],
    },
    'the client secret has another key': {
      given: [AES, filter('f', 'OAuth2: { secretName: client }'), secret('client', 'client-secret')],
      expect: [
        {
          on: 'Filter shop/f',
          says: 'Filter shop/f needs the key oauth2-client-secret in Secret shop/client, which does not exist. It has client-secret.',
          related: ['Secret shop/client'],
        },
      ],
    },
    'API keys are not there': {
      given: [AES, filter('f', 'APIKey: { keys: [{ secretName: keys }] }')],
      expect: [{ on: 'Filter shop/f', evidence: ['Filter shop/f spec.APIKey.keys[].secretName'] }],
    },
  },
});
