import { tokenLifetimeWrong } from '../../../src/checks/auth/token-lifetime-wrong.ts';
import type { Token } from '../../../src/cluster/objects.ts';
import { tokenSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const token = (issuedAt: string, expires: string, more: Partial<Token> = {}, key = 'token') =>
  tokenSecret('api', { issuedAt: `${issuedAt}.000Z`, expires: `${expires}.000Z`, ...more }, { key });

testCheck(tokenLifetimeWrong, {
  clean: {
    'a year': { given: token('2025-06-01T00:00:00', '2026-06-01T00:00:00') },
    'exactly 366 days': { given: token('2025-01-01T00:00:00', '2026-01-02T00:00:00') },
    'exactly a minute': { given: token('2025-12-31T23:59:00', '2026-01-01T00:00:00') },
    'ten years, as Supabase gives them out': {
      given: token('2025-01-01T00:00:00', '2035-01-01T00:00:00', { issuer: 'supabase' }),
    },
    'a refresh token of ten years': { given: token('2025-01-01T00:00:00', '2035-01-01T00:00:00', {}, 'refresh_token') },
    'an offline token of ten years': {
      given: token('2025-01-01T00:00:00', '2035-01-01T00:00:00', {}, 'offline-token'),
    },
    'a licence of three years': { given: token('2025-01-01T00:00:00', '2028-01-01T00:00:00', {}, 'license-key') },
    'issued five minutes ahead, by another clock': { given: token('2026-01-01T00:05:00', '2026-01-01T01:00:00') },
    'no beginning, and a year from now on': { given: tokenSecret('api', { expires: '2027-01-01T00:00:00.000Z' }) },
    'good for too long, and over': { given: token('2020-01-01T00:00:00', '2025-12-31T00:00:00') },
    'no end': { given: tokenSecret('api', { issuedAt: '2025-01-01T00:00:00.000Z' }) },
    'a token to test with': {
      given: tokenSecret('api-example', { issuedAt: '2025-01-01T00:00:00.000Z', expires: '2055-01-01T00:00:00.000Z' }),
    },
  },
  found: {
    'no beginning, and years from now on': {
      given: tokenSecret('api', { expires: '2035-01-01T00:00:00.000Z' }),
      expect: [{ on: 'Secret shop/api', severity: 'warning', mentions: ['is good for 3287 days more.'] }],
    },
    'over at once, and a Deployment uses it': {
      given: [
        token('2025-12-31T00:00:00', '2025-12-31T00:00:30'),
        'kind: Deployment\nmetadata: { name: cart, namespace: shop }\nspec: { template: { spec: { containers: [{ name: app, envFrom: [{ secretRef: { name: api } }] }] } } }',
      ],
      expect: [{ on: 'Secret shop/api', severity: 'error', related: ['Deployment shop/cart'] }],
    },
    'a day more than 366': {
      given: token('2025-01-01T00:00:00', '2026-01-03T00:00:00', { issuer: 'me' }),
      expect: [
        {
          on: 'Secret shop/api',
          severity: 'warning',
          says: 'The token by me under token of Secret shop/api is good for 367 days.',
          evidence: ['Secret shop/api data[token].iat', 'Secret shop/api data[token].exp'],
          mentions: ['Correct how long me lets its tokens live'],
        },
      ],
    },
    'less than a minute': {
      given: token('2025-12-31T23:59:30', '2026-01-01T00:00:00'),
      expect: [{ on: 'Secret shop/api', mentions: ['is good for 30 seconds only'] }],
    },
    milliseconds: {
      given: token('2025-12-31T00:00:00', '2026-01-31T00:00:00', { inMilliseconds: true }),
      expect: [{ on: 'Secret shop/api', mentions: ['has its times in milliseconds', 'it never expires'] }],
    },
    'issued in the future': {
      given: token('2026-01-01T00:06:00', '2026-01-01T01:00:00'),
      expect: [{ on: 'Secret shop/api', mentions: ['says it is issued in the future'] }],
    },
    'valid from tomorrow on': {
      given: token('2025-12-31T00:00:00', '2026-01-31T00:00:00', { notBefore: '2026-01-02T00:00:00.000Z' }),
      expect: [
        { on: 'Secret shop/api', mentions: ['is not valid yet'], evidence: ['Secret shop/api data[token].nbf'] },
      ],
    },
    'expires when it is issued': {
      given: token('2025-12-31T00:00:00', '2025-12-31T00:00:00'),
      expect: [{ on: 'Secret shop/api', mentions: ['expires before it is issued'] }],
    },
    'a token to test with that a Pod is given': {
      given: [
        tokenSecret('api-example', { issuedAt: '2025-01-01T00:00:00.000Z', expires: '2055-01-01T00:00:00.000Z' }),
        'kind: Pod\nmetadata: { name: cart, namespace: shop }\nspec: { volumes: [{ name: v, secret: { secretName: api-example } }] }',
        ...['Deployment', 'StatefulSet', 'DaemonSet', 'Filter'].map(
          (kind) => `kind: ${kind}\nmetadata: { name: x, namespace: shop }\nspec: {}`,
        ),
      ],
      expect: [{ on: 'Secret shop/api-example', related: ['Pod shop/cart'] }],
    },
  },
});
