import { expect, it } from 'vitest';
import { parseObjects } from '../../src/sources/file.ts';

function read(kind: string, fields: object): unknown {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const { objects, problems } = parseObjects(
    JSON.stringify({ apiVersion, kind, metadata: { name: 'x' }, ...fields }),
    'test',
  );
  expect(problems).toEqual([]);
  return objects[0];
}

const LISTS = { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] };

it('of a role only what lets a gateway list or watch is kept', () => {
  const rules = [
    LISTS,
    { ...LISTS, resourceNames: ['shop-tls'] },
    { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
    { apiGroups: ['extensions', 'networking.k8s.io'], resources: ['ingresses'], verbs: ['watch'] },
    { apiGroups: ['getambassador.io'], resources: ['*'], verbs: ['list'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
    { apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'] },
    { nonResourceURLs: ['/metrics'], verbs: ['get'] },
  ];
  expect(read('ClusterRole', { rules })).toMatchObject({ rules: rules.slice(0, 5) });
  expect(read('Role', { rules })).toMatchObject({ metadata: { namespace: 'default' }, rules: rules.slice(0, 5) });
});

it('of a binding no name of a person is kept', () => {
  const subjects = [
    { kind: 'ServiceAccount', name: 'gateway', namespace: 'emissary' },
    { kind: 'User', name: 'ada@example.com', apiGroup: 'rbac.authorization.k8s.io' },
    { kind: 'User', name: 'system:serviceaccount:emissary:gateway' },
    { kind: 'Group', name: 'platform-team' },
    { kind: 'Group', name: 'system:serviceaccounts' },
  ];
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'gateway' };
  const binding = read('ClusterRoleBinding', { subjects, roleRef });
  expect(binding).toMatchObject({
    roleRef: { kind: 'ClusterRole', name: 'gateway' },
    subjects: [
      { kind: 'ServiceAccount', name: 'gateway', namespace: 'emissary' },
      { kind: 'User', name: 'system:serviceaccount:emissary:gateway' },
      { kind: 'Group', name: 'system:serviceaccounts' },
    ],
  });
  expect(JSON.stringify(binding)).not.toMatch(/ada@|platform-team/);
});

it('the labels by which a role gathers others are kept', () => {
  const clusterRoleSelectors = [
    { matchLabels: { 'rbac.getambassador.io/role-group': 'gateway' } },
    { matchExpressions: [{ key: 'tier', operator: 'In', values: ['edge'] }] },
  ];
  const role = { aggregationRule: { clusterRoleSelectors }, rules: null };
  expect(read('ClusterRole', role)).toMatchObject({ aggregationRule: { clusterRoleSelectors } });
});

it.each([
  ['ClusterRole', { rules: { verbs: ['list'] }, aggregationRule: 'all' }],
  ['ClusterRole', { rules: ['list', null, { verbs: 'list' }], aggregationRule: { clusterRoleSelectors: [null, 'a'] } }],
  ['RoleBinding', { subjects: 'gateway', roleRef: 'gateway' }],
  ['ClusterRoleBinding', { subjects: [null, { kind: 'ServiceAccount' }] }],
])('a broken %s gives no rights and harms nothing: %j', (kind, fields) => {
  expect(JSON.stringify(read(kind, fields))).not.toMatch(/"list"|gateway/);
});
