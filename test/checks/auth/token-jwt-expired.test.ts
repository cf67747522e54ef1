import { tokenJwtExpired } from '../../../src/checks/auth/token-jwt-expired.ts';
import type { Secret, SecretValue, Token } from '../../../src/cluster/objects.ts';
import { tokenSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const ISSUER = 'https://login.example.com';
const token = (expires: string, more: Partial<Token> = {}): Secret =>
  tokenSecret('api', { issuer: ISSUER, subjectHash: 'ab12cd34ef56', expires: `${expires}T00:00:00.000Z`, ...more });
const secret = (
  name: string,
  type: string,
  data: Secret['data'],
  metadata: Partial<Secret['metadata']> = {},
): Secret => ({
  kind: 'Secret',
  metadata: { name, namespace: 'shop', ...metadata },
  type,
  data,
});
const value = (...tokens: readonly Token[]): SecretValue => ({ bytes: 400, tokens });
const OVER = { issuer: ISSUER, expires: '2025-12-01T00:00:00.000Z' };
const USER = `
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  template:
    spec: { containers: [{ name: app, env: [{ name: TOKEN, valueFrom: { secretKeyRef: { name: api, key: token } } }] }] }`;

testCheck(tokenJwtExpired, {
  clean: {
    'good for eight days': { given: [token('2026-01-09'), USER] },
    'good for exactly seven days': { given: [token('2026-01-08'), USER] },
    'Helm’s history': { given: [secret('sh.helm.release.v1.api.v1', 'helm.sh/release.v1', { release: value(OVER) })] },
    'a registry login, which another check judges': {
      given: [secret('pull', 'kubernetes.io/dockerconfigjson', { '.dockerconfigjson': value(OVER) })],
    },
    'a ServiceAccount’s token': {
      given: [secret('sa', 'kubernetes.io/service-account-token', { token: value(OVER) })],
    },
    'a token to test with': { given: [secret('login-fixtures', 'Opaque', { token: value(OVER) })] },
    'a token to test with, by its key': { given: [secret('login', 'Opaque', { 'test.jwt': value(OVER) })] },
    'an access token with a refresh token beside it': {
      given: [secret('login', 'Opaque', { access_token: value(OVER), refresh_token: { bytes: 40 } })],
    },
    'a value with an old token and a good one of the same issuer': {
      given: [
        secret('login', 'Opaque', { cache: value(OVER, { issuer: ISSUER, expires: '2026-06-01T00:00:00.000Z' }) }),
      ],
    },
    'an hour’s token with a minute left': {
      given: [tokenSecret('api', { issuedAt: '2025-12-31T23:01:00.000Z', expires: '2026-01-01T00:01:00.000Z' }), USER],
    },
    'ten days’ token with three days left': {
      given: [tokenSecret('api', { issuedAt: '2025-12-25T00:00:00.000Z', expires: '2026-01-04T00:00:00.000Z' }), USER],
    },
    'a token without a beginning that somebody keeps up to date': {
      given: [
        secret(
          'login',
          'Opaque',
          { token: value({ expires: '2026-01-02T00:00:00.000Z' }) },
          {
            ownerReferences: [{ kind: 'ExternalSecret', name: 'login' }],
          },
        ),
      ],
    },
    'one that ended before it began, or right after: that is another finding': {
      given: [token('2025-12-01', { issuedAt: '2025-11-30T23:59:30.000Z' })],
    },
    'an end in milliseconds: that is another finding': { given: [token('2025-12-01', { inMilliseconds: true })] },
    'a token without an end': { given: [tokenSecret('api', { issuer: ISSUER })] },
  },
  found: {
    'expired, and a container is given it': {
      given: [token('2025-12-01'), USER],
      expect: [
        {
          on: 'Secret shop/api',
          severity: 'error',
          says: 'The token by https://login.example.com under token of Secret shop/api expired on 2025-12-01; Deployment shop/cart uses it.',
          evidence: [
            'Secret shop/api data[token].exp',
            'Secret shop/api data[token].sub (hash)',
            'Deployment shop/cart spec.template.spec.containers[app].env[TOKEN]',
          ],
          related: ['Deployment shop/cart'],
          mentions: ['store it under token'],
        },
      ],
    },
    'expired this very moment, and nothing was seen to use it': {
      given: token('2026-01-01'),
      expect: [
        {
          on: 'Secret shop/api',
          severity: 'error',
          mentions: ['nothing was seen to use it', 'Delete it if nothing needs it any more'],
        },
      ],
    },
    'expired thirty days ago, and nothing was seen to use it': {
      given: token('2025-12-02'),
      expect: [{ on: 'Secret shop/api', severity: 'warning' }],
    },
    'expired twenty-nine days ago, and nothing was seen to use it': {
      given: token('2025-12-03'),
      expect: [{ on: 'Secret shop/api', severity: 'error' }],
    },
    'a day less than seven days left': {
      given: [token('2026-01-07'), USER],
      expect: [
        {
          on: 'Secret shop/api',
          severity: 'warning',
          says: 'The token by https://login.example.com under token of Secret shop/api expires on 2026-01-07; Deployment shop/cart uses it.',
        },
      ],
    },
    'a day less than seven days left, and nothing was seen to use it': {
      given: token('2026-01-07'),
      expect: [{ on: 'Secret shop/api', severity: 'warning', mentions: ['nothing was seen to use it'] }],
    },
    'ten days’ token with two days left': {
      given: [tokenSecret('api', { issuedAt: '2025-12-24T00:00:00.000Z', expires: '2026-01-03T00:00:00.000Z' }), USER],
      expect: [{ on: 'Secret shop/api', severity: 'warning', mentions: ['The token under token of'] }],
    },
    'a token to test with that a container is given': {
      given: [secret('api-test', 'Opaque', { token: value(OVER) }), USER.replace('name: api,', 'name: api-test,')],
      expect: [{ on: 'Secret shop/api-test', severity: 'error' }],
    },
    'two keys of one Secret are two findings': {
      given: [secret('login', 'Opaque', { one: value(OVER), other: value(OVER) })],
      expect: [
        { on: 'Secret shop/login', mentions: ['under one of'] },
        { on: 'Secret shop/login', mentions: ['under other of'] },
      ],
    },
    'External Secrets fetches it anew when asked': {
      given: [
        secret(
          'login',
          'Opaque',
          { token: value(OVER) },
          { ownerReferences: [{ kind: 'ExternalSecret', name: 'login' }] },
        ),
        'kind: Filter\nmetadata: { name: f, namespace: shop }\nspec: { JWT: {} }',
      ],
      expect: [{ on: 'Secret shop/login', mentions: ['kubectl -n shop annotate externalsecret login force-sync='] }],
    },
    'a Pod that nothing makes, a StatefulSet and a DaemonSet use it': {
      given: [
        token('2025-12-01'),
        USER.replace('Deployment', 'StatefulSet'),
        USER.replace('Deployment', 'DaemonSet'),
        'kind: Pod\nmetadata: { name: once, namespace: shop }\nspec: { volumes: [{ name: v, secret: { secretName: api } }] }',
      ],
      expect: [
        { on: 'Secret shop/api', severity: 'error', related: ['Pod shop/once'], mentions: ['(and 2 more) uses it'] },
      ],
    },
  },
});
