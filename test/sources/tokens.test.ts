import { describe, expect, it } from 'vitest';
import { tokensIn, tokensInValue } from '../../src/sources/tokens.ts';
import { jwt } from '../support/kube-tokens.ts';

const exp = Date.parse('2026-05-01T00:00:00Z') / 1000;

describe('a token', () => {
  it('says who issued it, for whom and until when', () => {
    const [token] = tokensIn(
      jwt({ iss: 'https://id.example', sub: 'ann', aud: ['api', 'web'], iat: exp - 60, nbf: exp - 50, exp }),
    );
    expect(token).toEqual({
      issuer: 'https://id.example',
      subjectHash: expect.stringMatching(/^[0-9a-f]{12}$/),
      audience: ['api', 'web'],
      issuedAt: '2026-04-30T23:59:00.000Z',
      notBefore: '2026-04-30T23:59:10.000Z',
      expires: '2026-05-01T00:00:00.000Z',
    });
  });

  it('with one audience has a list of one', () => {
    expect(tokensIn(jwt({ aud: 'api' }))).toEqual([{ audience: ['api'] }]);
  });

  it('with times in milliseconds is told by it', () => {
    expect(tokensIn(jwt({ exp: exp * 1000 }))).toEqual([{ expires: '2026-05-01T00:00:00.000Z', inMilliseconds: true }]);
  });

  it('with times that no date can hold, or that are no numbers, has none', () => {
    expect(tokensIn(jwt({ exp: 1e300, iat: 'yesterday', nbf: null }))).toEqual([{}]);
  });

  it('with times as texts, or in nanoseconds, has them', () => {
    expect(tokensIn(jwt({ exp: String(exp), iat: exp * 1e9 }))).toEqual([
      { expires: '2026-05-01T00:00:00.000Z', issuedAt: '2026-05-01T00:00:00.000Z', inMilliseconds: true },
    ]);
  });

  it('is found in a value that is in base64 once more, alone or in JSON', () => {
    const found = [{ expires: '2026-05-01T00:00:00.000Z' }];
    const twice = (text: string) => Buffer.from(Buffer.from(text).toString('base64'));
    expect(tokensInValue(twice(jwt({ exp })))).toEqual(found);
    expect(tokensInValue(twice(JSON.stringify({ token: jwt({ exp }) })))).toEqual(found);
    expect(tokensInValue(Buffer.from(jwt({ exp })))).toEqual(found);
    expect(tokensInValue(Buffer.from(`ZXlK and words`))).toEqual([]);
    expect(tokensInValue(Buffer.from('c2VjcmV0'))).toEqual([]);
  });

  it.each([
    ['alone', (token: string) => token],
    ['in an env file', (token: string) => `A=1\nexport TOKEN="${token}"\nB=2`],
    ['in JSON', (token: string) => JSON.stringify({ access_token: token, expires_in: 5 })],
    ['in a header', (token: string) => `Authorization: Bearer ${token}\r\n`],
    ['in a kubeconfig', (token: string) => `users:\n- name: ann\n  user:\n    token: ${token}\n`],
    ['after a prefix', (token: string) => `acme_${token}`],
    ['in a sentence', (token: string) => `Use ${token}.`],
    ['in an address after an escape', (token: string) => `https://shop.example/?auth=Bearer%20${token}&a=b`],
    ['in an address', (token: string) => `https://shop.example/?token=${token}&a=b`],
    ['twice', (token: string) => `${token} ${token}`],
  ])('is found %s', (_, around) => {
    expect(tokensIn(around(jwt({ exp })))).toEqual([{ expires: '2026-05-01T00:00:00.000Z' }]);
  });

  it('is one of several, in their order', () => {
    const text = `${jwt({ iss: 'a' })},${jwt({ iss: 'b' })}`;
    expect(tokensIn(text).map(({ issuer }) => issuer)).toEqual(['a', 'b']);
  });
});

describe('no token', () => {
  it.each([
    ['a word with dots', 'eyJ.eyJ.x'],
    ['a header without an algorithm', jwt({ exp }, {})],
    ['an encrypted token', jwt({ exp }, { alg: 'RSA-OAEP', enc: 'A256GCM' })],
    ['a payload that is no object', jwt([1, 2])],
    ['a cut token', jwt({ exp }).slice(0, 30)],
    ['base64 of JSON', Buffer.from('{"alg":"none"}').toString('base64url')],
  ])('is %s', (_, text) => {
    expect(tokensIn(text)).toEqual([]);
  });
});

describe('a large value', () => {
  it.each([
    ['one run of token characters', 'eyJ'.repeat(700_000)],
    ['a million dots', 'eyJ.'.repeat(500_000)],
    ['many headers', `${jwt({}).split('.')[0]}.`.repeat(60_000)],
  ])('of %s takes little time', (_, text) => {
    expect(tokensIn(text)).toEqual([]);
  });

  it('gives at most 50 tokens', () => {
    const text = Array.from({ length: 200 }, (_, i) => jwt({ iat: i })).join('\n');
    expect(tokensIn(text)).toHaveLength(50);
  });
});
