import { describe, expect, it } from 'vitest';
import { isOwnIssuer, lifetimeOf, neededOf, titleOf } from '../../src/cluster/certificate-chain.ts';
import { certificate, intermediate } from '../support/builders.ts';

const leaf = certificate();
const middle = intermediate();
const upper = intermediate({ subject: middle.issuer, issuer: 'CN=Old Root' });
const root = intermediate({ subject: 'CN=Old Root', issuer: 'CN=Old Root', isSelfSigned: true });

describe('neededOf', () => {
  it('follows issuers, and leaves the root out', () => {
    expect(neededOf([leaf, middle, upper, root])).toEqual([leaf, middle, upper]);
  });

  it('does not care for the order behind the first', () => {
    expect(neededOf([leaf, root, upper, middle])).toEqual([leaf, middle, upper]);
  });

  it('leaves out what has nothing to do with it', () => {
    expect(neededOf([leaf, intermediate({ subject: 'CN=Other' })])).toEqual([leaf]);
  });

  it('takes the one that lasts longer of two of one issuer', () => {
    const old = intermediate({ notAfter: '2025-01-01T00:00:00.000Z' });
    expect(neededOf([leaf, old, middle])).toEqual([leaf, middle]);
  });

  it('ends where issuers go in a circle', () => {
    const one = certificate({ subject: 'CN=1', issuer: 'CN=2' });
    const two = certificate({ subject: 'CN=2', issuer: 'CN=1' });
    expect(neededOf([one, two])).toEqual([one, two]);
  });

  it('is the certificate alone when it signed itself, and nothing for nothing', () => {
    expect(neededOf([root, middle])).toEqual([root]);
    expect(neededOf([])).toEqual([]);
  });
});

it('a certificate signed itself when its signature says so, else when its names say so', () => {
  expect(isOwnIssuer(root)).toBe(true);
  expect(isOwnIssuer({ ...root, isSelfSigned: false })).toBe(false);
  const { isSelfSigned: _, ...unknown } = root;
  expect(isOwnIssuer(unknown)).toBe(true);
  expect(isOwnIssuer(leaf)).toBe(false);
});

it('names the certificates of a chain', () => {
  expect(titleOf([leaf, middle], leaf)).toBe('The certificate');
  expect(titleOf([leaf, middle], middle)).toBe('The intermediate certificate R11');
});

it('lives from its first moment to its last', () => {
  const day = certificate({ notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2026-01-02T00:00:00.000Z' });
  expect(lifetimeOf(day)).toBe(86_400_000);
});
