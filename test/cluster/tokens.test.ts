import { describe, expect, it } from 'vitest';
import { indexSnapshot } from '../../src/cluster/cluster.ts';
import type { Secret, Token } from '../../src/cluster/objects.ts';
import { hasEnded, isFixture, isNatsToken, isRefreshed, storedTokens } from '../../src/cluster/tokens.ts';
import { NOW, snapshotOf } from '../support/check-tester.ts';

const OVER: Token = { issuer: 'me', expires: '2025-12-01T00:00:00.000Z' };
const GOOD: Token = { issuer: 'me', expires: '2026-12-01T00:00:00.000Z' };
const secret = (data: Record<string, readonly Token[]>, { type = 'Opaque', name = 'api' } = {}): Secret => ({
  kind: 'Secret',
  metadata: { name, namespace: 'shop' },
  type,
  data: Object.fromEntries(Object.entries(data).map(([key, tokens]) => [key, { bytes: 40, tokens }])),
});
const stored = (one: Secret) => storedTokens(indexSnapshot(snapshotOf({ given: one })));

describe('storedTokens', () => {
  it('gives the tokens of each key, in the order of keys', () => {
    expect(stored(secret({ b: [GOOD], a: [OVER], none: [] })).map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it.each(['helm.sh/release.v1', 'kubernetes.io/dockerconfigjson', 'kubernetes.io/service-account-token'])(
    'leaves out what Kubernetes, Helm or a login makes: %s',
    (type) => {
      expect(stored(secret({ a: [OVER] }, { type }))).toEqual([]);
    },
  );

  it('leaves out the token of all tutorials', () => {
    expect(stored(secret({ a: [{ issuedAt: '2018-01-18T01:30:22.000Z' }] }))).toEqual([]);
  });
});

it.each([
  ['an access token beside a refresh token', { access_token: [OVER], refresh_token: [] }, 'access_token', true],
  ['another token beside a refresh token', { api: [OVER], refresh_token: [] }, 'api', false],
  ['an old token and a good one of one issuer', { cache: [OVER, GOOD] }, 'cache', true],
  ['two old ones of one issuer', { cache: [OVER, OVER] }, 'cache', false],
  ['an old one and a good one of another issuer', { cache: [OVER, { ...GOOD, issuer: 'you' }] }, 'cache', false],
])('a client gets new tokens by itself: %s', (_, data, key, expected) => {
  const one = secret(data);
  expect(isRefreshed({ secret: one, key, tokens: one.data[key]?.tokens ?? [] }, NOW)).toBe(expected);
});

it.each([
  ['api-test', 'token', true],
  ['api', 'fixture.jwt', true],
  ['latest-api', 'attestation', false],
])('%s with key %s is only there to test with: %s', (name, key, expected) => {
  expect(isFixture(secret({}, { name }), key)).toBe(expected);
});

it('takes the end of a token as its readers do', () => {
  expect(hasEnded(OVER, NOW)).toBe(true);
  expect(hasEnded({ expires: NOW.toISOString() }, NOW)).toBe(true);
  expect(hasEnded(GOOD, NOW)).toBe(false);
  expect(hasEnded({ ...OVER, inMilliseconds: true }, NOW)).toBe(false);
  expect(hasEnded({}, NOW)).toBe(false);
});

it('knows NATS by its issuer', () => {
  expect(isNatsToken({ issuer: `O${'A'.repeat(55)}` })).toBe(true);
  expect(isNatsToken({ issuer: 'OPERATOR' })).toBe(false);
});
