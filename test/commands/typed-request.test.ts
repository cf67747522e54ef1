import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLine } from '../../src/commands/line.ts';
import { holdsSecrets, parseRequest, splitWords } from '../../src/commands/typed-request.ts';

const read = (line: string) => parseRequest(splitWords(line));

describe('a request as people type or paste it', () => {
  const shop = { method: 'GET', host: 'shop.example.com', port: '', path: '/', query: '', headers: {} };

  it.each([
    [
      'https://shop.example.com/Checkout/pay?x=1#frag',
      { ...shop, scheme: 'https', path: '/Checkout/pay', query: 'x=1' },
    ],
    ['http://shop.example.com', { ...shop, scheme: 'http' }],
    ['shop.example.com/a', { ...shop, path: '/a' }],
    ['shop.example.com:8443/a', { ...shop, port: '8443', path: '/a' }],
    ['shop.example.com:80', { ...shop, port: '80' }],
    ['https://shop.example.com:443/', { ...shop, scheme: 'https' }],
    ['https://Shop.Example.COM/', { ...shop, scheme: 'https' }],
    ['<https://shop.example.com/a|shop.example.com/a>', { ...shop, scheme: 'https', path: '/a' }],
    ['post https://shop.example.com/', { ...shop, scheme: 'https', method: 'POST' }],
    ['M-SEARCH shop.example.com', { ...shop, method: 'M-SEARCH' }],
    ['-X PUT https://shop.example.com/', { ...shop, scheme: 'https', method: 'PUT' }],
    ['https://ada:pw@shop.example.com/', { ...shop, scheme: 'https' }],
    ['wss://shop.example.com/ws', { ...shop, scheme: 'https', path: '/ws' }],
    ['https://shop.example.com/a/../b/ä', { ...shop, scheme: 'https', path: '/b/%C3%A4' }],
    ["'https://shop.example.com/a b'", { ...shop, scheme: 'https', path: '/a%20b' }],
    ['https://shöp.example/', { ...shop, scheme: 'https', host: 'xn--shp-tna.example' }],
    ["shop.example.com -H 'x-v: 1'", { ...shop, headers: { 'x-v': '1' } }],
    ['shop.example.com -H “x-v:  a b ”', { ...shop, headers: { 'x-v': 'a b' } }],
    ['shop.example.com --header=x-v:1 -H x-v:2', { ...shop, headers: { 'x-v': '1,2' } }],
  ])('%s', (line, request) => {
    expect(read(line)).toEqual(request);
  });

  it.each([
    ['', /Say which URL/],
    ['GET', /Say which URL/],
    ['/checkout/pay', /Put its host in front/],
    ['mailto://x', /http and https, not mailto/],
    ['https://', /can't read/],
    ['https://a b', /one URL at a time/],
    ['GET POST x.example', /Say which URL|one URL at a time/],
    ['shop.example.com -H', /needs a header in quotes/],
    ['shop.example.com -H "no colon"', /needs a header in quotes/],
    ['shop.example.com --insecure', /don't know the option --insecure/],
  ])('%j gets one line that says what is right', (line, reason) => {
    const refused = read(line);
    expect(refused).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) });
    if ('reason' in refused) expect(refused.reason).not.toContain('\n');
  });

  it('whatever is typed is understood or refused, and never breaks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = parseLine(`trace ${text}`);
        expect(['trace', 'refused']).toContain(line.kind);
      }),
    );
  });

  it('knows what must not be shown to others', () => {
    const holds = (line: string) => {
      const request = read(line);
      return 'reason' in request ? undefined : holdsSecrets(request);
    };
    expect(holds("a.example -H 'Authorization: Bearer x'")).toBe(true);
    expect(holds("a.example -H 'Cookie: a=b'")).toBe(true);
    expect(holds('a.example/?access_token=x')).toBe(true);
    expect(holds("a.example/?page=1 -H 'x-canary: 1'")).toBe(false);
  });
});
