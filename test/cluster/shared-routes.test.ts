import { expect, it } from 'vitest';
import { sharedRoutes } from '../../src/cluster/shared-routes.ts';
import { mapping, PLAIN } from '../checks/routing/yaml.ts';
import { clusterOf, objectsIn } from './clusters.ts';

const shared = (...yaml: readonly string[]) =>
  sharedRoutes(clusterOf(...[...PLAIN, ...yaml].flatMap(objectsIn))).map(({ first, others }) => [
    first.mapping.metadata.name,
    ...others.map(({ mapping: { metadata } }) => metadata.name),
  ]);

it('finds the routes with several members, in the order in which Envoy tries them', () => {
  const canary = mapping('canary', 'prefix: /cart/, weight: 10');
  expect(shared(mapping('cart'), canary, mapping('pay'))).toEqual([['canary', 'cart']]);
});

it('leaves out shadows, redirects, and routes that no Host takes', () => {
  expect(shared(mapping('cart'), mapping('copy', 'prefix: /cart/, shadow: true'))).toEqual([]);
  expect(shared(mapping('old', 'host_redirect: true'), mapping('older', 'prefix: /old/, host_redirect: true'))).toEqual(
    [],
  );
  expect(shared(mapping('a', 'hostname: x.test'), mapping('b', 'hostname: x.test, prefix: /a/'))).toEqual([]);
});
