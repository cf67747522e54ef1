import { expect, it } from 'vitest';
import { isLoginFor, registryOf } from '../../src/cluster/registries.ts';

it.each([
  ['nginx', 'docker.io', 'library/nginx'],
  ['acme/cart:1.9', 'docker.io', 'acme/cart'],
  ['ghcr.io/acme/cart:1.9@sha256:abc', 'ghcr.io', 'acme/cart'],
  ['localhost:5000/cart', 'localhost:5000', 'cart'],
])('%s is of %s: %s', (image, registry, repository) => {
  expect(registryOf(image)).toEqual({ registry, repository });
});

it.each([
  ['index.docker.io', 'acme/cart', true],
  ['ghcr.io', 'ghcr.io/acme/cart', true],
  ['ghcr.io/acme', 'ghcr.io/acme/cart:1', true],
  ['ghcr.io/acm', 'ghcr.io/acme/cart:1', false],
  ['*.example.com', 'registry.example.com/cart', true],
  ['*.example.com', 'a.registry.example.com/cart', false],
  ['ghcr.io', 'acme/cart', false],
])('a login for %s is one for %s: %s', (login, image, expected) => {
  expect(isLoginFor(login, image)).toBe(expected);
});
