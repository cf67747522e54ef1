import { tokenNoExp } from '../../../src/checks/auth/token-no-exp.ts';
import { tokenSecret } from '../../support/builders.ts';
import { testCheck } from '../../support/check-tester.ts';

const USER = `
kind: Pod
metadata: { name: cart, namespace: shop }
spec: { volumes: [{ name: v, secret: { secretName: test-api } }] }`;

testCheck(tokenNoExp, {
  clean: {
    'it has an end': { given: tokenSecret('api', { issuer: 'me', expires: '2020-01-01T00:00:00.000Z' }) },
    'a copy of a ServiceAccount’s old token': { given: tokenSecret('api', { issuer: 'kubernetes/serviceaccount' }) },
    'a token of NATS': { given: tokenSecret('api', { issuer: `A${'B'.repeat(55)}` }) },
    'the sample of jwt.io': {
      given: tokenSecret('api', { subjectHash: 'c775e7b757ed', issuedAt: '2018-01-18T01:30:22.000Z' }),
    },
    'signed, but with no claims of a token': { given: tokenSecret('api', {}) },
    'a token to test with': { given: tokenSecret('test-api', { issuer: 'me' }) },
    'a ServiceAccount’s Secret': {
      given: { ...tokenSecret('sa', { issuer: 'me' }), type: 'kubernetes.io/service-account-token' },
    },
  },
  found: {
    'an offline token, which is meant to last': {
      given: tokenSecret('api', { issuer: 'https://sso.example.com' }, { key: 'offline_token' }),
      expect: [{ on: 'Secret shop/api', severity: 'info' }],
    },
    'an issuer and no end': {
      given: tokenSecret('api', { issuer: 'me', subjectHash: 'ab12', issuedAt: '2025-01-01T00:00:00.000Z' }),
      expect: [
        {
          on: 'Secret shop/api',
          severity: 'warning',
          says: 'The token by me under token of Secret shop/api has no end (exp).',
          evidence: ['Secret shop/api data[token].exp', 'Secret shop/api data[token].iat'],
          mentions: ['Have me give out a token with an end'],
        },
      ],
    },
    'only an audience': {
      given: tokenSecret('api', { audience: ['shop'] }),
      expect: [{ on: 'Secret shop/api', says: 'The token under token of Secret shop/api has no end (exp).' }],
    },
    'a token to test with that a Pod mounts': {
      given: [tokenSecret('test-api', { issuer: 'me' }), USER],
      expect: [{ on: 'Secret shop/test-api', related: ['Pod shop/cart'] }],
    },
    'beside workloads and Filters that do not use it': {
      given: [
        tokenSecret('api', { issuer: 'me' }),
        ...['Deployment', 'StatefulSet', 'DaemonSet', 'Filter'].map(
          (kind) => `kind: ${kind}\nmetadata: { name: x, namespace: shop }\nspec: {}`,
        ),
      ],
      expect: [{ on: 'Secret shop/api' }],
    },
  },
});
