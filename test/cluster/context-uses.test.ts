import { expect, it } from 'vitest';
import { contextNamesOf, contextUsersOf, emptyContextsOf, unknownContextsOf } from '../../src/cluster/context-uses.ts';
import { installationsOf } from '../../src/cluster/installations.ts';
import { clusterOf, objectsIn } from './clusters.ts';

const yaml = `
kind: TLSContext
metadata: { name: edge, namespace: shop }
spec: { secret: a }
---
kind: TLSContext
metadata: { name: web-context, namespace: shop }
spec: { secret: a }
---
kind: TLSContext
metadata: { name: db, namespace: shop }
spec: { secret: a, hosts: [db.example.com] }
---
kind: TLSContext
metadata: { name: idle, namespace: shop }
spec: { secret: a }
---
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: a }, tlsContext: { name: edge } }
---
kind: Host
metadata: { name: bare, namespace: shop }
spec: { hostname: bare.example.com, tlsContext: { name: idle } }
---
kind: Host
metadata: { name: web, namespace: shop }
spec: { hostname: web.example.com, tlsSecret: { name: a } }
---
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /, service: cart, tls: edge }
---
kind: Mapping
metadata: { name: foreign, namespace: shop }
spec: { hostname: "*", prefix: /, service: cart, tls: idle, ambassador_id: [other] }
---
kind: TCPMapping
metadata: { name: db, namespace: shop }
spec: { port: 5432, host: db.example.com, service: db }
---
kind: AuthService
metadata: { name: auth, namespace: shop }
spec: { auth_service: auth, proto: http, tls: gone }
---
kind: RateLimitService
metadata: { name: limits, namespace: shop }
spec: { service: limits, protocol_version: v3, tls: edge }
---
kind: LogService
metadata: { name: log, namespace: shop }
spec: { service: log, driver: http, driver_config: {}, tls: idle }
`;

function given() {
  const cluster = clusterOf(...objectsIn(yaml));
  const [installation] = installationsOf(cluster);
  if (!installation) throw new Error('objects without a gateway make an assumed one');
  return [cluster, installation] as const;
}

it('finds every field that names a TLSContext; a Host without Secret names none', () => {
  const names = contextNamesOf(...given()).map(({ by, path, name }) => `${by.metadata.name} ${path} ${name}`);
  expect(names.toSorted()).toEqual([
    'auth spec.tls gone',
    'cart spec.tls edge',
    'limits spec.tls edge',
    'shop spec.tlsContext.name edge',
  ]);
});

it('finds who uses a TLSContext: by name, by the name of a Host, by its hosts', () => {
  const users = [...contextUsersOf(...given())].map(
    ([context, by]) =>
      [context.metadata.name, by.map(({ kind, metadata }) => `${kind} ${metadata.name}`).toSorted()] as const,
  );
  expect(Object.fromEntries(users)).toEqual({
    edge: ['Host shop', 'Mapping cart', 'RateLimitService limits'],
    'web-context': ['Host web'],
    db: ['TCPMapping db'],
  });
});

it('finds names of TLSContexts that are not there', () => {
  expect(unknownContextsOf(...given()).map(({ by, name }) => `${by.metadata.name} ${name}`)).toEqual(['auth gone']);
});

it('finds TLSContexts without certificate that something names towards an upstream', () => {
  const empty = clusterOf(
    ...objectsIn(
      yaml.replace(
        'name: edge, namespace: shop }\nspec: { secret: a }',
        'name: edge, namespace: shop }\nspec: { sni: x }',
      ),
    ),
  );
  const found = installationsOf(empty).flatMap((one) => emptyContextsOf(empty, one));
  expect(found.map(({ context, names }) => [context.metadata.name, names.map(({ by }) => by.metadata.name)])).toEqual([
    ['edge', ['cart', 'limits']],
  ]);
});
