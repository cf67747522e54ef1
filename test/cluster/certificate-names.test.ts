import { describe, expect, it } from 'vitest';
import { certificateName, certifies, isPublicName } from '../../src/cluster/certificate-names.ts';

describe('certificateName', () => {
  it.each([
    ['Shop.Example.com', 'shop.example.com'],
    ['shop.example.com:8443', 'shop.example.com'],
    ['shop.example.com.', 'shop.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['*.example.com', '*.example.com'],
    ['_acme.example.com', '_acme.example.com'],
    ['2001:db8::1', '2001:db8::1'],
    ['*', '*'],
  ])('%s is %s', (hostname, name) => {
    expect(certificateName(hostname)).toBe(name);
  });
});

describe('certifies', () => {
  it.each([
    ['shop.example.com', 'shop.example.com', true],
    ['SHOP.example.com', 'shop.example.com:443', true],
    ['*.example.com', 'shop.example.com', true],
    ['*.example.com', '*.example.com', true],
    ['*.example.com', 'a.shop.example.com', false],
    ['*.example.com', 'example.com', false],
    ['example.com', 'shop.example.com', false],
    ['*.com', 'example.com', true],
    ['10.0.0.1', '10.0.0.1', true],
  ])('%s for %s: %s', (name, hostname, holds) => {
    expect(certifies(['other.example.org', name], hostname)).toBe(holds);
  });

  it('needs a name', () => {
    expect(certifies([], 'shop.example.com')).toBe(false);
  });
});

describe('isPublicName', () => {
  it.each([
    'shop.example.com',
    '*.example.com',
    'example.com:8443',
    'shop.dev',
    'latest.example.com',
    'contest.example.com',
  ])('%s is public', (hostname) => {
    expect(isPublicName(hostname)).toBe(true);
  });

  it.each([
    '*',
    'shop',
    'shop.test',
    'shop.local',
    'shop.shop.svc.cluster.local',
    'nas.home.arpa',
    'dev.example.com',
    'shop-staging.example.com',
    'qa01.example.com',
    'shop.uat.example.com',
    '192.0.2.1',
    '2001:db8::1',
    '10.0.0.1.nip.io',
  ])('%s is not', (hostname) => {
    expect(isPublicName(hostname)).toBe(false);
  });
});
