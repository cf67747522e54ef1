import { describe, expect, it } from 'vitest';
import { registryLogins } from '../../src/sources/registry.ts';
import { jwt } from '../support/kube-tokens.ts';

const written = new Date('2026-03-01T08:00:00Z');
const ecr = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
const auth = (user: string, password: string) => ({ auth: Buffer.from(`${user}:${password}`).toString('base64') });
const logins = (auths: unknown, at: Date | undefined = written) => registryLogins(JSON.stringify({ auths }), at);

describe('the login of a registry', () => {
  it('has no known end when its password is only a password', () => {
    expect(logins({ 'ghcr.io': { username: 'ann', password: 'hunter2hunter2' } })).toEqual([{ registry: 'ghcr.io' }]);
  });

  it('is named by the host, without scheme, API version and login', () => {
    const names = logins({
      'https://index.docker.io/v1/': {},
      'https://ann:pw@Registry.example:5000/v2': {},
      'registry.gitlab.com/shop': {},
    });
    expect(names?.map(({ registry }) => registry)).toEqual([
      'index.docker.io',
      'registry.example:5000',
      'registry.gitlab.com/shop',
    ]);
  });

  it('ends when the token in its password does', () => {
    const token = jwt({ exp: Date.parse('2026-03-01T11:00:00Z') / 1000 });
    const end = [{ registry: 'acme.azurecr.io', expires: '2026-03-01T11:00:00.000Z' }];
    expect(logins({ 'acme.azurecr.io': { username: '0', password: token } })).toEqual(end);
    expect(logins({ 'acme.azurecr.io': auth('0', token) })).toEqual(end);
    expect(logins({ 'acme.azurecr.io': { identitytoken: token } })).toEqual(end);
  });

  it('of ECR ends when its password says, else 12 hours after it was written', () => {
    const password = Buffer.from(JSON.stringify({ payload: 'x', expiration: 1_772_370_000 })).toString('base64');
    expect(logins({ [ecr]: auth('AWS', password) })?.[0]?.expires).toBe('2026-03-01T13:00:00.000Z');
    expect(logins({ [ecr]: auth('AWS', 'opaque') })?.[0]?.expires).toBe('2026-03-01T20:00:00.000Z');
    expect(registryLogins(JSON.stringify({ auths: { [ecr]: auth('AWS', 'opaque') } }), undefined)).toEqual([
      { registry: ecr },
    ]);
  });

  it('of Google ends an hour after it was written, unless it is a key', () => {
    const host = 'europe-west3-docker.pkg.dev';
    expect(logins({ [host]: auth('oauth2accesstoken', 'ya29.x') })?.[0]?.expires).toBe('2026-03-01T09:00:00.000Z');
    expect(logins({ [host]: auth('_json_key', '{}') })).toEqual([{ registry: host }]);
  });

  it('of the public registry of Amazon, and of GitHub by an app, ends too', () => {
    expect(logins({ 'public.ecr.aws': auth('AWS', 'opaque') })?.[0]?.expires).toBe('2026-03-01T20:00:00.000Z');
    expect(logins({ 'ghcr.io': auth('x-access-token', 'ghs_x') })?.[0]?.expires).toBe('2026-03-02T08:00:00.000Z');
    expect(logins({ 'ghcr.io': auth('ann', 'ghp_x') })).toEqual([{ registry: 'ghcr.io' }]);
  });

  it('is read from the old form too', () => {
    expect(registryLogins(JSON.stringify({ 'quay.io': auth('a', 'b') }), written)).toEqual([{ registry: 'quay.io' }]);
  });
});

it.each(['', 'no JSON', '[]', 'null', '{"auths":[]}', '"text"'])('no registry configuration: %s', (text) => {
  expect(registryLogins(text, written)).toBeUndefined();
});
