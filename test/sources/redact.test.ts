import { expect, it } from 'vitest';
import { withoutSecrets } from '../../src/sources/redact.ts';

it.each([
  ['postgres://app:hunter2@db:5432/shop', 'postgres://[secret]@db:5432/shop'],
  ['DB_PASSWORD=hunter2 APP=shop', 'DB_PASSWORD=[secret] APP=shop'],
  ['--auth-token=hunter2', '--auth-token=[secret]'],
  ['{"apiKey":"hunter2","shop":"a"}', '{"apiKey":"[secret]","shop":"a"}'],
  ["{'client_secret': 'hunter2'}", "{'client_secret': '[secret]'}"],
  ['authorization: Basic aHVudGVyMg==', 'authorization: Basic [secret]'],
  ['Authorization: Bearer hunter2', 'Authorization: [secret]'],
  ["'authorization', 'Basic aHVudGVyMg=='", "'authorization', '[secret]'"],
  ["'x-api-key', 'hunter2'", "'x-api-key', '[secret]'"],
  ['{"cookie":"a=hunter2; b=hunter2","path":"/"}', '{"cookie":"[secret]","path":"/"}'],
  ['msg="{\\"token\\":\\"hunter2\\"}"', 'msg="{\\"token\\":\\"[secret]\\"}"'],
  ['Set-Cookie: session=hunter2; Path=/', 'Set-Cookie: [secret]'],
])('%s becomes %s', (text, expected) => {
  expect(withoutSecrets(text)).toBe(expected);
});

it.each([
  'missing env DB_URL',
  'secret "shop-tls" not found',
  'MountVolume.SetUp failed for volume "token" : secret "api-token" not found',
  'cannot parse token: unexpected end',
  'Basic authentication failed',
  'the cookie: none was sent',
  'authorization: denied by policy',
  'GET https://shop.example.com/a@b?page=2',
  'Back-off pulling image "registry.example.com/shop@sha256:0123"',
])('%s stays as it is', (text) => {
  expect(withoutSecrets(text)).toBe(text);
});

it.each(['token', 'password-', '://', 'Basic ', 'secret": "', 'authorization: ', 'cookie:', "'cookie', '"])(
  'a long text of %j is read once',
  (piece) => {
    withoutSecrets(piece.repeat(100_000));
  },
);
