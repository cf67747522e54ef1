import { expect, it } from 'vitest';
import { indexSnapshot } from '../../src/cluster/cluster.ts';
import type { Container, Pod } from '../../src/cluster/objects.ts';
import { usersOf } from '../../src/cluster/secret-users.ts';
import { tokenSecret } from '../support/builders.ts';
import { snapshotOf } from '../support/check-tester.ts';

const SECRET = tokenSecret('api', { issuer: 'me' });
const POD = (spec: string, metadata = '') => `
kind: Pod
metadata: { name: cart-1, namespace: shop${metadata} }
spec: { ${spec} }`;
const DEPLOYMENT = (spec: string) => `
kind: Deployment
metadata: { name: cart, namespace: shop }
spec: { template: { spec: { ${spec} } } }`;
const ENV =
  'containers: [{ name: app, env: [{ name: TOKEN, valueFrom: { secretKeyRef: { name: api, key: token } } }] }]';

// Sources do not keep these fields of containers and volumes yet, so there is no YAML for them.
const WITH_ALL_VARIABLES = {
  kind: 'Pod',
  metadata: { name: 'cart-1', namespace: 'shop' },
  spec: { containers: [{ name: 'app', envFrom: [{ secretRef: { name: 'api' } }] } as Container] },
} as Pod;
const WITH_PROJECTED = {
  kind: 'Pod',
  metadata: { name: 'cart-1', namespace: 'shop' },
  spec: { volumes: [{ name: 'v', projected: { sources: [{ secret: { name: 'api' } } as object] } }] },
} as Pod;

it.each([
  ['a variable', POD(ENV), 'Pod spec.containers[app].env[TOKEN]'],
  ['all variables', WITH_ALL_VARIABLES, 'Pod spec.containers[app].envFrom'],
  [
    'a variable of an init container',
    POD(ENV.replace('containers', 'initContainers')),
    'Pod spec.initContainers[app].env[TOKEN]',
  ],
  [
    'a volume',
    DEPLOYMENT('volumes: [{ name: v, secret: { secretName: api } }]'),
    'Deployment spec.template.spec.volumes[v]',
  ],
  ['a projected volume', WITH_PROJECTED, 'Pod spec.volumes[v]'],
  ['image pulls', POD('imagePullSecrets: [{ name: api }]'), 'Pod spec.imagePullSecrets'],
  [
    'a Filter of another namespace',
    'kind: Filter\nmetadata: { name: f, namespace: gate }\nspec: { OAuth2: { secretName: api, secretNamespace: shop } }',
    undefined,
  ],
  [
    'a Filter that takes API keys',
    'kind: Filter\nmetadata: { name: f, namespace: shop }\nspec: { APIKey: { keys: [{ secretName: api }] } }',
    'Filter spec.APIKey.keys[].secretName',
  ],
])('sees a Secret used in %s', (_, given, expected) => {
  const cluster = indexSnapshot(snapshotOf({ given: [given] }));
  const uses = usersOf(cluster, SECRET, 'token').map(({ by, path }) => `${by.kind} ${path}`);
  // A Filter takes the client secret alone, under a key of its own.
  expect(uses).toEqual(expected ? [expected] : []);
});

it('tells keys apart', () => {
  const cluster = indexSnapshot(snapshotOf({ given: [POD(ENV)] }));
  expect(usersOf(cluster, SECRET, 'other')).toEqual([]);
  expect(usersOf(cluster, SECRET)).toHaveLength(1);
});

it('names the workload and not each of its Pods', () => {
  const made = ', ownerReferences: [{ kind: ReplicaSet, name: cart-7d9f, controller: true }]';
  const cluster = indexSnapshot(snapshotOf({ given: [DEPLOYMENT(ENV), POD(ENV, made)] }));
  expect(usersOf(cluster, SECRET).map(({ by }) => by.kind)).toEqual(['Deployment']);
});

it('leaves out Pods that are going away', () => {
  const cluster = indexSnapshot(snapshotOf({ given: [POD(ENV, ', deletionTimestamp: "2026-01-01T00:00:00Z"')] }));
  expect(usersOf(cluster, SECRET)).toEqual([]);
});
