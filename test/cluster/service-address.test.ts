import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalizedService, parseServiceAddress } from '../../src/cluster/service-address.ts';
import { isIPv4, isIPv6, splitUrl } from '../../src/cluster/url.ts';

describe('parseServiceAddress', () => {
  test.each([
    ['cart', { host: 'cart' }],
    ['cart:8080', { host: 'cart', port: 8080 }],
    ['CART.Shop', { host: 'cart.shop' }],
    ['https://cart', { scheme: 'https', host: 'cart' }],
    ['HTTPS://cart:8443', { scheme: 'https', host: 'cart', port: 8443 }],
    ['http://cart/path?x=1', { scheme: 'http', host: 'cart', extra: '/path?x=1' }],
    ['cart/', { host: 'cart' }],
    ['cart?to=http://shop', { host: 'cart', extra: '?to=http://shop' }],
    ['ca\trt', { host: 'cart' }],
    ['//cart:80', { host: 'cart', port: 80 }],
    ['[fd00::5]:81', { host: 'fd00::5', port: 81 }],
    ['[fd00::5]', { host: 'fd00::5' }],
    ['HTTPS://[FD00::5]', { scheme: 'https', host: 'fd00::5' }],
    ['user@[fd00::5]:81', { host: 'fd00::5', port: 81 }],
    ['10.1.2.3:81', { host: '10.1.2.3', port: 81 }],
    ['user@cart', { host: 'cart' }],
    ['cart:0', { host: 'cart' }],
    ['a%20b', { host: 'a b' }],
    ['ftp://cart', { scheme: 'ftp', host: 'cart', malformed: 'unknown-scheme' }],
    ['cart:http', { host: 'cart', malformed: 'port-not-a-number' }],
    ['cart:80:81', { host: 'cart', malformed: 'port-not-a-number' }],
    ['cart:65535', { host: 'cart', port: 65535 }],
    ['cart:65536', { host: 'cart', malformed: 'port-out-of-range' }],
    ['http://', { scheme: 'http', host: '', malformed: 'no-host' }],
    ['', { host: '', malformed: 'no-host' }],
    ['cart%2', { host: 'cart%2', malformed: 'unparsable' }],
    ['[fd00::5', { host: '', malformed: 'unparsable' }],
    ['fd00::5]', { host: '', malformed: 'unparsable' }],
    ['x[fd00::5]', { host: '', malformed: 'unparsable' }],
    ['[fd00::5]x', { host: '', malformed: 'unparsable' }],
    ['0://cart', { host: '', extra: '0://cart', malformed: 'no-host' }],
    ['[cart]', { host: '', malformed: 'unparsable' }],
  ])('%j', (written, expected) => {
    expect(parseServiceAddress(written)).toEqual({ written, ...expected });
  });

  test('never throws, and what it normalizes stays the same when it is read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const address = parseServiceAddress(text);
        if (address.malformed) return normalizedService(address) === text || address.malformed === 'unknown-scheme';
        const again = parseServiceAddress(normalizedService(address));
        return again.host === address.host && again.port === address.port;
      }),
    );
  });
});

describe('normalizedService', () => {
  test.each([
    ['cart', 'cart.shop'],
    ['cart:8080', 'cart.shop:8080'],
    ['https://cart', 'https://cart.shop'],
    ['cart.other', 'cart.other'],
    ['localhost:5000', 'localhost:5000'],
    ['[fd00::5]:81', '[fd00::5]:81'],
    ['s two', 's%20two.shop'],
    ['cart:http', 'cart:http'],
    ['ftp://cart', 'ftp://cart.shop'],
  ])('%s in namespace shop is %s', (written, service) => {
    expect(normalizedService(parseServiceAddress(written), 'shop')).toBe(service);
  });
});

describe('addresses', () => {
  test.each(['1.2.3.4', '255.255.255.255', '0.0.0.0'])('%s is IPv4', (host) => expect(isIPv4(host)).toBe(true));
  test.each(['1.2.3', '1.2.3.256', '01.2.3.4', 'a.b.c.d', ''])('%s is not', (host) => expect(isIPv4(host)).toBe(false));
  test.each([
    '::1',
    'fd00::5',
    '::',
    '1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7::',
    '1:2:3:4:5:6:1.2.3.4',
    '::1.2.3.4',
    '::ffff:1.2.3.4',
    'fe80::1%eth0',
  ])('%s is IPv6', (host) => expect(isIPv6(host)).toBe(true));
  test.each([
    '1:2',
    '1',
    '1.2.3.4',
    '1:2:3:4:5:6:7:8:9',
    '1::2:3:4:5:6:7:8',
    '1.2.3.4::',
    '::1::',
    '12345::',
    'g::1',
    'fe80::1%',
    '',
  ])('%s is not', (host) => expect(isIPv6(host)).toBe(false));

  test('characters that turn into delimiters are refused, as Python refuses them', () => {
    expect(splitUrl('http://a\u2100b')).toBeUndefined();
    expect(splitUrl('http://a')?.host).toBe('a');
  });
});
