import { authInvalidSchema } from '../../../src/checks/auth/auth-invalid-schema.ts';
import { testCheck } from '../../support/check-tester.ts';
import { gateway } from '../gateway/given.ts';

const annotated = (spec: string) => `
kind: Service
metadata:
  name: login
  namespace: shop
  annotations:
    getambassador.io/config: '{ apiVersion: getambassador.io/v3alpha1, kind: AuthService, name: gate, ${spec} }'
`;
const other = 'kind: AuthService\nmetadata: { name: old, namespace: shop }\nspec: { auth_service: old.shop }';

testCheck(authInvalidSchema, {
  clean: {
    'one that is well': { given: [gateway(), annotated('auth_service: login.shop, proto: http, timeout_ms: 100')] },
    'one of another gateway': {
      given: [gateway(), annotated('auth_service: login.shop, timeout_ms: "100", ambassador_id: [other]')],
      leavesOut: true,
    },
    'a Mapping that was left out': {
      given: [gateway(), 'kind: Mapping\nmetadata: { name: m, namespace: shop }\nspec: { timeout_ms: "100" }'],
      leavesOut: true,
    },
    'no gateway and nothing for one': {
      given: annotated('auth_service: login.shop, timeout_ms: "100"'),
      leavesOut: true,
    },
  },
  found: {
    'a number in quotes, in an annotation': {
      given: [gateway(), annotated('auth_service: login.shop, timeout_ms: "100"')],
      leavesOut: true,
      expect: [
        {
          on: 'AuthService shop/gate',
          severity: 'critical',
          says: 'AuthService shop/gate is not used, because a field is not as it has to be: spec.timeout_ms: expected number, received string.',
          evidence: ['AuthService shop/gate spec.timeout_ms'],
          mentions: ['without authentication', 'kubectl -n shop edit service login'],
        },
      ],
    },
    'a protocol that does not exist': {
      given: [gateway(), annotated('auth_service: login.shop, proto: gprc')],
      leavesOut: true,
      expect: [{ on: 'AuthService shop/gate', severity: 'critical', mentions: ['spec.proto'] }],
    },
    'no address': {
      given: [gateway(), annotated('proto: http')],
      leavesOut: true,
      expect: [{ on: 'AuthService shop/gate', severity: 'critical', mentions: ['spec.auth_service'] }],
    },
    'half of include_body': {
      given: [gateway(), annotated('auth_service: login.shop, include_body: { max_bytes: 4096 }')],
      leavesOut: true,
      expect: [{ on: 'AuthService shop/gate', mentions: ['spec.include_body.allow_partial'] }],
    },
    'an object that an old definition let in': {
      given: [
        gateway(),
        'kind: AuthService\nmetadata: { name: gate, namespace: shop }\nspec: { auth_service: login.shop, failure_mode_allow: "false" }',
      ],
      leavesOut: true,
      expect: [
        { on: 'AuthService shop/gate', mentions: ['kubectl -n shop edit authservices.v3alpha1.getambassador.io gate'] },
      ],
    },
    'another one is there': {
      given: [gateway(), other, annotated('auth_service: login.shop, timeout_ms: "100"')],
      leavesOut: true,
      expect: [{ on: 'AuthService shop/gate', severity: 'warning', related: ['AuthService shop/old'] }],
    },
  },
});
