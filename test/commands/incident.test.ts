import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIncident } from '../../src/commands/incident.ts';

const named = (text: string) =>
  readIncident(text).requests.map(
    ({ method, scheme, host, port, path }) =>
      `${method} ${scheme ?? ''}${scheme ? '://' : ''}${host}${port && `:${port}`}${path}`,
  );

describe('the requests in a message', () => {
  it.each([
    [
      'checkout is throwing 503 on https://shop.example.com/Checkout/pay since 10 minutes',
      ['GET https://shop.example.com/Checkout/pay'],
    ],
    ['see (https://shop.example.com/a), please!', ['GET https://shop.example.com/a']],
    [
      'POST https://shop.example.com/a fails, GET too: https://shop.example.com/a',
      ['POST https://shop.example.com/a', 'GET https://shop.example.com/a'],
    ],
    ['shop.example.com/cart is down', ['GET shop.example.com/cart']],
    ['shop.example.com:8443/cart is down.', ['GET shop.example.com:8443/cart']],
    ['Nothing works on shop.example.com', ['GET shop.example.com/']],
    [
      '/cart/ and POST /pay on shop.example.com answer 404',
      ['GET shop.example.com/cart/', 'POST shop.example.com/pay'],
    ],
    ['https://a.example.com/1 and https://a.example.com/1 again', ['GET https://a.example.com/1']],
    ['"GET /cart HTTP/1.1" 503 UH shop.example.com', ['GET shop.example.com/cart']],
  ])('%s', (text, expected) => {
    expect(named(text)).toEqual(expected);
  });

  it.each([
    'who changed values.yaml and main.go?',
    'mail ada@example.com about it',
    'cart.shop.svc.cluster.local has no endpoints',
    'the path /cart/ is slow',
    'version 1.2.3 of the chart, e.g. the one of 10.11.2026',
    '',
  ])('are none in: %s', (text) => {
    expect(named(text)).toEqual([]);
  });

  it('are five at most', () => {
    const text = Array.from({ length: 9 }, (_, index) => `https://shop.example.com/${index}`).join(' ');
    expect(named(text)).toHaveLength(5);
  });

  it('are read from any text, in time that grows with it', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => void readIncident(text)));
    for (const piece of ['a.', '/a', 'https://', 'GET ', 'a-', '4', '503 ']) readIncident(piece.repeat(20_000));
  });
});

it('statuses and response flags', () => {
  const { statuses, flags } = readIncident('503 UH and 404s, then 502/UF; port 4040, 10.4.0.4, 3.500 users, id-451-x');
  expect(statuses).toEqual([503, 502]);
  expect(flags).toEqual(['UH', 'UF']);
});
