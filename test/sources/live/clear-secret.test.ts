import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { reasonAgainst, type SecretSeen } from '../../../src/cluster/clearable-secret.ts';
import { clearRbacYaml } from '../../../src/rbac.ts';
import { secretClearing } from '../../../src/sources/live/clear-secret.ts';
import { kubeAssets, type RealKube, startKube } from '../../support/kube.ts';

/*
 * The only thing that writes to a cluster, on a real API server: what it looks at, what speaks against a deletion, and that
 * nothing but exactly the version that was shown is ever deleted.
 */

const assets = kubeAssets();
const missing = 'missing' in assets ? assets.missing : undefined;

const NOW = new Date('2026-11-25T05:00:00Z');
const DAY = 86_400;
const seconds = NOW.getTime() / 1000;

function token(expires: number | undefined, salt = 'x'): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: 'https://login.example.com', iat: seconds - 90 * DAY, ...(expires && { exp: expires }) };
  return `${part({ alg: 'RS256' })}.${part(claims)}.${Buffer.from(`signature ${salt}`).toString('base64url')}`;
}

const EXPIRED = token(seconds - 30 * DAY);
const GOOD = token(seconds + 30 * DAY);

describe.skipIf(missing)(`deleting a Secret${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let kube: RealKube;
  const open = (name = 'admin-token') =>
    secretClearing({ kubeconfig: kube.kubeconfig(name), now: () => NOW, clusterName: 'prod-eu' });
  const apply = (object: object) => kube.kubectl(['apply', '-f', '-'], JSON.stringify(object));
  const secret = (values: Readonly<Record<string, string>>, more: object = {}) => ({
    ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'api', namespace: 'shop', ...more }, stringData: values },
  });
  const seen = async (name?: string): Promise<SecretSeen> => {
    const found = await open(name).look('shop', 'api');
    if (found === 'gone' || 'reason' in found) throw new Error(`not seen: ${JSON.stringify(found)}`);
    return found;
  };
  const judged = async (name?: string) => reasonAgainst(await seen(name), NOW);
  const exists = async () =>
    (await kube.kubectl(['get', 'secrets', '-n', 'shop', '-o', 'name'])).includes('secret/api');

  beforeAll(async () => {
    if (!('folder' in assets)) return;
    kube = await startKube(assets.folder, [
      ['clearing-token', 'system:serviceaccount:attache:attache'],
      ['reading-token', 'reader'],
    ]);
    for (const namespace of ['shop', 'bank']) await kube.kubectl(['create', 'namespace', namespace]);
    await kube.kubectl(['apply', '-f', '-'], clearRbacYaml([{ namespace: 'shop', secrets: ['api'] }]));
    const cluster = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'reads' } };
    const rules = [
      { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: ['list'] },
      { apiGroups: [''], resources: ['services'], verbs: ['list'] },
    ];
    await apply({ ...cluster, rules });
    await kube.kubectl([
      'create',
      'clusterrolebinding',
      'reads',
      '--clusterrole=reads',
      '--user=system:serviceaccount:attache:attache',
    ]);
    await kube.kubectl(['create', 'clusterrole', 'looks', '--verb=get', '--resource=secrets']);
    await kube.kubectl(['create', 'rolebinding', 'looks', '-n', 'shop', '--clusterrole=looks', '--user=reader']);
  }, 90_000);
  afterAll(async () => {
    await kube?.stop();
  });
  beforeEach(async () => {
    await kube.kubectl([
      'delete',
      'secret,pod,serviceaccount,cronjob,ingress,deployment',
      '-n',
      'shop',
      '--all',
      '--force',
    ]);
    await apply(secret({ token: EXPIRED }));
  }, 30_000);

  it('sees facts of it and no value, and that nothing speaks against it', async () => {
    const found = await seen();
    expect(await judged()).toBeUndefined();
    expect(found).toMatchObject({ tokenKeys: ['token'], uses: [], unread: [], finalizers: [] });
    expect(found.secret.data['token']?.tokens).toMatchObject([{ issuer: 'https://login.example.com' }]);
    // kubectl apply repeats the values in an annotation.
    expect(JSON.stringify(found)).not.toContain(EXPIRED.slice(-20));
    expect(JSON.stringify(found)).not.toContain(Buffer.from(EXPIRED).toString('base64').slice(0, 40));
  });

  it.each([
    ['a token that is good', { token: GOOD }, /token under token of Secret shop\/api has not expired/],
    ['a token without an end', { token: token(undefined) }, /has not expired/],
    ['a good one beside it', { token: EXPIRED, next: GOOD }, /token under next of Secret shop\/api has not expired/],
    ['something else beside it', { token: EXPIRED, password: 'hunter2' }, /holds more than tokens, under password/],
    ['text around the token', { token: `PASSWORD=hunter2\nTOKEN=${EXPIRED}` }, /holds more than tokens, under token/],
    ['two tokens in one value', { token: `${EXPIRED}\n${GOOD}` }, /holds more than tokens/],
    ['nothing in it', {}, /is empty/],
  ])('is refused for %s', async (_, values, reason) => {
    await kube.kubectl(['delete', 'secret', 'api', '-n', 'shop']);
    await apply(secret(values));
    expect(await judged()).toMatch(reason);
  });

  it('is refused when another object keeps it, or something has to let go of it', async () => {
    await apply(
      secret(
        { token: EXPIRED },
        {
          ownerReferences: [{ apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', name: 'api', uid: 'a-b' }],
        },
      ),
    );
    expect(await judged()).toMatch(/belongs to ExternalSecret api/);
    await kube.kubectl(['delete', 'secret', 'api', '-n', 'shop']);
    await apply(secret({ token: EXPIRED }, { finalizers: ['example.com/keep'] }));
    expect(await judged()).toMatch(/finalizer example.com\/keep/);
    await kube.kubectl([
      'patch',
      'secret',
      'api',
      '-n',
      'shop',
      '--type=merge',
      '-p',
      '{"metadata":{"finalizers":null}}',
    ]);
  });

  const pod = {
    containers: [
      { name: 'app', image: 'a', env: [{ name: 'T', valueFrom: { secretKeyRef: { name: 'api', key: 'token' } } }] },
    ],
  };
  it.each([
    ['Pod', { apiVersion: 'v1', kind: 'Pod', spec: pod }, 'spec.containers[app].env[T].valueFrom.secretKeyRef.name'],
    ['ServiceAccount', { apiVersion: 'v1', kind: 'ServiceAccount', secrets: [{ name: 'api' }] }, 'secrets[api].name'],
    [
      'CronJob',
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        spec: {
          schedule: '* * * * *',
          jobTemplate: { spec: { template: { spec: { ...pod, restartPolicy: 'Never' } } } },
        },
      },
      'spec.jobTemplate.spec.template.spec.containers[app].env[T].valueFrom.secretKeyRef.name',
    ],
    [
      'Ingress',
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        spec: { tls: [{ secretName: 'api' }], defaultBackend: { service: { name: 'a', port: { number: 80 } } } },
      },
      'spec',
    ],
  ])('is refused when a %s refers to it, and says where', async (kind, object, path) => {
    await apply({ ...object, metadata: { name: 'cart', namespace: 'shop' } });
    expect(await judged()).toBe(`${kind} shop/cart refers to Secret shop/api (${path}). Take that away first.`);
  });

  it('does not mind the same name elsewhere, or where no Secret is meant', async () => {
    await apply({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'cart', namespace: 'bank' },
      secrets: [{ name: 'api' }],
    });
    await apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'api', namespace: 'shop' },
      spec: { containers: [{ name: 'api', image: 'api' }] },
    });
    expect(await judged()).toBeUndefined();
  });

  it('rehearses without doing it, then deletes exactly what was shown', async () => {
    const clearing = open('clearing-token');
    const version = await seen('clearing-token');
    expect(reasonAgainst(version, NOW)).toBeUndefined();
    expect(await clearing.rehearse(version)).toBe('done');
    expect(await exists()).toBe(true);
    expect(await clearing.remove(version)).toBe('done');
    expect(await exists()).toBe(false);
    expect(await clearing.remove(version)).toBe('gone');
    expect(await clearing.look('shop', 'api')).toBe('gone');
  });

  it('deletes neither a version that was changed nor one that was made anew', async () => {
    const clearing = open('clearing-token');
    const version = await seen();
    await kube.kubectl(['label', 'secret', 'api', '-n', 'shop', 'team=shop']);
    expect(await clearing.rehearse(version)).toBe('changed');
    expect(await clearing.remove(version)).toBe('changed');
    await kube.kubectl(['delete', 'secret', 'api', '-n', 'shop']);
    await apply(secret({ token: EXPIRED }));
    const other = await seen();
    expect(await clearing.remove({ ...other, uid: version.uid })).toBe('changed');
    expect(await clearing.remove({ ...other, uid: '' })).toBe('changed');
    expect(await exists()).toBe(true);
  });

  it('says which right is missing, and looks closely at nothing it may not see', async () => {
    await apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'other', namespace: 'shop' },
      stringData: { token: EXPIRED },
    });
    const version = await seen();
    expect(await open('clearing-token').look('shop', 'other')).toEqual({
      reason: expect.stringContaining('no right to read Secrets in shop'),
    });
    expect(await open('clearing-token').remove({ ...version, name: 'other' })).toEqual({
      reason: 'I have no right to delete Secrets in shop; manifests/rbac.clear.yaml has it.',
    });
    expect(await open('clearing-token').look('bank', 'api')).toEqual({ reason: expect.stringContaining('no right') });
    const limited = await seen('reading-token');
    expect(reasonAgainst(limited, NOW)).toMatch(/could not look at .*forbidden/);
  });
});

it('throws what a person is told when the cluster is away', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'attache-clear-'));
  const kubeconfig = join(folder, 'config');
  await writeFile(
    kubeconfig,
    JSON.stringify({
      'current-context': 'a',
      contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
      users: [{ name: 'a', user: { token: 't' } }],
      clusters: [{ name: 'a', cluster: { server: 'https://127.0.0.1:1' } }],
    }),
  );
  const limits = { tries: 1 };
  const clearing = secretClearing({ kubeconfig, now: () => NOW, clusterName: 'prod-eu', limits });
  const version = { namespace: 'shop', name: 'api', uid: 'u', resourceVersion: '1' };
  for (const attempt of [clearing.look('shop', 'api'), clearing.rehearse(version), clearing.remove(version)]) {
    await expect(attempt).rejects.toMatchObject({
      name: 'SourceError',
      message: 'Cannot reach prod-eu: connection refused by 127.0.0.1:1.',
    });
  }
  await rm(folder, { recursive: true });
});
