import { describe, expect, it } from 'vitest';
import { KINDS } from '../../../src/cluster/kinds.ts';
import type { ObjectKind } from '../../../src/cluster/objects.ts';
import { project } from '../../../src/sources/live/project.ts';

const metadata = { name: 'cart', namespace: 'shop' };
const one = (kind: ObjectKind, raw: object) =>
  project(kind, KINDS[kind].version, { metadata, ...raw }, 'prod-eu').objects[0];

describe('an object', () => {
  it('keeps what checks use of its metadata', () => {
    const raw = {
      metadata: {
        ...metadata,
        uid: 'u',
        resourceVersion: '7',
        generation: 2,
        creationTimestamp: '2026-01-01T00:00:00Z',
        deletionTimestamp: null,
        labels: { app: 'cart' },
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': '{}',
          'team.example/notes': 'x'.repeat(9000),
          'team.example/owner': 'ann',
        },
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'cart-1', uid: 'v', controller: true }],
        managedFields: [{ manager: 'kubectl' }],
      },
    };
    expect(one('Namespace', raw)).toEqual({
      kind: 'Namespace',
      apiVersion: 'v1',
      metadata: {
        ...metadata,
        uid: 'u',
        generation: 2,
        creationTimestamp: '2026-01-01T00:00:00Z',
        labels: { app: 'cart' },
        annotations: { 'team.example/owner': 'ann' },
        ownerReferences: [{ kind: 'ReplicaSet', name: 'cart-1', controller: true }],
      },
    });
  });

  it('gives the objects in its annotation, however long that is, and keeps none of its text', () => {
    const config = `---\napiVersion: getambassador.io/v2\nkind: Mapping\nname: a\nprefix: /\nservice: a\n# ${'x'.repeat(9000)}\n`;
    const raw = { metadata: { ...metadata, annotations: { 'getambassador.io/config': config } } };
    const { objects } = project('Service', 'v1', raw, 'prod-eu');
    expect(objects.map(({ kind }) => kind)).toEqual(['Service', 'Mapping']);
    expect(objects[0]?.metadata.annotations).toEqual({ 'getambassador.io/config': '(read)' });
  });

  it('of a kind with a spec has one, even when the server sends none', () => {
    expect(one('Service', {})).toMatchObject({ spec: {} });
    expect(one('EndpointSlice', { endpoints: null, ports: null, addressType: 'IPv4' })).toEqual({
      kind: 'EndpointSlice',
      apiVersion: 'discovery.k8s.io/v1',
      metadata,
      addressType: 'IPv4',
    });
  });
});

describe('a Pod', () => {
  const pod = one('Pod', {
    spec: {
      containers: [
        {
          name: 'app',
          image: 'cart:1',
          livenessProbe: {},
          env: [
            { name: 'DB_PASSWORD', value: 'hunter2' },
            { name: 'GREETING', value: 'hello' },
            { name: 'AMBASSADOR_ID', value: 'shop' },
            { name: 'AES_LICENSE_KEY', value: 'hunter2' },
            { name: 'REDIS_URL', value: 'redis://ann:hunter2@redis:6379' },
            { name: 'STATSD_ENABLED' },
            { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'cart', key: 'token' } } },
          ],
        },
      ],
      volumes: [
        { name: 'tls', secret: { secretName: 'cart-tls', defaultMode: 420 } },
        { name: 'tmp', emptyDir: {} },
      ],
      tolerations: [],
    },
    status: {
      phase: 'Running',
      hostIP: '10.0.0.1',
      containerStatuses: [
        {
          name: 'app',
          ready: false,
          restartCount: 3,
          containerID: 'x',
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: {},
        },
      ],
    },
  });

  it('keeps what says how it is', () => {
    expect(pod).toMatchObject({
      spec: {
        containers: [{ name: 'app', image: 'cart:1' }],
        volumes: [{ name: 'tls', secret: { secretName: 'cart-tls' } }, { name: 'tmp' }],
      },
      status: {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'app',
            ready: false,
            restartCount: 3,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: {},
          },
        ],
      },
    });
    expect(JSON.stringify(pod)).not.toMatch(/startupProbe|tolerations|emptyDir|hostIP|containerID|defaultMode/);
  });

  it('keeps only the settings of the gateway of its environment, and where others come from', () => {
    expect(pod).toMatchObject({
      spec: {
        containers: [
          {
            env: [
              { name: 'AMBASSADOR_ID', value: 'shop' },
              { name: 'AES_LICENSE_KEY' },
              { name: 'REDIS_URL' },
              { name: 'STATSD_ENABLED', value: '' },
              { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'cart', key: 'token' } } },
            ],
          },
        ],
      },
    });
    expect(JSON.stringify(pod)).not.toContain('hunter2');
  });
});

