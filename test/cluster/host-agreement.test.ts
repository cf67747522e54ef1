import { expect, it } from 'vitest';
import { disagreementsOf } from '../../src/cluster/host-agreement.ts';
import { installationsOf } from '../../src/cluster/installations.ts';
import { tlsSecret } from '../support/builders.ts';
import { clusterOf, objectsIn } from './clusters.ts';

function about(spec: string, context: string, namespace = 'shop') {
  const yaml = `
kind: Host
metadata: { name: shop, namespace: shop }
spec: { hostname: shop.example.com, tlsSecret: { name: a }, ${spec} }
---
kind: TLSContext
metadata: { name: modern, namespace: ${namespace} }
spec: ${context}
`;
  const secrets = [tlsSecret({ name: 'a' }), tlsSecret({ name: 'b' }), tlsSecret({ name: 'a', namespace: 'vault' })];
  const cluster = clusterOf(...objectsIn(yaml), ...secrets);
  return installationsOf(cluster).flatMap((installation) =>
    disagreementsOf(cluster, installation).map((found) => found.about),
  );
}

const NAMED = 'tlsContext: { name: modern }';

it('agrees on one Secret and one hostname', () => {
  expect(about(NAMED, '{ secret: a, hosts: ["*.example.com"] }')).toEqual([]);
  expect(about(NAMED, '{ min_tls_version: v1.2 }')).toEqual([]);
});

it('disagrees about Secrets, hostnames and forms', () => {
  expect(about(NAMED, '{ secret: b }')).toEqual(['secret']);
  expect(about(NAMED, '{ secret: a }', 'vault')).toEqual(['served']);
  expect(about(NAMED, '{ secret: a, hosts: [www.example.com] }')).toEqual(['hosts']);
  expect(about(`${NAMED}, tls: { min_tls_version: v1.2 }`, '{ secret: a }')).toEqual(['both']);
  expect(about('tls: { cert_chain_file: a.pem, private_key_file: b.pem }', '{ secret: a }')).toEqual(['files']);
});

it('leaves a Secret that does not exist to others', () => {
  expect(about(NAMED, '{ secret: gone }')).toEqual([]);
});