it('nests too deeply for anything to follow: it is left out, and the list goes on', () => {
  let config: object = {};
  for (let depth = 0; depth < 20_000; depth++) config = { config };
  const raw = { metadata: { name: 'deep', namespace: 'shop' }, spec: { config } };
  expect(project('Module', 'v3alpha1', raw, 'prod-eu')).toEqual({
    objects: [],
    problems: [{ where: 'Module shop/deep', message: 'nests too deeply; the object was left out (prod-eu)' }],
  });
});

describe('passwords outside of Secrets', () => {
  it('in the headers that a Mapping adds are not kept', () => {
    const mapping = one('Mapping', {
      spec: {
        prefix: '/',
        service: 'cart',
        add_request_headers: { Authorization: { value: 'Basic hunter2' }, 'x-api-key': 'hunter2', 'x-team': 'shop' },
      },
    });
    expect(mapping).toMatchObject({
      spec: { add_request_headers: { Authorization: '(not kept)', 'x-api-key': '(not kept)', 'x-team': 'shop' } },
    });
  });

  it('in what containers and conditions say are not kept, nor in arguments', () => {
    const terminated = { exitCode: 1, message: 'connect postgres://app:hunter2@db failed' };
    const pod = one('Pod', {
      spec: { containers: [{ name: 'app', args: ['--token=hunter2', '--port=80'] }] },
      status: {
        message: 'PASSWORD=hunter2',
        conditions: [{ type: 'Ready', status: 'False', message: 'token=hunter2' }],
        containerStatuses: [
          { name: 'app', state: { waiting: { message: 'token=hunter2' } }, lastState: { terminated } },
        ],
      },
    });
    expect(JSON.stringify(pod)).not.toContain('hunter2');
    expect(pod).toMatchObject({
      spec: { containers: [{ args: ['--token=[secret]', '--port=80'] }] },
      status: {
        containerStatuses: [{ lastState: { terminated: { message: 'connect postgres://[secret]@db failed' } } }],
      },
    });
  });

  it('in the reason of a silence are not kept, and the rest of it is', () => {
    const annotations = {
      'attache.dev/silence.MAP001': 'ann has password=hunter2 for it, until 2026-12-01',
      'attache.dev/silence.tls-secret-missing': 'named like a check',
      'team.example/note': 'ann',
    };
    for (const kind of ['Mapping', 'Service', 'Pod', 'Secret'] as const) {
      expect(one(kind, { metadata: { ...metadata, annotations }, spec: {} })?.metadata.annotations).toEqual({
        'attache.dev/silence.MAP001': 'ann has password=[secret] for it, until 2026-12-01',
        'attache.dev/silence.tls-secret-missing': 'named like a check',
        'team.example/note': 'ann',
      });
    }
  });

  it('in the address of an upstream are not kept', () => {
    const serviceOf = (service: string) => one('Mapping', { spec: { prefix: '/a@b/', service } });
    expect(serviceOf('https://ann:hunter2@cart.shop:80')).toMatchObject({
      spec: { prefix: '/a@b/', service: 'https://not-kept@cart.shop:80' },
    });
    expect(serviceOf('ann:hunter2@cart')).toMatchObject({ spec: { service: 'not-kept@cart' } });
    expect(one('AuthService', { spec: { auth_service: 'http://:hunter2@auth' } })).toMatchObject({
      spec: { auth_service: 'http://not-kept@auth' },
    });
  });

  it('in a Filter are not kept, names of Secrets are', () => {
    const filter = one('Filter', {
      spec: { OAuth2: { clientID: 'shop', secret: 'hunter2', protectedOrigins: [{ origin: 'https://a.example' }] } },
    });
    expect(filter).toMatchObject({ spec: { OAuth2: { clientID: 'shop', secret: '(not kept)' } } });
    expect(one('TLSContext', { spec: { hosts: ['a.example'], secret: 'shop-tls' } })).toMatchObject({
      spec: { secret: 'shop-tls' },
    });
  });

  it('in a ConfigMap are not kept: of its values only scrape configurations are, without logins', () => {
    const scrape = 'scrape_configs:\n- job_name: gateway\n  basic_auth:\n    username: ann\n    password: hunter2\n';
    const config = one('ConfigMap', { data: { 'app.properties': 'password=hunter2', 'prometheus.yml': scrape } });
    expect(config).toEqual({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata,
      data: { 'app.properties': '', 'prometheus.yml': scrape.replace('hunter2', '(not kept)') },
    });
  });
});
